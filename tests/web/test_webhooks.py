"""The door for deliveries, over HTTP: who gets in, what is looked at, and how often."""

import asyncio
import hashlib
import hmac
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.platform.clock import SystemClock
from bot.platform.in_flight import InFlight
from bot.web.server import WebServer
from bot.web.webhooks import LARGEST_BYTES, PATH, Watched, Webhooks
from storage.engine import open_engine
from storage.migrate import migrate
from storage.store import SqlStore

SECRET = "a secret of sixteen or more"
PUSHED = {"ref": "refs/heads/main", "after": "0123456789" * 4}
PROJECTS = {
    "atlas": Watched("github", "main"),
    "beta": Watched("gitlab", "trunk"),
    "own": Watched("git", "main"),
}


@dataclass
class Door:
    """The webhooks of three projects, served."""

    url: str
    session: aiohttp.ClientSession
    inflight: InFlight
    looks: list[str] = field(default_factory=list)

    async def look(self, name: str) -> None:
        self.looks.append(name)

    async def post(
        self, project: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, dict[str, Any]]:
        url = f"{self.url}/webhooks/{project}"
        async with self.session.post(url, data=io.BytesIO(body), headers=headers) as response:
            return response.status, await response.json()

    async def push(
        self, project: str = "atlas", payload: Any = None, **headers: str
    ) -> tuple[int, dict[str, Any]]:
        """Deliver a payload, signed as GitHub does."""
        body = json.dumps(PUSHED if payload is None else payload).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.post(project, body, signed(body) | named)


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"X-Hub-Signature-256": f"sha256={digest}"}


@asynccontextmanager
async def opened(folder: Path, secret: str = SECRET) -> AsyncIterator[Door]:
    engine = open_engine(f"sqlite:///{folder}/gatebot.db")
    await migrate(engine)
    inflight = InFlight()
    async with aiohttp.ClientSession() as session:
        door = Door("", session, inflight)
        store = SqlStore(engine, SystemClock())
        hooks = Webhooks(PROJECTS, secret, store, door.look, inflight, SystemClock())
        server = WebServer([aiohttp.web.post(PATH, hooks.handle)])
        host, port = await server.start("127.0.0.1", 0)
        door.url = f"http://{host}:{port}"
        yield door
        await server.stop()
    await engine.dispose()


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with opened(tmp_path) as door:
        yield door


async def test_a_push_has_its_project_looked_at(door: Door) -> None:
    assert await door.push(X_GitHub_Event="push") == (202, {"status": "looking"})
    assert await door.push("own") == (202, {"status": "looking"})
    await door.inflight.drain(1)
    assert door.looks == ["atlas", "own"]


async def test_a_delivery_is_taken_once_also_after_a_restart(tmp_path: Path) -> None:
    given = {"X_GitHub_Event": "push", "X_GitHub_Delivery": "72d3162e"}
    async with opened(tmp_path) as door:
        assert (await door.push(**given))[0] == 202
        assert await door.push(**given) == (200, {"status": "repeated"})
        assert (await door.push("own", **given))[0] == 202  # another project's
    async with opened(tmp_path) as door:
        assert await door.push(**given) == (200, {"status": "repeated"})
        assert door.looks == []


async def test_the_same_delivery_at_once_is_looked_at_once(door: Door) -> None:
    answers = await asyncio.gather(*(door.push(X_GitHub_Delivery="one") for _ in range(6)))
    assert sorted(status for status, _ in answers) == [200] * 5 + [202]
    assert door.looks == ["atlas"]


@pytest.mark.parametrize(
    "name",
    ["X-Gitlab-Event-UUID", "Idempotency-Key", "webhook-id"],
)
async def test_each_name_of_a_delivery_is_known(door: Door, name: str) -> None:
    body = json.dumps({"ref": "refs/heads/trunk"}).encode()
    headers = {"X-Gitlab-Token": SECRET, "X-Gitlab-Event": "Push Hook", name: "one"}
    assert (await door.post("beta", body, headers))[0] == 202
    assert (await door.post("beta", body, headers))[1] == {"status": "repeated"}


