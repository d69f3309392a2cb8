"""Brings the tables to the version this program needs.

All steps are taken in one transaction under the one write lock: a second process that migrates at
the same time waits, and then finds nothing to do.
"""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.ports.errors import Fault
from storage.unit_of_work import begun

_FOLDER: Final = Path(__file__).parent / "migrations"


async def migrate(engine: AsyncEngine, to: str = "head") -> None:
    """Bring the database to the newest version; nothing is done where it is there already.

    `to` names an older version, for the tests of the steps between them.

    Raises Fault where a newer program has been at it.
    """
    async with begun(engine) as connection:
        await connection.run_sync(_upgrade, to)


async def current(engine: AsyncEngine) -> str | None:
    """Return the version the database is at, None where it is empty."""
    async with begun(engine) as connection:
        return await connection.run_sync(_current)


async def pending(engine: AsyncEngine) -> bool:
    """Tell whether `migrate` has something to do."""
    return await current(engine) != head()


def head() -> str | None:
    """Return the newest version."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    # A config file's % would be an interpolation; a folder's name may hold one.
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _upgrade(connection: Connection, to: str) -> None:
    config = _config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, to)
    except CommandError as error:
        raise Fault(
            f"The database can't be brought to this version: {error}.",
            "Run the newest version of gatebot that has used this database.",
        ) from error


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
