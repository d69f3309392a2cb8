"""`gatebot serve` as a process of its own, on a stage, as an operator starts it."""

import asyncio
import os
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from sys import executable
from typing import Final

import aiohttp

from tests.support.stage import CHANNEL, Stage

_CLONE: Final = Path(__file__).parents[2]
_PATIENCE_SECONDS: Final = 20.0


@dataclass(frozen=True, slots=True)
class Served:
    """A bot that is ready. `seconds`: from the start of its process to the first 200 of /readyz."""

    pid: int
    url: str
    seconds: float


@asynccontextmanager
async def served(stage: Stage, database: Path) -> AsyncIterator[Served]:
    """Start the bot over HTTP and wait until it is ready; stop it gently in the end.

    Raises TimeoutError where it is not ready in 20 s; what it logged is in the stage's folder.
    """
    port = _free_port()
    env = _environment(stage, database, port)
    with (stage.folder / "bot.log").open("ab") as log:
        begun = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            executable, "-m", "bot", "serve", env=env, stdout=log, stderr=log
        )
    try:
        url = f"http://127.0.0.1:{port}"
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await _until_ready(stage.session, f"{url}/readyz")
        yield Served(process.pid, url, time.perf_counter() - begun)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _environment(stage: Stage, database: Path, port: int) -> dict[str, str]:
    config = stage.folder / "gatebot.toml"
    config.write_text(
        f'[[projects]]\nname = "demo"\nrepo = "{stage.repository.path}"\nchannels = ["{CHANNEL}"]\n'
    )
    app = stage.server.workspace.plan.app
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(_CLONE),
        "GATEBOT_CONFIG": str(config),
        "GATEBOT_DATABASE_URL": f"sqlite:///{database}",
        "GATEBOT_LISTEN": f"127.0.0.1:{port}",
        "SLACK_API_URL": stage.server.api_url,
        "SLACK_BOT_TOKEN": app.bot_token,
        "SLACK_SIGNING_SECRET": app.signing_secret,
    }


async def _until_ready(session: aiohttp.ClientSession, url: str) -> None:
    while True:
        try:
            async with session.get(url) as answer:
                if answer.status == 200:
                    return
        except aiohttp.ClientConnectionError:
            pass  # it does not listen yet
        await asyncio.sleep(0.005)
