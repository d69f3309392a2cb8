"""`gatebot check`: what is wrong with the settings, Slack and the projects, before serving."""

import asyncio
import os
import sys
from pathlib import Path

from bot.cli.outcome import Exit
from bot.cli.output import say, say_json
from bot.cli.settings import settings_for
from bot.cli.stage import demo_settings
from bot.cli.state import StateFolder
from bot.demo.team import team
from bot.doctor.checks import Check, exit_code
from bot.doctor.examine import examine, examine_without
from bot.doctor.report import report, to_json
from bot.sandbox.server import SandboxServer
from bot.sandbox.workspace import Workspace
from bot.settings import SettingsError


def check(state: Path | None, *, as_json: bool) -> Exit:
    """Print what was looked at; the exit code is FAILED where something must be mended."""
    checks = asyncio.run(_checks(state))
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    if as_json:
        say_json(to_json(checks))
    else:
        say(report(checks, colour=colour))
    return Exit(exit_code(checks))


async def _checks(state: Path | None) -> tuple[Check, ...]:
    if state is not None and StateFolder(state).used() and not _has_slack():
        return await _checks_of_demo(StateFolder(state))
    try:
        settings = settings_for(state)
    except SettingsError as error:
        return await examine_without(error)
    return await examine(settings)


def _has_slack() -> bool:
    return any(os.environ.get(name) for name in ("SLACK_BOT_TOKEN", "SLACK_BOT_TOKEN_FILE"))


async def _checks_of_demo(folder: StateFolder) -> tuple[Check, ...]:
    """Look at a demo's project in the local workspace it is played in."""
    server = SandboxServer(Workspace(team()))
    await server.start()
    try:
        return await examine(demo_settings(folder, server, "socket"))
    finally:
        await server.stop()
