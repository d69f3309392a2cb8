"""A database for each test, on both engines: the same tests hold for SQLite and PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import open_engine
from storage.outbox import SqlOutbox
from storage.store import SqlStore
from storage.tables import METADATA
from tests.storage.samples import FixedClock
from tests.support.databases import empty_database, migrated


@pytest.fixture(scope="module")
def postgres_url(postgres: Any, request: pytest.FixtureRequest) -> str:
    """Return the url of a database of this module, with all tables."""
    name = request.module.__name__.rpartition(".")[2]
    postgres.psql(f"CREATE DATABASE {name}")
    url: str = postgres.get_uri(database=name)
    asyncio.run(migrated(url))
    return url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Return the url of a database file of this test, with all tables."""
    path = tmp_path / "state.db"
    path.write_bytes(empty_database())
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """Return the url of a database with all tables, once for each engine."""
    name = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    found: str = request.getfixturevalue(name)
    return found


@pytest.fixture
async def engine(url: str) -> AsyncIterator[AsyncEngine]:
    """Return an engine on an empty database."""
    engine = open_engine(url)
    async with engine.begin() as connection:
        for table in reversed(METADATA.sorted_tables):
            await connection.execute(delete(table))
    yield engine
    await engine.dispose()


@pytest.fixture
async def other_engine(url: str, engine: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    """Return a second engine on the database of `engine`, as another replica has it."""
    del engine  # it empties the database first
    other = open_engine(url)
    yield other
    await other.dispose()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def store(engine: AsyncEngine, clock: FixedClock) -> SqlStore:
    return SqlStore(engine, clock)


@pytest.fixture
def outbox(engine: AsyncEngine) -> SqlOutbox:
    return SqlOutbox(engine)