@pytest.mark.parametrize(
    ("payload", "headers"),
    [
        ({"ref": "refs/heads/side"}, {"X_GitHub_Event": "push"}),
        ({"ref": "refs/tags/main"}, {"X_GitHub_Event": "push"}),
        ({"ref": "main"}, {}),
        ({"zen": "Keep it logically awesome."}, {"X_GitHub_Event": "ping"}),
        (PUSHED, {"X_GitHub_Event": "issues"}),
        (PUSHED, {"X_Gitlab_Event": "Tag Push Hook"}),
    ],
)
async def test_what_is_not_of_the_branch_is_acknowledged_and_ignored(
    door: Door, payload: Any, headers: dict[str, str]
) -> None:
    assert await door.push(payload=payload, **headers) == (200, {"status": "ignored"})
    assert door.looks == []


async def test_a_form_is_read_as_github_sends_it(door: Door) -> None:
    body = b"payload=%7B%22ref%22%3A%22refs%2Fheads%2Fside%22%7D"
    headers = signed(body) | {"Content-Type": "application/x-www-form-urlencoded"}
    assert await door.post("atlas", body, headers) == (200, {"status": "ignored"})


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000])
async def test_what_can_not_be_read_is_said(door: Door, body: bytes) -> None:
    assert await door.post("atlas", body, signed(body)) == (400, {"error": "unreadable"})
    assert door.looks == []


@pytest.mark.parametrize("project", ["atlas", "nobody", "a%2Fb"])
async def test_without_the_secret_no_project_shows(door: Door, project: str) -> None:
    body = json.dumps(PUSHED).encode()
    for headers in ({}, signed(body, SECRET + "x"), {"X-Hub-Signature-256": "sha256="}):
        assert await door.post(project, body, headers) == (401, {"error": "signature"})
    assert await door.post(project, body + b" ", signed(body)) == (401, {"error": "signature"})
    assert door.looks == []


async def test_a_project_that_is_not_there_is_said_to_who_knows_the_secret(door: Door) -> None:
    assert await door.push("nobody") == (404, {"error": "no such project"})
    token = {"X-Gitlab-Token": SECRET}
    assert await door.post("nobody", b"{}", token) == (404, {"error": "no such project"})


async def test_another_hosts_header_is_no_signature(door: Door) -> None:
    body = json.dumps(PUSHED).encode()
    status, _ = await door.post("atlas", body, {"X-Gitlab-Token": SECRET})
    assert status == 401


async def test_without_a_secret_webhooks_are_off_and_the_log_names_the_mend(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, secret="") as door:
        with capture_logs() as logs:
            body = json.dumps(PUSHED).encode()
            answer = await door.post("atlas", body, signed(body, ""))
    assert answer == (503, {"error": "webhooks are off"})
    assert door.looks == []
    (line,) = (each for each in logs if each["event"] == "webhooks are off")
    assert line["mend"].startswith("Set GATEBOT_WEBHOOK_SECRET")


async def test_a_body_that_is_too_large_is_refused(door: Door) -> None:
    body = b" " * (LARGEST_BYTES + 1)
    assert await door.post("atlas", body, signed(body)) == (413, {"error": "too large"})


async def test_a_body_that_hides_its_length_is_refused_as_well(door: Door) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(LARGEST_BYTES // 65536 + 2):
            yield b" " * 65536

    async with door.session.post(f"{door.url}/webhooks/atlas", data=endless()) as response:
        assert response.status == 413


async def test_a_large_push_is_taken(door: Door) -> None:
    status, _ = await door.push(payload=PUSHED | {"commits": ["x" * 1000] * 1500})
    assert status == 202


async def test_a_stopping_process_leaves_deliveries_to_another(door: Door) -> None:
    await door.inflight.drain(1)
    assert await door.push() == (503, {"error": "stopping"})
    assert door.looks == []
