"""Times and words at the door of the database, on both engines."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.codec import Unreadable
from storage.store import SqlStore
from storage.tables import DELIVERIES, ROUNDS
from tests.storage.samples import FixedClock, a_brief, a_round


async def kept(engine: AsyncEngine, moment: datetime) -> datetime | None:
    async with engine.begin() as connection:
        await connection.execute(insert(DELIVERIES), {"key": "k", "seen_at": moment})
        return (await connection.execute(select(DELIVERIES.c.seen_at))).scalar()


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2026, 3, 29, 2, 30, 0, 123_456, tzinfo=timezone(timedelta(hours=-9))),
    ],
)
async def test_a_time_comes_back_in_utc_to_the_microsecond(
    engine: AsyncEngine, moment: datetime
) -> None:
    back = await kept(engine, moment)
    assert back == moment
    assert back.tzinfo is UTC


async def test_a_time_without_a_zone_is_refused(engine: AsyncEngine) -> None:
    with pytest.raises(StatementError, match="no time zone"):
        await kept(engine, datetime(2026, 1, 1))  # noqa: DTZ001 - what is refused


@pytest.mark.parametrize(
    ("column", "value"), [("state", "paused"), ("terms", "{}"), ("owners", "[1]"), ("brief", "")]
)
async def test_a_row_that_was_tampered_with_is_unreadable(
    engine: AsyncEngine, store: SqlStore, column: str, value: str
) -> None:
    async with store.transaction() as work:
        await work.add_round(a_round(), a_brief())
    async with engine.begin() as connection:
        await connection.execute(text(f"UPDATE rounds SET {column} = :value"), {"value": value})  # noqa: S608 - a column of this test
    with pytest.raises(Unreadable):
        async with store.transaction() as work:
            await (work.brief("r1") if column == "brief" else work.round("r1"))


async def test_a_word_outside_the_vocabulary_is_not_written(
    engine: AsyncEngine, clock: FixedClock
) -> None:
    del clock
    with pytest.raises(StatementError, match="paused"):
        async with engine.begin() as connection:
            await connection.execute(update(ROUNDS).values(state="paused"))
