"""Intents as rows: what a unit of work and the outbox both do with them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports.errors import StaleState
from bot.ports.intents import Claimed, Intent, ParkedIntent, Work
from storage.statements import insert_once
from storage.tables import INTENTS, IntentState
from storage.vocabulary import decode, encode

_PARKED: Final = (
    select(INTENTS)
    .where(
        INTENTS.c.correlation_id == bindparam("of_correlation"),
        INTENTS.c.state == IntentState.PARKED,
    )
    .order_by(INTENTS.c.sequence)
)
_WITH_KEYS: Final = select(INTENTS.c.key).where(
    INTENTS.c.key.in_(bindparam("of_keys", expanding=True))
)
_AT_ONCE: Final = 500  # values in a statement, which databases limit
_HELD: Final = update(INTENTS).where(
    INTENTS.c.id == bindparam("of_intent"),
    INTENTS.c.token == bindparam("held_token"),
    INTENTS.c.state == IntentState.RUNNING,
)
_UNPARK: Final = update(INTENTS).where(
    INTENTS.c.id == bindparam("of_intent"),
    INTENTS.c.state.in_((IntentState.PARKED, IntentState.UNREADABLE)),
)


async def enqueue(connection: AsyncConnection, intent: Intent) -> bool:
    """Insert an intent, due at once; False if one with its key is there already."""
    statement = insert_once(connection.dialect.name, INTENTS, "key")
    return (await connection.execute(statement, _values(intent))).rowcount == 1


async def enqueue_all(connection: AsyncConnection, intents: Sequence[Intent]) -> None:
    """Insert intents in their order, by one statement, and no second one of a key."""
    if intents:
        statement = insert_once(connection.dialect.name, INTENTS, "key")
        await connection.execute(statement, [_values(intent) for intent in intents])


async def enqueued(connection: AsyncConnection, keys: Sequence[str]) -> frozenset[str]:
    """Return which of these keys there are rows of."""
    found: set[str] = set()
    for start in range(0, len(keys), _AT_ONCE):
        given = {"of_keys": list(keys[start : start + _AT_ONCE])}
        found.update((await connection.execute(_WITH_KEYS, given)).scalars())
    return frozenset(found)


async def release(connection: AsyncConnection, claimed: Claimed, **changes: Any) -> None:
    """Change an intent that is held, and let it go; raises StaleState if its lease was lost."""
    held = {"of_intent": claimed.intent.id, "held_token": claimed.token}
    freed = {"token": None, "lease_until": None}
    if (await connection.execute(_HELD, {**held, **freed, **changes})).rowcount != 1:
        raise StaleState(f"The lease of intent {claimed.intent.id} was lost.")


async def finish(connection: AsyncConnection, claimed: Claimed, now: datetime) -> None:
    """Mark a claimed intent done; raises StaleState if its lease was lost."""
    await release(connection, claimed, state=IntentState.DONE, done_at=now)


async def read_parked(connection: AsyncConnection, correlation_id: str) -> tuple[ParkedIntent, ...]:
    """Return the parked intents of a correlation id, in their order."""
    rows = await connection.execute(_PARKED, {"of_correlation": correlation_id})
    return tuple(ParkedIntent(intent_of(row), row.why, row.mend) for row in rows)


async def unpark(connection: AsyncConnection, intent_id: str, due: datetime) -> bool:
    """Make a parked intent due; False if it is not parked. Its attempts stay counted.

    That it was tried before has to stay known: what was sent then may have arrived.
    """
    given = {"of_intent": intent_id, "state": IntentState.PENDING, "due": due}
    changes = {**given, "why": "", "mend": ""}
    return (await connection.execute(_UNPARK, changes)).rowcount == 1


def intent_of(row: Row[Any]) -> Intent:
    """Return the intent of a row; raises Unreadable if its work can't be decoded."""
    return Intent(
        id=row.id,
        work=decode(row.work, Work),
        lane=row.lane,
        key=row.key,
        correlation_id=row.correlation_id,
        created_at=row.created_at,
    )


def _values(intent: Intent) -> dict[str, Any]:
    return {
        "id": intent.id,
        "key": intent.key,
        "kind": type(intent.work).__name__,
        "work": encode(intent.work),
        "lane": intent.lane,
        "correlation_id": intent.correlation_id,
        "created_at": intent.created_at,
        "state": IntentState.PENDING,
        "due": intent.created_at,
        "attempt": 0,
        "why": "",
        "mend": "",
    }
