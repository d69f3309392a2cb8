"""`gatebot serve`: the bot, until it is told to stop."""

import asyncio
import gc
import os
import signal
from pathlib import Path

import structlog

from bot.cli.outcome import Exit, complain
from bot.cli.settings import settings_for
from bot.platform.logs import configure
from bot.ports.errors import Fault, Unavailable
from bot.runtime.wiring import assembled
from bot.settings import Settings, SettingsError, exposed_database, secret_values

_log = structlog.get_logger("gatebot.serve")


def serve(state: Path | None) -> Exit:
    """Serve; returns when a SIGTERM or SIGINT has come and everything is drained."""
    try:
        settings = settings_for(state)
    except SettingsError as error:
        complain(*error.problems)
        return Exit.USAGE
    configure(secrets=(*settings.secrets(), *secret_values(os.environ)))
    for exposed in exposed_database(settings.database_url):
        _log.warning("database_exposed", said=exposed.said, fix=exposed.fix)
    try:
        asyncio.run(_serve(settings))
    except Unavailable as error:
        complain(f"{error} Try again later.")
        return Exit.UNAVAILABLE
    except Fault as error:
        complain(f"{error} {error.mend}")
        return Exit.FAILED
    except OSError as error:
        complain(f"can't listen on {settings.listen}: {error.strerror}. Set GATEBOT_LISTEN.")
        return Exit.FAILED
    return Exit.OK


async def _serve(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with assembled(settings) as gatebot:
        # What is there once it serves stays until the end: no collection need look at it again,
        # which would hold up whatever is being answered.
        await gatebot.run(stop, gc.freeze)
