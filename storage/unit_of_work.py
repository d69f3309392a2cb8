"""One transaction: opened, handed out as domain words, committed or rolled back."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.ports.card import Brief
from bot.ports.chat import MessageRef
from bot.ports.clock import Clock
from bot.ports.intents import Claimed, Intent, ParkedIntent
from bot.readiness.branch import PhaseBranch
from bot.readiness.home import Drawn, KeptHome
from bot.readiness.round import Gap, Round
from bot.readiness.schedule import Firing, Schedule
from storage import (
    branch_rows,
    digest_rows,
    gap_rows,
    home_rows,
    intent_rows,
    ops_seen_rows,
    round_rows,
)
from storage.failures import reached, translated
from storage.statements import insert_once, upsert
from storage.tables import CARDS, DELIVERIES, HEADS

_ROUND_AT: Final = select(CARDS.c.round_id).where(
    CARDS.c.channel == bindparam("of_channel"), CARDS.c.ts == bindparam("of_ts")
)
_SEEN: Final = select(HEADS.c.head).where(HEADS.c.project == bindparam("of_project"))
_CARD: Final = select(CARDS.c.channel, CARDS.c.ts).where(CARDS.c.round_id == bindparam("of_round"))
# The task that is in a transaction. A task started inside one inherits the value, and differs.
_INSIDE: Final[ContextVar[asyncio.Task[object] | None]] = ContextVar("inside", default=None)


@asynccontextmanager
async def begun(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Open a transaction: committed when left without an error, else rolled back.

    Raises Unavailable, StaleState or Fault for the database's errors, and RuntimeError for a
    transaction inside another one of the same task: it would wait for itself.
    """
    task = asyncio.current_task()
    if _INSIDE.get() is task:
        raise RuntimeError("A transaction can't be opened inside another one.")
    token = _INSIDE.set(task)
    try:
        with translated():
            async with AsyncExitStack() as stack:
                with reached():
                    connection = await stack.enter_async_context(engine.begin())
                yield connection
    finally:
        _INSIDE.reset(token)


