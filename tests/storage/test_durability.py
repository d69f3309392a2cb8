"""A process is killed: what was committed is there, what was not is not."""

import asyncio
import signal
import sqlite3
import sys
from pathlib import Path

from bot.ports.store import Store
from storage.engine import open_engine
from storage.outbox import SqlOutbox
from storage.store import SqlStore
from tests.storage.samples import FixedClock, an_intent, at

VICTIM = Path(__file__).with_name("victim.py")


async def run_and_kill(url: str, *arguments: str) -> None:
    """Run the victim until it says where it is, and kill it there."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(VICTIM), url, *arguments, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"here\n"
    process.kill()
    assert await process.wait() == -signal.SIGKILL


async def is_kept(store: Store) -> bool:
    async with store.transaction() as work:
        return not await work.enqueue(an_intent("i1"))


async def test_what_was_committed_survives_a_kill(sqlite_url: str) -> None:
    await run_and_kill(sqlite_url, "after")
    engine = open_engine(sqlite_url)
    assert await is_kept(SqlStore(engine, FixedClock()))
    await engine.dispose()


async def test_what_was_not_committed_does_not_and_blocks_nobody(sqlite_url: str) -> None:
    await run_and_kill(sqlite_url, "before")
    engine = open_engine(sqlite_url)
    assert not await is_kept(SqlStore(engine, FixedClock()))
    await engine.dispose()


async def test_what_a_killed_worker_held_is_claimed_anew(sqlite_url: str) -> None:
    await run_and_kill(sqlite_url, "claimed")
    engine = open_engine(sqlite_url)
    outbox = SqlOutbox(engine)
    assert await outbox.claim(at(29), 30) is None
    claimed = await outbox.claim(at(30), 30)
    assert claimed is not None
    assert (claimed.intent, claimed.attempt) == (an_intent("i1"), 2)
    await engine.dispose()


async def test_the_file_is_whole_after_a_kill(sqlite_url: str) -> None:
    await run_and_kill(sqlite_url, "before")
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
