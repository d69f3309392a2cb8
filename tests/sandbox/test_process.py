"""The sandbox as a process of its own."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.access_token import Entrance
from bot.sandbox.errors import CannotDo
from bot.sandbox.people import Person
from bot.sandbox.server import SandboxServer
from bot.sandbox.team import plan_from_json

if TYPE_CHECKING:
    import aiohttp

    from bot.sandbox.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
PLAN = {
    "name": "Example",
    "users": [{"id": "U1", "name": "ann"}],
    "groups": [{"id": "S1", "handle": "ops", "users": ["U1"]}],
    "channels": [{"id": "C1", "name": "general", "members": ["U1", "U0BOT"]}],
    "app": {
        "name": "helper",
        "commands": [{"name": "/help", "should_escape": False}],
        "events": ["app_mention"],
        "scopes": ["chat:write"],
        "bot_token": "xoxb-own",
    },
}


async def started(*arguments: str) -> tuple[asyncio.subprocess.Process, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot.sandbox", *arguments),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    async with asyncio.timeout(20):
        return process, (await process.stdout.readline()).decode().strip()


async def stopped(process: asyncio.subprocess.Process) -> int:
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(20):
        return await process.wait()


async def test_it_prints_its_link_and_keeps_its_state(
    tmp_path: Path, session: aiohttp.ClientSession
) -> None:
    config = tmp_path / "team.json"
    config.write_text(json.dumps(PLAN))
    arguments = ("--config", str(config), "--state", str(tmp_path / "state"))
    process, link = await started(*arguments)
    web = AsyncWebClient("xoxb-own", base_url=f"{Entrance.by(link).url}/api/", session=session)
    await web.chat_postMessage(channel="general", text="remember me")
    assert await stopped(process) == 0
    process, link = await started(*arguments)
    seen = await Person(session, link, "U1").see("general")
    assert [message.text for message in seen] == ["remember me"]
    assert await stopped(process) == 0


def test_a_plan_is_read_from_json() -> None:
    plan = plan_from_json(PLAN)
    assert (plan.name, plan.users[0].name, plan.groups[0].users) == ("Example", "ann", ("U1",))
    assert plan.channels[0].members == ("U1", "U0BOT")
    assert (plan.app.commands[0].name, plan.app.commands[0].should_escape) == ("/help", False)
    assert plan.app.scopes == {"chat:write"}
    with pytest.raises(TypeError, match="colour"):
        plan_from_json({"colour": "red"})


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.2", "example.org", ""])  # noqa: S104 - refused
def test_it_listens_on_this_machine_alone(workspace: Workspace, host: str) -> None:
    with pytest.raises(CannotDo, match="stays on this machine"):
        SandboxServer(workspace, host=host)
