"""Slack's side for the listeners' tests: a Web API on a real port that keeps what it is told."""

import asyncio
import json
from typing import Any

from aiohttp import web


class SlackApi:
    """Answers every method with ok. `calls` holds (method, arguments) in order."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.errors: dict[str, str] = {}  # method → the error it answers with
        self.url = ""
        self._heard = asyncio.Condition()
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/api/{method}", self._method)
        app.router.add_post("/hooks/{name}", self._hook)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/api/"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def hook(self, name: str) -> str:
        """Return a response_url of this workspace."""
        return self.url.removesuffix("api/") + f"hooks/{name}"

    async def heard(self, method: str, times: int = 1) -> dict[str, Any]:
        """Wait until a method was called this often, and return the last call's arguments."""
        async with asyncio.timeout(5), self._heard:
            await self._heard.wait_for(lambda: len(self.said(method)) >= times)
        return self.said(method)[times - 1]

    def said(self, method: str) -> list[dict[str, Any]]:
        """Return the arguments of every call of a method."""
        return [arguments for name, arguments in self.calls if name == method]

    async def _method(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        await self._keep(method, await _arguments(request))
        if error := self.errors.get(method):
            return web.json_response({"ok": False, "error": error})
        if method == "auth.test":
            return web.json_response(
                {"ok": True, "team_id": "T1", "user_id": "UBOTSELF", "bot_id": "BSELF"}
            )
        return web.json_response({"ok": True, "ts": "1.1", "channel": "C1", "view": {"id": "V1"}})

    async def _hook(self, request: web.Request) -> web.Response:
        await self._keep("hook:" + request.match_info["name"], await request.json())
        return web.Response(text="ok")

    async def _keep(self, method: str, arguments: dict[str, Any]) -> None:
        async with self._heard:
            self.calls.append((method, arguments))
            self._heard.notify_all()


async def _arguments(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        body: dict[str, Any] = await request.json()
        return body
    form = await request.post()
    return {name: _value(str(value)) for name, value in form.items()}


def _value(text: str) -> Any:
    return json.loads(text) if text[:1] in ("{", "[") else text
