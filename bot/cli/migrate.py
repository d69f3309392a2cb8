"""`gatebot migrate`: bring the database to this version's tables."""

import asyncio
from pathlib import Path

from bot.cli.outcome import Exit, complain
from bot.cli.output import say
from bot.cli.settings import database_url_for
from bot.ports.errors import Fault, Unavailable
from bot.settings import SettingsError
from storage.engine import open_engine
from storage.migrate import current, migrate


def migrate_database(state: Path | None) -> Exit:
    """Migrate, and say from which revision to which."""
    try:
        url = database_url_for(state)
    except SettingsError as error:
        complain(*error.problems)
        return Exit.USAGE
    try:
        before, after = asyncio.run(_migrate(url))
    except Unavailable as error:
        complain(f"{error} Try again later.")
        return Exit.UNAVAILABLE
    except Fault as error:
        complain(f"{error} {error.mend}")
        return Exit.FAILED
    said = "is up to date" if before == after else f"was migrated from {before or 'nothing'}"
    say(f"The database {said}: revision {after}.")
    return Exit.OK


async def _migrate(url: str) -> tuple[str | None, str | None]:
    engine = open_engine(url)
    try:
        before = await current(engine)
        await migrate(engine)
        return before, await current(engine)
    finally:
        await engine.dispose()
