"""Migrations: they make what the tables say, keep what is there, and two at once are one."""

import asyncio
import sys
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.ports.errors import Fault
from bot.readiness.branch import PhaseBranch
from storage.engine import open_engine
from storage.migrate import current, head, migrate, pending
from storage.store import SqlStore
from storage.tables import METADATA
from tests.storage.samples import FixedClock, a_brief, a_decision, a_gap, a_round, an_intent

SCRIPT = """
import asyncio, sys
from storage.engine import open_engine
from storage.migrate import migrate
async def main():
    engine = open_engine(sys.argv[1])
    sys.stdin.readline()
    await migrate(engine)
    await engine.dispose()
asyncio.run(main())
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the url of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/a%20b.db"
    server = request.getfixturevalue("postgres")
    name = f"empty_{uuid.uuid4().hex}"
    server.psql(f"CREATE DATABASE {name}")
    url: str = server.get_uri(database=name)
    return url


@pytest.fixture
async def empty(empty_url: str) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(empty_url)
    yield engine
    await engine.dispose()


def differences(connection: Connection) -> list[Any]:
    found: list[Any] = compare_metadata(MigrationContext.configure(connection), METADATA)
    return found


async def test_migrating_makes_exactly_the_tables(empty: AsyncEngine) -> None:
    await migrate(empty)
    async with empty.begin() as connection:
        assert await connection.run_sync(differences) == []


async def test_the_comparison_sees_a_missing_index(empty: AsyncEngine) -> None:
    await migrate(empty)
    async with empty.begin() as connection:
        await connection.execute(text("DROP INDEX uq_rounds_one_live"))
        assert [d[0] for d in await connection.run_sync(differences)] == ["add_index"]


async def test_what_is_pending_is_told(empty: AsyncEngine) -> None:
    assert await current(empty) is None
    assert await pending(empty)
    await migrate(empty)
    assert await current(empty) == head() == "0007"
    assert not await pending(empty)


async def test_migrating_again_keeps_what_is_there(empty: AsyncEngine) -> None:
    await migrate(empty)
    store = SqlStore(empty, FixedClock())
    kept = a_round(decisions=(a_decision(),))
    async with store.transaction() as work:
        await work.add_round(kept, a_brief())
        await work.enqueue(an_intent("i1"))
    await migrate(empty)
    async with store.transaction() as work:
        assert await work.round("r1") == kept
        assert not await work.enqueue(an_intent("i1"))


async def test_the_step_to_digests_keeps_what_was_there(empty: AsyncEngine) -> None:
    await migrate(empty, to="0001")
    assert await current(empty) == "0001"
    store = SqlStore(empty, FixedClock())
    kept = a_round(decisions=(a_decision(),))
    async with store.transaction() as work:
        await work.add_round(kept, a_brief())
        await work.save_gaps((a_gap(),))
        await work.enqueue(an_intent("i1"))
    await migrate(empty)
    assert await current(empty) == head()
    async with store.transaction() as work:
        assert await work.round("r1") == kept
        assert await work.gaps("harbour") == (a_gap(),)
        assert not await work.enqueue(an_intent("i1"))
        assert await work.schedules() == ()
        assert await work.claim_firing("C1", "2026-11-23")


async def test_the_step_to_heads_keeps_what_was_there(empty: AsyncEngine) -> None:
    await migrate(empty, to="0002")
    store = SqlStore(empty, FixedClock())
    async with store.transaction() as work:
        await work.enqueue(an_intent("i1"))
        assert await work.claim_firing("C1", "2026-11-23")
    await migrate(empty)
    assert await current(empty) == head()
    async with store.transaction() as work:
        assert not await work.enqueue(an_intent("i1"))
        assert await work.claimed("C1", "2026-11-23")
        assert await work.seen_head("harbour") is None


async def test_the_step_to_standing_branches_keeps_what_was_there(empty: AsyncEngine) -> None:
    await migrate(empty, to="0005")
    async with empty.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO branches (project, phase_key, phase, name, base, round_id, number,"
                " url, carrying, version) VALUES ('harbour', 'p4', 'P4', 'gatebot/P4-1', 'abc', '',"
                " 7, 'u', FALSE, 3)"
            )
        )
    await migrate(empty)
    assert await current(empty) == head()
    kept = PhaseBranch("harbour", "P4", "gatebot/P4-1", "abc", number=7, url="u", version=3)
    async with SqlStore(empty, FixedClock()).transaction() as work:
        assert await work.branches("harbour") == (kept,)


async def test_the_step_to_the_days_of_ops_items_keeps_what_was_there(empty: AsyncEngine) -> None:
    await migrate(empty, to="0006")
    store = SqlStore(empty, FixedClock())
    async with store.transaction() as work:
        assert await work.claim_firing("C1", "2026-11-23")
    await migrate(empty)
    assert await current(empty) == head()
    async with store.transaction() as work:
        assert await work.claimed("C1", "2026-11-23")
        assert await work.ops_seen("harbour") == {}


async def test_a_database_of_a_newer_program_is_refused(empty: AsyncEngine) -> None:
    await migrate(empty)
    async with empty.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert await pending(empty)
    with pytest.raises(Fault) as caught:
        await migrate(empty)
    assert "newest version" in caught.value.mend


async def test_two_processes_may_migrate_at_once(empty: AsyncEngine, empty_url: str) -> None:
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            SCRIPT,
            empty_url,
            stdin=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        for _ in range(3)
    ]
    said = await asyncio.gather(*(process.communicate(b"go\n") for process in processes))
    assert [(p.returncode, err) for p, (_, err) in zip(processes, said, strict=True)] == [
        (0, b"")
    ] * 3
    async with empty.begin() as connection:
        tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    assert set(tables) == {*METADATA.tables, "alembic_version"}


async def test_a_step_that_fails_leaves_nothing_behind(empty: AsyncEngine) -> None:
    async with empty.begin() as connection:
        await connection.execute(text("CREATE TABLE intents (id INTEGER)"))
    with pytest.raises(Exception, match="already exists"):
        await migrate(empty)
    async with empty.begin() as connection:
        tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    assert tables == ["intents"]
