"""Which intent comes next: the one place that knows what holds an intent back."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.columns import UtcDateTime
from storage.tables import INTENTS, IntentState

_OTHER: Final = INTENTS.alias("other")
_NOW: Final = bindparam("now", type_=UtcDateTime)


# Comparisons instead of IN: an IN is put together anew at every execution.
def _active(table: FromClause) -> ColumnElement[bool]:
    return or_(table.c.state == IntentState.PENDING, table.c.state == IntentState.RUNNING)


def _aside(table: FromClause) -> ColumnElement[bool]:
    return or_(table.c.state == IntentState.PARKED, table.c.state == IntentState.UNREADABLE)


def _held_back() -> ColumnElement[bool]:
    """Tell whether an earlier intent of the lane, or one in hand, has to be over first.

    One in hand may also be a later one: it was claimed while this one was parked.
    """
    earlier = _OTHER.c.sequence < INTENTS.c.sequence
    same_round = _OTHER.c.correlation_id == INTENTS.c.correlation_id
    in_hand = and_(_OTHER.c.state == IntentState.RUNNING, _OTHER.c.lease_until > _NOW)
    return exists().where(
        _OTHER.c.lane == INTENTS.c.lane,
        _OTHER.c.sequence != INTENTS.c.sequence,
        or_(
            and_(earlier, _active(_OTHER)),
            and_(earlier, _aside(_OTHER), same_round),
            in_hand,
        ),
    )


_PENDING: Final = INTENTS.c.state == IntentState.PENDING
_RUNNING: Final = INTENTS.c.state == IntentState.RUNNING
_CLAIMABLE: Final = or_(
    and_(_PENDING, INTENTS.c.due <= _NOW), and_(_RUNNING, INTENTS.c.lease_until <= _NOW)
)
_NEXT: Final = (
    select(INTENTS)
    .where(_active(INTENTS), _CLAIMABLE, ~_held_back())
    .order_by(INTENTS.c.sequence)
    .limit(1)
)
_WAKE: Final = func.min(
    case((_PENDING, INTENTS.c.due), else_=INTENTS.c.lease_until), type_=UtcDateTime
)
_NEXT_DUE: Final = select(_WAKE).where(
    _active(INTENTS),
    or_(and_(_RUNNING, INTENTS.c.lease_until > _NOW), ~_held_back()),
)
_CLAIM: Final = update(INTENTS).where(INTENTS.c.sequence == bindparam("of_sequence"))


async def next_row(connection: AsyncConnection, now: datetime) -> Row[Any] | None:
    """Return the first intent that is due and not held back."""
    return (await connection.execute(_NEXT, {"now": now})).first()


async def next_due(connection: AsyncConnection, now: datetime) -> datetime | None:
    """Return when `next_row` may next have something to return; None if nothing waits for time."""
    moment: datetime | None = (await connection.execute(_NEXT_DUE, {"now": now})).scalar()
    return moment


async def change(connection: AsyncConnection, row: Row[Any], **values: Any) -> None:
    """Change the row that `next_row` returned in this transaction."""
    await connection.execute(_CLAIM, {"of_sequence": row.sequence, **values})
