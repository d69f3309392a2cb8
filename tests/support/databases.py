"""Databases with all tables and no rows, which are not migrated for each test again."""

import asyncio
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from storage.engine import open_engine
from storage.migrate import migrate


@cache
def empty_database() -> bytes:
    """Return the file of a SQLite database. Not for a thread whose event loop runs."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "state.db"
        asyncio.run(migrated(f"sqlite:///{path}"))
        return path.read_bytes()


async def migrated(url: str) -> None:
    """Bring a database to this version's tables."""
    engine = open_engine(url)
    await migrate(engine)
    await engine.dispose()
