"""The small Protocols that use cases and delivery need: Store, Outbox, Chat, Clock."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from bot.ports.card import Brief
from bot.ports.chat import MessageRef
from bot.ports.intents import Claimed, Intent, ParkedIntent
from bot.readiness.branch import PhaseBranch
from bot.readiness.home import Drawn, KeptHome
from bot.readiness.round import Gap, Round
from bot.readiness.schedule import Firing, Schedule


class Transaction(Protocol):
    """One unit of work: all of it is kept, or nothing."""

    async def first_time(self, *keys: str) -> bool:
        """Record a delivery's keys; False if one was recorded before (then do nothing)."""
        ...

    async def round(self, round_id: str) -> Round | None:
        """Return a round with its decisions."""
        ...

    async def rounds(self, project: str, phase: str) -> tuple[Round, ...]:
        """Return all rounds of a phase (case of the id does not count), oldest first."""
        ...

    async def live_rounds(self, project: str) -> tuple[Round, ...]:
        """Return the rounds of a project that are open or approved, oldest first."""
        ...

    async def add_round(self, round_: Round, brief: Brief) -> None:
        """Keep a new round."""
        ...

    async def save_round(self, round_: Round) -> None:
        """Keep a changed round; raises StaleState unless its version follows the stored one."""
        ...

    async def brief(self, round_id: str) -> Brief | None:
        """Return what reviewers of a round are shown."""
        ...

    async def gaps(self, project: str, phase: str | None = None) -> tuple[Gap, ...]:
        """Return the gaps of a phase, or of all phases, by phase and number."""
        ...

    async def save_gaps(self, gaps: Sequence[Gap]) -> None:
        """Keep new or changed gaps."""
        ...

    async def card_ref(self, round_id: str) -> MessageRef | None:
        """Return where a round's card stands."""
        ...

    async def round_at(self, ref: MessageRef) -> str | None:
        """Return the id of the round whose card stands there, if there is one."""
        ...

    async def save_card_ref(self, round_id: str, ref: MessageRef) -> None:
        """Keep where a round's card stands."""
        ...

    async def enqueue(self, intent: Intent) -> bool:
        """Add an intent; False if one with its key is there already."""
        ...

    async def enqueue_all(self, intents: Sequence[Intent]) -> None:
        """Add intents in their order; those whose key is there already are passed over."""
        ...

    async def enqueued(self, keys: Sequence[str]) -> frozenset[str]:
        """Return which of these keys an intent has, or had in the last month."""
        ...

    async def finish(self, claimed: Claimed) -> None:
        """Mark a claimed intent done; raises StaleState if its lease was lost."""
        ...

    async def parked(self, correlation_id: str) -> tuple[ParkedIntent, ...]:
        """Return the parked intents of a round or request."""
        ...

    async def unpark(self, intent_id: str, due: datetime) -> bool:
        """Make a parked intent due again; False if it is not parked."""
        ...

    async def branch(self, project: str, phase: str) -> PhaseBranch | None:
        """Return the branch on which a phase's changes gather (case of the id does not count)."""
        ...

    async def branches(self, project: str) -> tuple[PhaseBranch, ...]:
        """Return the branches of all phases of a project, by phase."""
        ...

    async def save_branch(self, branch: PhaseBranch) -> None:
        """Keep a new (version 0) or changed branch; raises StaleState unless it follows."""
        ...

    async def drop_branch(self, branch: PhaseBranch) -> None:
        """Forget a branch; raises StaleState unless it is as it was read."""
        ...

    async def schedules(self) -> tuple[Schedule, ...]:
        """Return the schedules of all digests, by channel."""
        ...

    async def schedule(self, channel: str) -> Schedule | None:
        """Return a channel's schedule."""
        ...

    async def save_schedule(self, schedule: Schedule) -> None:
        """Keep a channel's schedule, in place of the one it had."""
        ...

    async def drop_schedule(self, channel: str) -> bool:
        """Forget a channel's schedule; False if there was none. Its claimed days stay."""
        ...

    async def claim_firing(self, channel: str, day: str) -> bool:
        """Claim a channel's digest of a local day; False if that was done before, by anyone."""
        ...

    async def claimed(self, channel: str, day: str) -> bool:
        """Tell whether a channel's digest of a local day was claimed."""
        ...

    async def note_firing(self, channel: str, day: str, commit: str) -> None:
        """Keep the head that a day's digest was made of."""
        ...

    async def last_firing(self, channel: str, before: str) -> Firing | None:
        """Return the newest digest of a channel before a day, of those that were made."""
        ...

    async def open_home(self, user: str, shown: str) -> None:
        """Keep that somebody opened their Home now; it waits to be drawn.

        `shown` is Slack's hash of what is there, "" for nothing.
        """
        ...

    async def begin_home(self, user: str) -> KeptHome | None:
        """Return a Home that is about to be drawn; what changes from now on asks for it again."""
        ...

    async def homes_to_redraw(self, since: datetime) -> tuple[str, ...]:
        """Return whose Home has to be drawn anew, of those opened since then; each once."""
        ...

    async def home_drawn(self, user: str, drawn: Drawn) -> None:
        """Keep what a Home shows now."""
        ...

    async def forget_home(self, user: str) -> None:
        """Forget a Home that can't be shown."""
        ...

    async def seen_head(self, project: str) -> str | None:
        """Return the head of a project that was looked through for hand edits last."""
        ...

    async def note_head(self, project: str, commit: str) -> None:
        """Keep the head of a project that was looked through for hand edits."""
        ...

    async def ops_seen(self, project: str) -> Mapping[str, str]:
        """Return key → day (ISO) of each ops item of a project that was ever seen."""
        ...

    async def see_ops(self, project: str, keys: Iterable[str], day: str) -> None:
        """Keep a day for those items that were not seen before."""
        ...


class Store(Protocol):
    """Where the state is kept."""

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a unit of work; it commits when left without an error."""
        ...
