"""The engine: which urls it takes, how it is set up, and what its failures are called."""

import importlib.util
import os
import socket
import sqlite3
import stat
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.ports.errors import Fault, Unavailable
from storage.engine import open_engine
from storage.migrate import migrate
from storage.store import SqlStore
from storage.unit_of_work import begun
from tests.storage.samples import FixedClock


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("sqlite:///state.db", "sqlite+aiosqlite:///state.db"),
        ("sqlite+aiosqlite:////data/state.db", "sqlite+aiosqlite:////data/state.db"),
        ("postgresql://u@h/n", "postgresql+asyncpg://u@h/n"),
        ("postgresql+asyncpg://u@h/n", "postgresql+asyncpg://u@h/n"),
    ],
)
def test_both_spellings_of_a_url_are_taken(url: str, taken: str) -> None:
    assert str(open_engine(url).url) == taken


@pytest.mark.parametrize(
    "url",
    [
        "",
        "state.db",
        "mysql://u:hunter2@h/n",
        "postgresql+psycopg://u:hunter2@h/n",
        "sqlite+x:///a",
    ],
)
def test_another_url_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(Fault) as caught:
        open_engine(url)
    assert "GATEBOT_DATABASE_URL" in caught.value.mend
    assert "hunter2" not in str(caught.value)


def test_a_missing_driver_is_named_with_its_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(Fault, match="asyncpg") as caught:
        open_engine("postgresql://h/n")
    assert "requirements/runtime.txt" in caught.value.mend


async def test_sqlite_is_durable_and_checks_references(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    async with begun(engine) as connection:
        found = [
            (await connection.execute(text(f"PRAGMA {name}"))).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    await engine.dispose()
    assert found == ["wal", 2, 1]


async def test_postgresql_does_not_wait_for_ever(postgres_url: str) -> None:
    engine = open_engine(postgres_url)
    async with begun(engine) as connection:
        found = [
            (await connection.execute(text(f"SHOW {name}"))).scalar()
            for name in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
        ]
    await engine.dispose()
    assert found == ["10s", "30s", "30s"]


async def failure_of(url: str, lock_wait_seconds: int = 10) -> Exception:
    """Return what a transaction raises at its first statement."""
    engine = open_engine(url, lock_wait_seconds)
    with pytest.raises((Fault, Unavailable)) as caught:
        async with begun(engine) as connection:
            await connection.execute(text("SELECT 1"))
    await engine.dispose()
    return caught.value


async def test_a_file_that_can_not_be_made_is_a_fault(tmp_path: Path) -> None:
    fault = await failure_of(f"sqlite:///{tmp_path}/nowhere/state.db")
    assert isinstance(fault, Fault)
    assert "folder" in fault.mend


async def test_a_file_that_can_not_be_made_leaves_no_thread_behind(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    for _ in range(20):
        await failure_of(f"sqlite:///{tmp_path}/nowhere/state.db")
    assert set(threading.enumerate()) <= before


async def test_a_file_that_is_no_database_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "state.db").write_text("# Notes\n" * 1000)
    assert isinstance(await failure_of(f"sqlite:///{tmp_path}/state.db"), Fault)


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    failure = await failure_of(f"postgresql://nobody:hunter2@127.0.0.1:{port}/n")
    assert isinstance(failure, Unavailable)
    assert "hunter2" not in str(failure)


async def test_a_database_that_is_not_there_is_a_fault(postgres_url: str) -> None:
    failure = await failure_of(postgres_url.replace("/test_engine", "/nowhere"))
    assert isinstance(failure, Fault)


async def test_a_file_locked_by_another_process_is_unavailable(sqlite_url: str) -> None:
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert isinstance(await failure_of(sqlite_url, 0), Unavailable)
    other.close()


async def test_a_lock_of_another_replica_is_unavailable(postgres_url: str) -> None:
    other = open_engine(postgres_url)
    async with other.begin() as connection:
        await connection.execute(text("SELECT 1"))
        assert isinstance(await failure_of(postgres_url, 1), Unavailable)
    await other.dispose()


@pytest.mark.parametrize("name", ["sqlite", "postgresql"])
async def test_missing_tables_are_a_fault_that_names_migrate(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    if name == "sqlite":
        url = f"sqlite:///{tmp_path}/empty.db"
    else:
        request.getfixturevalue("postgres").psql("CREATE DATABASE no_tables")
        url = request.getfixturevalue("postgres").get_uri(database="no_tables")
    engine = open_engine(url)
    with pytest.raises(Fault) as caught:
        async with SqlStore(engine, FixedClock()).transaction() as work:
            await work.round("r1")
    await engine.dispose()
    assert "gatebot migrate" in caught.value.mend


async def test_a_bug_keeps_its_name_and_no_values(engine: AsyncEngine) -> None:
    statement = text("INSERT INTO deliveries (key, seen_at) VALUES (:key, NULL)")
    with pytest.raises(Exception, match=r"(?i)not.null") as caught:
        async with begun(engine) as connection:
            await connection.execute(statement, {"key": "what somebody wrote"})
    assert type(caught.value).__name__ == "IntegrityError"
    assert "[SQL parameters hidden" in str(caught.value)


@pytest.mark.parametrize("older", [False, True])
async def test_the_database_and_its_log_are_for_their_owner_alone(
    tmp_path: Path, *, older: bool
) -> None:
    if older:
        (tmp_path / "gates.db").touch()
        (tmp_path / "gates.db").chmod(0o644)
    engine = open_engine(f"sqlite:///{tmp_path}/gates.db")
    await migrate(engine)
    made = {name: os.stat(tmp_path / name).st_mode for name in os.listdir(tmp_path)}  # noqa: PTH116, PTH208
    await engine.dispose()
    assert set(made) == {"gates.db", "gates.db-wal", "gates.db-shm"}
    assert {stat.S_IMODE(mode) for mode in made.values()} == {0o600}
