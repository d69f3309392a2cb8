"""A few methods of Slack's Web API behind real HTTP, with failures on demand."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.slack import people as p


@dataclass
class StoppedClock:
    """A clock that the test moves."""

    at: datetime = p.NOON

    def now(self) -> datetime:
        return self.at


@dataclass
class Failure:
    """What the next call of a method answers; `drop` closes the connection after it was read."""

    status: int = 200
    body: dict[str, Any] | str = ""
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    hang: bool = False
    keep: bool = False  # what was sent takes effect all the same


@dataclass
class FakeSlack:
    """Messages by channel, as they were posted, and every call that was made."""

    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    failures: dict[str, list[Failure]] = field(default_factory=dict)
    responses: list[dict[str, Any]] = field(default_factory=list)
    groups: dict[str, list[str]] = field(default_factory=dict)
    page: int = 200
    url: str = ""

    def fail(self, method: str, *failures: Failure) -> None:
        self.failures.setdefault(method, []).extend(failures)

    def refuse(self, method: str, error: str, **more: str) -> None:
        self.fail(method, Failure(body={"ok": False, "error": error, **more}))

    def made(self, method: str) -> list[dict[str, Any]]:
        return [arguments for name, arguments in self.calls if name == method]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        arguments = await _arguments(request)
        self.calls.append((method, arguments))
        queue = self.failures.get(method)
        failure = queue.pop(0) if queue else None
        if failure is None:
            return web.json_response({"ok": True, **self._answer(method, arguments)})
        if failure.keep:
            self._answer(method, arguments)
        return await _fail(request, failure)

    def _answer(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        match method:
            case "chat.postMessage":
                return self._post(arguments)
            case "conversations.open":
                return {"channel": {"id": f"D{arguments['users'][1:]}"}}
            case "usergroups.users.list":
                return {"users": self.groups[arguments["usergroup"]]}
            case "conversations.history" | "conversations.replies":
                return self._history(arguments)
            case "respond":
                self.responses.append(arguments)
                return {}
            case _:
                return {}

    def _post(self, arguments: dict[str, Any]) -> dict[str, Any]:
        ts = f"{p.NOON.timestamp() + len(self.messages):.6f}"
        self.messages.append({"ts": ts, **arguments})
        return {"channel": arguments["channel"], "ts": ts}

    def _history(self, arguments: dict[str, Any]) -> dict[str, Any]:
        found = [
            m
            for m in self.messages
            if m["channel"] == arguments["channel"]
            and m["ts"] > arguments["oldest"]
            and m.get("thread_ts") == arguments.get("ts")
        ]
        start = int(arguments.get("cursor") or 0)
        rest = start + self.page
        cursor = str(rest) if rest < len(found) else ""
        page = found[start:rest]
        return {"messages": page, "response_metadata": {"next_cursor": cursor}}


async def _arguments(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        loaded = await request.json()
        return dict(loaded)
    fields = {**request.query, **{k: str(v) for k, v in (await request.post()).items()}}
    for name in ("blocks", "metadata"):
        if name in fields:
            fields[name] = json.loads(fields[name])
    return fields


async def _fail(request: web.Request, failure: Failure) -> web.StreamResponse:
    if failure.hang:
        await asyncio.Event().wait()
    if failure.drop and request.transport is not None:
        request.transport.abort()
    if isinstance(failure.body, str):
        return web.Response(
            status=failure.status,
            text=failure.body,
            headers=failure.headers,
            content_type="text/html",
        )
    return web.json_response(failure.body, status=failure.status, headers=failure.headers)


@asynccontextmanager
async def running() -> AsyncIterator[FakeSlack]:
    """Serve a fake Slack on a port of its own."""
    slack = FakeSlack()
    app = web.Application()
    app.router.add_route("*", "/api/{method}", slack.handle)
    server = TestServer(app)
    await server.start_server()
    slack.url = str(server.make_url("/api/"))
    try:
        yield slack
    finally:
        await server.close()
