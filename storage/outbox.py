"""The Outbox of bot.ports.store over SQL: the worker's side of the intents."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

import structlog
from sqlalchemy import Row, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql.dml import ReturningUpdate

from bot.ports.errors import Fault, StaleState
from bot.ports.intents import Claimed, Intent
from storage import queue
from storage.codec import Unreadable
from storage.columns import UtcDateTime
from storage.intent_rows import enqueue_all, intent_of, release
from storage.tables import DELIVERIES, FIRINGS, INTENTS, IntentState
from storage.unit_of_work import begun

_log = structlog.get_logger(__name__)
_HELD: Final = update(INTENTS).where(
    INTENTS.c.id == bindparam("of_intent"),
    INTENTS.c.token == bindparam("held_token"),
    INTENTS.c.state == IntentState.RUNNING,
)
_NOTE_BASE: Final = _HELD.values(base=func.coalesce(INTENTS.c.base, bindparam("head"))).returning(
    INTENTS.c.base
)
_RENEW: Final = _HELD.values(lease_until=bindparam("until", type_=UtcDateTime)).returning(
    INTENTS.c.id
)
_COUNTS: Final = (
    select(INTENTS.c.state, func.count().label("amount"), func.min(INTENTS.c.due).label("due"))
    .where(INTENTS.c.state != IntentState.DONE)
    .group_by(INTENTS.c.state)
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much is in the outbox. `late_seconds`: how long the longest waiting one is overdue."""

    pending: int
    running: int
    parked: int
    unreadable: int
    late_seconds: float


@dataclass(frozen=True, slots=True)
class Pruned:
    """How much was deleted."""

    intents: int
    deliveries: int


def random_token() -> str:
    """Return a lease token that no other claim has."""
    return uuid4().hex


class SqlOutbox:
    """Hands out intents. Whoever opened the engine disposes of it."""

    def __init__(self, engine: AsyncEngine, new_token: Callable[[], str] = random_token) -> None:
        self._engine = engine
        self._new_token = new_token

    async def claim(self, now: datetime, lease_seconds: float) -> Claimed | None:
        """Claim the next due intent whose lane is free; a lapsed lease is claimed anew.

        One whose work can't be decoded is put aside as unreadable, and the next is tried.
        """
        until = now + timedelta(seconds=lease_seconds)
        async with begun(self._engine) as connection:
            while (row := await queue.next_row(connection, now)) is not None:
                try:
                    intent = intent_of(row)
                except Unreadable as fault:
                    await self._put_aside(connection, row, fault)
                    continue
                return await self._lease(connection, row, intent, until)
        return None

    async def _lease(
        self, connection: AsyncConnection, row: Row[Any], intent: Intent, until: datetime
    ) -> Claimed:
        claimed = Claimed(intent, self._new_token(), row.attempt + 1, row.base, until)
        await queue.change(
            connection,
            row,
            state=IntentState.RUNNING,
            token=claimed.token,
            lease_until=until,
            attempt=claimed.attempt,
        )
        return claimed

    async def _put_aside(self, connection: AsyncConnection, row: Row[Any], fault: Fault) -> None:
        _log.error("intent unreadable", intent=row.id, kind=row.kind, why=str(fault))
        await queue.change(
            connection,
            row,
            state=IntentState.UNREADABLE,
            token=None,
            lease_until=None,
            why=str(fault),
            mend=fault.mend,
        )

    async def note_base(self, claimed: Claimed, commit: str) -> Claimed:
        """Keep the head at the first attempt; later calls change nothing.

        Returns the claim with the base that is kept. Raises StaleState if the lease was lost.
        """
        row = await self._change_held(_NOTE_BASE, claimed, head=commit)
        return replace(claimed, base=row.base)

    async def renew(self, claimed: Claimed, until: datetime) -> None:
        """Hold an intent longer; raises StaleState if its lease was lost."""
        await self._change_held(_RENEW, claimed, until=until)

    async def _change_held(
        self, change: ReturningUpdate[Any], claimed: Claimed, **values: object
    ) -> Row[Any]:
        given = {"of_intent": claimed.intent.id, "held_token": claimed.token, **values}
        async with begun(self._engine) as connection:
            row: Row[Any] | None = (await connection.execute(change, given)).first()
        if row is None:
            raise StaleState(f"The lease of intent {claimed.intent.id} was lost.")
        return row

    async def retry(self, claimed: Claimed, due: datetime, why: str) -> None:
        """Give an intent back, to be claimed again from `due`; StaleState if the lease was lost."""
        async with begun(self._engine) as connection:
            await release(connection, claimed, state=IntentState.PENDING, due=due, why=why)

    async def park(self, claimed: Claimed, why: str, mend: str, then: Sequence[Intent]) -> None:
        """Put an intent aside for a person, and enqueue what tells them, in one transaction."""
        async with begun(self._engine) as connection:
            await release(connection, claimed, state=IntentState.PARKED, why=why, mend=mend)
            await enqueue_all(connection, then)

    async def next_due(self, now: datetime) -> datetime | None:
        """Return when the next intent falls due or a lease lapses; None when all is done.

        Intents that wait for a person, or behind another one, do not count.
        """
        async with begun(self._engine) as connection:
            return await queue.next_due(connection, now)

    async def waiting(self, now: datetime) -> Waiting:
        """Return how much waits, for health and metrics."""
        async with begun(self._engine) as connection:
            rows = {row.state: row for row in await connection.execute(_COUNTS)}
        counts = {state: rows[state].amount if state in rows else 0 for state in IntentState}
        pending = rows.get(IntentState.PENDING)
        late = (now - pending.due).total_seconds() if pending else 0.0
        return Waiting(
            pending=counts[IntentState.PENDING],
            running=counts[IntentState.RUNNING],
            parked=counts[IntentState.PARKED],
            unreadable=counts[IntentState.UNREADABLE],
            late_seconds=max(late, 0.0),
        )

    async def prune(self, before: datetime) -> Pruned:
        """Delete intents done, keys of deliveries seen, and days claimed, before a time.

        A pruned key is free again: keep them far longer than anything is delivered twice, and
        than a digest's weeks are apart.
        """
        done = delete(INTENTS).where(
            INTENTS.c.state == IntentState.DONE, INTENTS.c.done_at < before
        )
        seen = delete(DELIVERIES).where(DELIVERIES.c.seen_at < before)
        claimed = delete(FIRINGS).where(FIRINGS.c.claimed_at < before)
        # One by one: each may take a while, in which nobody else can write.
        async with begun(self._engine) as connection:
            intents = (await connection.execute(done)).rowcount
        async with begun(self._engine) as connection:
            deliveries = (await connection.execute(seen)).rowcount
        async with begun(self._engine) as connection:
            await connection.execute(claimed)
        return Pruned(intents, deliveries)
