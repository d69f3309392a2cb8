"""What a digest holds: facts, chosen and put in order. How much of it is shown is the view's."""

from dataclasses import dataclass
from datetime import datetime

from bot.readiness.days import iso_day
from bot.readiness.ops import by_urgency, overdue, snoozed
from bot.readiness.phase import Phase
from bot.readiness.phase_ids import phase_key
from bot.readiness.place import Problem
from bot.readiness.round import Gap, Round
from bot.readiness.signoffs import SignoffCheck, broken
from bot.readiness.status import Status
from bot.readiness.work import OpsItem


@dataclass(frozen=True, slots=True)
class AwaitedRole:
    """A role that a round waits for: how many verdicts, and the names of who may give them."""

    role: str
    count: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WaitingRound:
    """A round that is open, and on whom it waits."""

    round: Round
    awaited: tuple[AwaitedRole, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A phase whose status is another one than at the last digest; None: outside the vocabulary."""

    phase: str
    title: str
    before: Status | None
    after: Status | None


@dataclass(frozen=True, slots=True)
class LandedCommit:
    """A commit that gatebot landed since the last digest: its subject's first line."""

    sha: str
    subject: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """All a digest is drawn from. `today` is the day (ISO) in the channel's `zone`.

    `since`: when the last digest was made, None for a first one, which compares with nothing.
    `due`: when it should have been posted, set where it is late. `problems`: what in the documents
    has to be mended. `unread`: the head can't be read, all this is as of `at`. `missed`: days (ISO)
    on which a digest was due and none came. `rewritten`: the branch no longer holds the commit of
    the last digest, so what has landed since can't be told.
    """

    project: str
    commit: str
    commit_url: str | None
    at: datetime
    today: str
    board: tuple[Phase, ...] = ()
    ops: tuple[OpsItem, ...] = ()
    new_ops: frozenset[str] = frozenset()  # keys of items that were not there at the last digest
    asleep: int = 0
    waiting: tuple[WaitingRound, ...] = ()
    gaps: tuple[Gap, ...] = ()
    moved: tuple[Moved, ...] = ()
    signoffs: tuple[SignoffCheck, ...] = ()  # of every phase that reads Signed Off
    landed: tuple[LandedCommit, ...] = ()
    since: datetime | None = None
    due: datetime | None = None
    problems: tuple[Problem, ...] = ()
    unread: bool = False
    missed: tuple[str, ...] = ()
    rewritten: bool = False
    zone: str = "UTC"

    @property
    def broken(self) -> tuple[SignoffCheck, ...]:
        """The sign-offs that can't be relied on."""
        return broken(self.signoffs)

    def signoff_of(self, phase: Phase) -> SignoffCheck | None:
        """Return how the sign-off of a phase stands; None where it has none."""
        return next((c for c in self.signoffs if c.phase == phase.id), None)

    @property
    def empty(self) -> bool:
        """Whether nothing is open and nothing has happened."""
        open_now = self.ops or self.waiting or self.gaps or self.broken or self.problems
        return not (open_now or self.moved or self.landed)

    @property
    def quiet(self) -> bool:
        """Whether silence says as much: nothing is open, and that is known."""
        return self.empty and not (self.unread or self.missed or self.rewritten)

    @property
    def overdue(self) -> int:
        """How many ops items are past their day."""
        today = iso_day(self.today)
        return sum(today is not None and overdue(item, today) for item in self.ops)


def open_ops(items: tuple[OpsItem, ...], today: str) -> tuple[tuple[OpsItem, ...], int]:
    """Return the items that are open and awake, the most urgent first; and how many sleep."""
    day = iso_day(today)
    assert day is not None  # noqa: S101 - we wrote it
    still_open = [item for item in items if not item.done]
    awake = [item for item in still_open if not snoozed(item, day)]
    return tuple(by_urgency(awake, day)), len(still_open) - len(awake)


def moved_between(before: tuple[Phase, ...], after: tuple[Phase, ...]) -> tuple[Moved, ...]:
    """Return the phases whose status changed; one that is new counts from Not Started."""
    old = {phase_key(phase.id): _status(phase) for phase in before}
    found = []
    for phase in after:
        was = old.get(phase_key(phase.id), Status.NOT_STARTED)
        if was != _status(phase):
            found.append(Moved(phase.id, phase.title, was, _status(phase)))
    return tuple(found)


def new_since(
    before: tuple[OpsItem, ...], after: tuple[OpsItem, ...], waited_on: str = ""
) -> frozenset[str]:
    """Return the keys of items that were not there before.

    `waited_on`: the day (ISO) of the digest before, where items may wait for a merge. One that was
    added on an earlier day was shown in it, though the branch did not have it yet.
    """
    shown = (i.key for i in after if i.since and i.since < waited_on)
    return frozenset(i.key for i in after) - frozenset(i.key for i in before) - frozenset(shown)


def _status(phase: Phase) -> Status | None:
    return phase.status if isinstance(phase.status, Status) else None
