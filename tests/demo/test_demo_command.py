"""`gatebot demo` as a process: one URL, a taken port, its state kept, a gentle stop."""

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot.demo.people import INES
from bot.sandbox.access_token import Entrance
from bot.sandbox.people import Person
from tests.support.beginning import child_environment
from tests.support.stage import CHANNEL

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 40


@dataclass
class Demo:
    process: asyncio.subprocess.Process
    link: str
    said: list[str]


async def begin(
    state: Path | None, *arguments: str, cwd: Path = ROOT
) -> asyncio.subprocess.Process:
    """Start the demo in a folder; without a `state`, as `make demo` does."""
    named = () if state is None else ("--state", str(state))
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "demo", *named, *arguments),
        cwd=cwd,
        env=os.environ | child_environment(ROOT),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


@asynccontextmanager
async def demo(state: Path | None, *arguments: str, cwd: Path = ROOT) -> AsyncIterator[Demo]:
    """Run the demo inside, and stop it as Ctrl-C does; it must end well."""
    process = await begin(state, *arguments, cwd=cwd)
    assert process.stdout is not None
    said: list[str] = []
    async with asyncio.timeout(SECONDS):
        while not (found := re.search(r"Open (\S+)", "\n".join(said))):
            line = (await process.stdout.readline()).decode()
            assert line, said
            said.append(line)
    try:
        yield Demo(process, found[1], said)
    finally:
        process.send_signal(signal.SIGINT)
        async with asyncio.timeout(SECONDS):
            out, _ = await process.communicate()
    assert process.returncode == 0, out.decode()
    assert "Stopped." in out.decode()


async def test_it_keeps_its_state_and_begins_anew_when_asked(tmp_path: Path) -> None:
    state = tmp_path / "demo"
    async with aiohttp.ClientSession() as session:
        async with demo(state, "--port", "0") as first:
            ines = Person(session, first.link, INES.slack)
            await ines.say("to be kept", channel=CHANNEL)
            await ines.command("/gate", "status P4", channel=CHANNEL)
            second = await begin(state, "--port", "0")
            out, _ = await second.communicate()
            assert second.returncode == 1
            assert "another demo is running" in out.decode()
        async with demo(state, "--port", "0") as again:
            seen = await Person(session, again.link, INES.slack).see(CHANNEL)
            assert "to be kept" in [message.shown for message in seen]
            assert any("ERD and Persistence Model" in message.shown for message in seen)
        async with demo(state, "--port", "0", "--fresh") as fresh:
            assert await Person(session, fresh.link, INES.slack).see(CHANNEL) == []


async def test_the_team_mends_p4_where_no_folder_is_named(tmp_path: Path) -> None:
    async with aiohttp.ClientSession() as session:
        for fresh in ((), ("--fresh",)):
            async with demo(None, "--port", "0", *fresh, cwd=tmp_path) as running:
                at = Entrance.by(running.link)
                act = session.post(f"{at.url}/pane/acts/mend", headers=at.headers)
                async with act as response:
                    assert await response.json() == {"ok": True}
                async with session.get(f"{at.url}/pane/state", headers=at.headers) as response:
                    shown = await response.json()
                assert shown["acts"] == []


async def test_a_taken_port_is_said_and_another_is_chosen(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        async with demo(tmp_path / "demo", "--port", str(port)) as running:
            assert f"Port {port} is taken" in "".join(running.said)
            assert str(port) not in running.link


async def test_it_leaves_what_is_not_its_own_alone(tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text("mine", "utf-8")
    process = await begin(tmp_path, "--fresh")
    out, _ = await process.communicate()
    assert process.returncode == 2
    assert "left alone" in out.decode()
    assert (tmp_path / "own.txt").read_text("utf-8") == "mine"
