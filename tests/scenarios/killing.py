"""The bot as a process of its own, which may be killed at a named point.

It is forked from a server that has loaded it: what takes seconds is done once, and the process dies
by a real signal all the same.
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Final

from tests.scenarios import mortal_bot
from tests.support.beginning import begin_here
from tests.support.stage import CHANNEL, Stage

_FORKS: Final = get_context("forkserver")
_FORKS.set_forkserver_preload([mortal_bot.__name__])


@dataclass(frozen=True, slots=True)
class Mortal:
    """The process."""

    started: ForkServerProcess

    async def wait(self) -> int | None:
        """Wait for its end; return its exit code, which is negative for the signal it died of."""
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_reader(self.started.sentinel, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(self.started.sentinel)
        self.started.join()
        return self.started.exitcode


@asynccontextmanager
async def process(stage: Stage, point: str = "") -> AsyncIterator[Mortal]:
    """Run the bot in a process of its own; it is stopped in the end, if it is not dead already."""
    hears, says = _FORKS.Pipe(duplex=False)
    log = stage.folder / "bot.log"
    started = _FORKS.Process(target=_live, args=(point, _environment(stage), log, says))
    await asyncio.to_thread(started.start)
    says.close()
    mortal = Mortal(started)
    try:
        async with asyncio.timeout(20):
            said = await asyncio.to_thread(_heard, hears)
            # It looks by itself at once: its point may come before it can say that it is ready.
            died_there = not said and point and await mortal.wait() == -signal.SIGKILL
            assert died_there or said, "the bot did not start"
        yield mortal
    finally:
        hears.close()
        if started.is_alive():
            started.terminate()  # what is left in the outbox is worked off in the grace it has
        await mortal.wait()
        started.close()


def _environment(stage: Stage) -> dict[str, str]:
    settings = stage.settings()
    config = stage.folder / "gatebot.toml"
    there = {"name": "demo", "repo": str(stage.repository.path)} | stage.elsewhere
    lines = ["[[projects]]", *(f'{key} = "{value}"' for key, value in there.items())]
    config.write_text("\n".join([*lines, f'channels = ["{CHANNEL}"]', ""]))
    app = stage.server.workspace.plan.app
    env = {
        "PATH": "/usr/bin:/bin:/usr/local/bin",
        "GATEBOT_CONFIG": str(config),
        "GATEBOT_DATABASE_URL": settings.database_url,
        "GATEBOT_LISTEN": "127.0.0.1:0",
        "SLACK_API_URL": stage.server.api_url,
        "SLACK_BOT_TOKEN": app.bot_token,
        "SLACK_APP_TOKEN": app.app_token,
    }
    return env | {f"GATEBOT_{name.upper()}": secret for name, secret in stage.secrets.items()}


def _live(point: str, env: Mapping[str, str], log: Path, says: Connection) -> None:
    begin_here()
    mortal_bot.live(point, env, log, lambda: says.send("ready"))


def _heard(hears: Connection) -> bool:
    """Wait until it is ready; False if it ended before."""
    try:
        hears.recv()
    except EOFError:
        return False
    return True
