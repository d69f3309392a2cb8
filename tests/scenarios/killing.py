"""The bot as a process of its own, which may be killed at a named point."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.support.beginning import child_environment
from tests.support.stage import CHANNEL, Stage

REPOSITORY_ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def process(stage: Stage, point: str = "") -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the bot in a process of its own; it is killed in the end, if it is not dead already."""
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
    env |= child_environment(REPOSITORY_ROOT)
    env |= {f"GATEBOT_{name.upper()}": secret for name, secret in stage.secrets.items()}
    log = (stage.folder / "bot.log").open("ab")
    started = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.scenarios.mortal_bot",
        point,
        env=env,
        stdout=asyncio.subprocess.PIPE,
        stderr=log,
    )
    log.close()
    assert started.stdout is not None
    try:
        async with asyncio.timeout(20):
            said = await started.stdout.readline()
            # It looks by itself at once: its point may come before it can say that it is ready.
            died_there = not said and point and await started.wait() == -signal.SIGKILL
            assert died_there or said == b"ready\n", "the bot did not start"
        yield started
    finally:
        if started.returncode is None:
            started.terminate()  # what is left in the outbox is worked off in the grace it has
        await started.wait()
