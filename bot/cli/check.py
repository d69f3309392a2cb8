"""`gatebot check`: what is wrong with the settings, Slack and the projects, before serving."""

import asyncio
import os
import sys
from pathlib import Path

from bot.cli.outcome import Exit
from bot.cli.settings import settings_for
from bot.doctor.checks import Check, exit_code
from bot.doctor.examine import examine, examine_without
from bot.doctor.report import report, to_json
from bot.settings import SettingsError


def check(state: Path | None, *, as_json: bool) -> Exit:
    """Print what was looked at; the exit code is FAILED where something must be mended."""
    checks = asyncio.run(_checks(state))
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    print(to_json(checks) if as_json else report(checks, colour=colour))  # noqa: T201 - the output
    return Exit(exit_code(checks))


async def _checks(state: Path | None) -> tuple[Check, ...]:
    try:
        settings = settings_for(state)
    except SettingsError as error:
        return await examine_without(error)
    return await examine(settings)
