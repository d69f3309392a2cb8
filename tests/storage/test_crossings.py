"""What an SQLite transaction does on the event loop, and what it leaves to its thread."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.engine import open_engine
from storage.unit_of_work import begun

HERE = text("SELECT thread()")
INSERT = text("INSERT INTO deliveries VALUES (thread(), '2026-01-01')")
DELETE = text("DELETE FROM deliveries WHERE key = CAST(thread() AS TEXT)")


@pytest.fixture
async def engine(sqlite_url: str) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(sqlite_url)
    yield engine
    await engine.dispose()


async def watched(connection: AsyncConnection) -> list[int]:
    """Let SQL ask in which thread it runs; return the threads of the answers, as they come."""
    seen: list[int] = []

    def thread() -> int:
        seen.append(threading.get_ident())
        return seen[-1]

    raw = await connection.get_raw_connection()
    driver = raw.driver_connection
    assert driver is not None
    await driver.create_function("thread", 0, thread)
    return seen


async def test_statements_run_where_they_stand_and_a_delete_in_the_thread(
    engine: AsyncEngine,
) -> None:
    async with begun(engine) as connection:
        seen = await watched(connection)
        for statement in (HERE, INSERT, HERE, DELETE):
            await connection.execute(statement)
    loops = threading.get_ident()
    assert [thread == loops for thread in seen] == [True, True, True, False]


async def test_a_lock_that_another_process_holds_is_waited_for_beside_the_event_loop(
    sqlite_url: str, engine: AsyncEngine
) -> None:
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def read() -> int:
        async with begun(engine) as connection:
            return int((await connection.execute(text("SELECT 1"))).scalar_one())

    reading = asyncio.create_task(read())
    for _ in range(20):  # the loop goes on turning while it waits
        await asyncio.sleep(0)
    assert not reading.done()
    other.execute("COMMIT")
    other.close()
    assert await asyncio.wait_for(reading, 5) == 1


async def test_what_was_written_after_a_wait_and_without_one_is_kept(engine: AsyncEngine) -> None:
    for number in range(3):
        async with begun(engine) as connection:
            given = {"key": f"k{number}"}
            insert = "INSERT INTO deliveries VALUES (:key, '2026-01-01')"
            await connection.execute(text(insert), given)
    async with begun(engine) as connection:
        kept = (await connection.execute(text("SELECT count(*) FROM deliveries"))).scalar()
    assert kept == 3
