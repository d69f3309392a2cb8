"""Schedules of digests and the days that were claimed: rows in, domain values out."""

from dataclasses import asdict, fields
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.readiness.schedule import Firing, Schedule
from storage.statements import insert_once, upsert
from storage.tables import DIGESTS, FIRINGS

_COLUMNS: Final = tuple(DIGESTS.c[f.name] for f in fields(Schedule))
_ALL: Final = select(*_COLUMNS).order_by(DIGESTS.c.channel)
_ONE: Final = select(*_COLUMNS).where(DIGESTS.c.channel == bindparam("of_channel"))
_DROP: Final = delete(DIGESTS).where(DIGESTS.c.channel == bindparam("of_channel"))
_CLAIMED: Final = select(FIRINGS.c.day).where(
    FIRINGS.c.channel == bindparam("of_channel"), FIRINGS.c.day == bindparam("of_day")
)
_NOTE: Final = (
    update(FIRINGS)
    .where(FIRINGS.c.channel == bindparam("of_channel"), FIRINGS.c.day == bindparam("of_day"))
    .values(head=bindparam("new_head"))
)
_LAST: Final = (
    select(FIRINGS)
    .where(
        FIRINGS.c.channel == bindparam("of_channel"),
        FIRINGS.c.day < bindparam("of_day"),
        FIRINGS.c.head != "",
    )
    .order_by(FIRINGS.c.day.desc())
    .limit(1)
)


async def read_schedules(connection: AsyncConnection) -> tuple[Schedule, ...]:
    """Return every schedule, by channel."""
    rows = await connection.execute(_ALL)
    return tuple(Schedule(**row) for row in rows.mappings())


async def read_schedule(connection: AsyncConnection, channel: str) -> Schedule | None:
    """Return a channel's schedule."""
    row = (await connection.execute(_ONE, {"of_channel": channel})).mappings().first()
    return None if row is None else Schedule(**row)


async def save_schedule(connection: AsyncConnection, schedule: Schedule) -> None:
    """Keep a channel's schedule, in place of the one it had."""
    statement = upsert(connection.dialect.name, DIGESTS, "channel")
    await connection.execute(statement, asdict(schedule))


async def drop_schedule(connection: AsyncConnection, channel: str) -> bool:
    """Forget a channel's schedule; False if there was none. Its claimed days stay."""
    return (await connection.execute(_DROP, {"of_channel": channel})).rowcount == 1


async def claim_firing(connection: AsyncConnection, channel: str, day: str, now: datetime) -> bool:
    """Claim a channel's digest of a day; False if that was done before, by whomever."""
    statement = insert_once(connection.dialect.name, FIRINGS, "channel", "day")
    given = {"channel": channel, "day": day, "claimed_at": now, "head": ""}
    return (await connection.execute(statement, given)).rowcount == 1


async def claimed(connection: AsyncConnection, channel: str, day: str) -> bool:
    """Tell whether a channel's digest of a local day was claimed."""
    given = {"of_channel": channel, "of_day": day}
    return (await connection.execute(_CLAIMED, given)).first() is not None


async def note_firing(connection: AsyncConnection, channel: str, day: str, commit: str) -> None:
    """Keep the head that a day's digest was made of."""
    given = {"of_channel": channel, "of_day": day, "new_head": commit}
    await connection.execute(_NOTE, given)


async def last_firing(connection: AsyncConnection, channel: str, before: str) -> Firing | None:
    """Return the newest digest of a channel before a day, of those that were made."""
    given = {"of_channel": channel, "of_day": before}
    row = (await connection.execute(_LAST, given)).first()
    if row is None:
        return None
    return Firing(row.channel, row.day, row.claimed_at, row.head)
