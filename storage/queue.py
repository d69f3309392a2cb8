"""Which intent comes next: the one place that knows what holds an intent back."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
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


def _other(state: IntentState, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    # One EXISTS for each state is what lets the index on (lane, state, sequence) skip all the
    # intents that are done: 0.5 ms instead of 220 with 20,000 of them.
    return exists().where(_OTHER.c.lane == INTENTS.c.lane, _OTHER.c.state == state, *conditions)


def _held_back() -> ColumnElement[bool]:
    """Tell whether an earlier intent of the lane, or one in hand, has to be over first.

    One in hand may also be a later one: it was claimed while this one was parked.
    """
    earlier = _OTHER.c.sequence < INTENTS.c.sequence
    later = _OTHER.c.sequence > INTENTS.c.sequence
    same_round = _OTHER.c.correlation_id == INTENTS.c.correlation_id
    return or_(
        _other(IntentState.PENDING, earlier),
        _other(IntentState.RUNNING, earlier),
        _other(IntentState.RUNNING, later, _OTHER.c.lease_until > _NOW),
        _other(IntentState.PARKED, earlier, same_round),
        _other(IntentState.UNREADABLE, earlier, same_round),
    )


_PENDING: Final = INTENTS.c.state == IntentState.PENDING
_RUNNING: Final = INTENTS.c.state == IntentState.RUNNING
_CLAIMABLE: Final = or_(
    and_(_PENDING, INTENTS.c.due <= _NOW), and_(_RUNNING, INTENTS.c.lease_until <= _NOW)
)
_NEXT: Final = (
    select(INTENTS).where(_CLAIMABLE, ~_held_back()).order_by(INTENTS.c.sequence).limit(1)
)
_WAKE: Final = func.min(
    case((_PENDING, INTENTS.c.due), else_=INTENTS.c.lease_until), type_=UtcDateTime
)
_NEXT_DUE: Final = select(_WAKE).where(
    or_(_PENDING, _RUNNING),
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