class SqlTransaction:
    """The Transaction of bot.ports.store over one connection."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def first_time(self, *keys: str) -> bool:
        """Record a delivery's keys; False if one was recorded before."""
        statement = insert_once(self._connection.dialect.name, DELIVERIES, "key")
        at = self._clock.now()
        # One by one, in an order that is the same for all: each tells whether it is new.
        given = [{"key": key, "seen_at": at} for key in sorted(keys)]
        done = [(await self._connection.execute(statement, one)).rowcount for one in given]
        return all(rows == 1 for rows in done)

    async def round(self, round_id: str) -> Round | None:
        """Return a round with its decisions."""
        return await round_rows.read_round(self._connection, round_id)

    async def rounds(self, project: str, phase: str) -> tuple[Round, ...]:
        """Return all rounds of a phase, oldest first."""
        return await round_rows.read_rounds(self._connection, project, phase)

    async def live_rounds(self, project: str) -> tuple[Round, ...]:
        """Return the open and approved rounds of a project, oldest first."""
        return await round_rows.read_live_rounds(self._connection, project)

    async def add_round(self, round_: Round, brief: Brief) -> None:
        """Keep a new round.

        Raises StaleState while the phase has another live one: save that as superseded first.
        """
        await round_rows.add_round(self._connection, round_, brief)

    async def save_round(self, round_: Round) -> None:
        """Keep a changed round; raises StaleState unless its version follows the stored one."""
        await round_rows.save_round(self._connection, round_)

    async def brief(self, round_id: str) -> Brief | None:
        """Return what reviewers of a round are shown."""
        return await round_rows.read_brief(self._connection, round_id)

    async def gaps(self, project: str, phase: str | None = None) -> tuple[Gap, ...]:
        """Return the gaps of a phase, or of all phases, by phase and number."""
        return await gap_rows.read_gaps(self._connection, project, phase)

    async def save_gaps(self, gaps: Sequence[Gap]) -> None:
        """Keep new or changed gaps."""
        await gap_rows.save_gaps(self._connection, gaps)

    async def card_ref(self, round_id: str) -> MessageRef | None:
        """Return where a round's card stands."""
        row = (await self._connection.execute(_CARD, {"of_round": round_id})).first()
        return None if row is None else MessageRef(channel=row.channel, ts=row.ts)

    async def round_at(self, ref: MessageRef) -> str | None:
        """Return the id of the round whose card stands there, if there is one."""
        given = {"of_channel": ref.channel, "of_ts": ref.ts}
        found: str | None = (await self._connection.execute(_ROUND_AT, given)).scalar()
        return found

    async def save_card_ref(self, round_id: str, ref: MessageRef) -> None:
        """Keep where a round's card stands."""
        statement = upsert(self._connection.dialect.name, CARDS, "round_id")
        given = {"round_id": round_id, "channel": ref.channel, "ts": ref.ts}
        await self._connection.execute(statement, given)

    async def enqueue(self, intent: Intent) -> bool:
        """Add an intent; False if one with its key is there already."""
        return await intent_rows.enqueue(self._connection, intent)

    async def enqueue_all(self, intents: Sequence[Intent]) -> None:
        """Add intents in their order; those whose key is there already are passed over."""
        await intent_rows.enqueue_all(self._connection, intents)

    async def enqueued(self, keys: Sequence[str]) -> frozenset[str]:
        """Return which of these keys an intent has, or had in the last month."""
        return await intent_rows.enqueued(self._connection, keys)

    async def finish(self, claimed: Claimed) -> None:
        """Mark a claimed intent done; raises StaleState if its lease was lost."""
        await intent_rows.finish(self._connection, claimed, self._clock.now())

    async def parked(self, correlation_id: str) -> tuple[ParkedIntent, ...]:
        """Return the parked intents of a round or request."""
        return await intent_rows.read_parked(self._connection, correlation_id)

    async def unpark(self, intent_id: str, due: datetime) -> bool:
        """Make a parked intent due again; False if it is not parked."""
        return await intent_rows.unpark(self._connection, intent_id, due)

    async def branch(self, project: str, phase: str) -> PhaseBranch | None:
        """Return the branch on which a phase's changes gather."""
        return await branch_rows.read_branch(self._connection, project, phase)

    async def branches(self, project: str) -> tuple[PhaseBranch, ...]:
        """Return the branches of all phases of a project."""
        return await branch_rows.read_branches(self._connection, project)

    async def save_branch(self, branch: PhaseBranch) -> None:
        """Keep a new or changed branch; raises StaleState unless its version follows."""
        await branch_rows.save_branch(self._connection, branch)

    async def drop_branch(self, branch: PhaseBranch) -> None:
        """Forget a branch; raises StaleState unless it is as it was read."""
        await branch_rows.drop_branch(self._connection, branch)

    async def schedules(self) -> tuple[Schedule, ...]:
        """Return the schedules of all digests, by channel."""
        return await digest_rows.read_schedules(self._connection)

    async def schedule(self, channel: str) -> Schedule | None:
        """Return a channel's schedule."""
        return await digest_rows.read_schedule(self._connection, channel)

    async def save_schedule(self, schedule: Schedule) -> None:
        """Keep a channel's schedule, in place of the one it had."""
        await digest_rows.save_schedule(self._connection, schedule)

    async def drop_schedule(self, channel: str) -> bool:
        """Forget a channel's schedule; False if there was none. Its claimed days stay."""
        return await digest_rows.drop_schedule(self._connection, channel)

    async def claim_firing(self, channel: str, day: str) -> bool:
        """Claim a channel's digest of a local day; False if that was done before."""
        return await digest_rows.claim_firing(self._connection, channel, day, self._clock.now())

    async def claimed(self, channel: str, day: str) -> bool:
        """Tell whether a channel's digest of a local day was claimed."""
        return await digest_rows.claimed(self._connection, channel, day)

    async def note_firing(self, channel: str, day: str, commit: str) -> None:
        """Keep the head that a day's digest was made of."""
        await digest_rows.note_firing(self._connection, channel, day, commit)

    async def last_firing(self, channel: str, before: str) -> Firing | None:
        """Return the newest digest of a channel before a day, of those that were made."""
        return await digest_rows.last_firing(self._connection, channel, before)

    async def open_home(self, user: str, shown: str) -> None:
        """Keep that somebody opened their Home now; it waits to be drawn."""
        await home_rows.open_home(self._connection, user, self._clock.now(), shown)

    async def begin_home(self, user: str) -> KeptHome | None:
        """Return a Home that is about to be drawn; what changes from now on asks for it again."""
        return await home_rows.begin_home(self._connection, user)

    async def homes_to_redraw(self, since: datetime) -> tuple[str, ...]:
        """Return whose Home has to be drawn anew, of those opened since then; each once."""
        return await home_rows.homes_to_redraw(self._connection, since)

    async def home_drawn(self, user: str, drawn: Drawn) -> None:
        """Keep what a Home shows now."""
        await home_rows.home_drawn(self._connection, user, drawn)

    async def forget_home(self, user: str) -> None:
        """Forget a Home that can't be shown."""
        await home_rows.forget_home(self._connection, user)

    async def ops_seen(self, project: str) -> Mapping[str, str]:
        """Return key → day (ISO) of each ops item of a project that was ever seen."""
        return await ops_seen_rows.ops_seen(self._connection, project)

    async def see_ops(self, project: str, keys: Iterable[str], day: str) -> None:
        """Keep a day for those items that were not seen before."""
        await ops_seen_rows.see_ops(self._connection, project, keys, day)

    async def seen_head(self, project: str) -> str | None:
        """Return the head of a project that was looked through for hand edits last."""
        found: str | None = (
            await self._connection.execute(_SEEN, {"of_project": project})
        ).scalar()
        return found

    async def note_head(self, project: str, commit: str) -> None:
        """Keep the head of a project that was looked through for hand edits."""
        statement = upsert(self._connection.dialect.name, HEADS, "project")
        await self._connection.execute(statement, {"project": project, "head": commit})
