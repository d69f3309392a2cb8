"""A person's Home: what waits on them, what is theirs, and how every phase stands. Facts only."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.readiness.blockers import (
    BlockedByGap,
    BlockedByTask,
    Blocker,
    MissingKind,
    NoEvidence,
)
from bot.readiness.evidence import Kind
from bot.readiness.phase import Phase
from bot.readiness.policy import Gate
from bot.readiness.refusals import Refusal
from bot.readiness.request import blocked_by_predecessors
from bot.readiness.round import Gap, Round, Waived
from bot.readiness.signoffs import SignoffCheck
from bot.readiness.status import Action, Status
from bot.readiness.waivers import kinds_asked
from bot.readiness.work import OpsItem


@dataclass(frozen=True, slots=True)
class HomeReview:
    """A round that waits for this person's verdict, in one of these roles."""

    round: Round
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HomePhase:
    """A phase, and what is known to be in its way without a look at its evidence.

    `round`: the live one. `gaps`: the open ones. `signoff`: of a phase that reads Signed Off.
    """

    phase: Phase
    round: Round | None = None
    gaps: tuple[Gap, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    steps: tuple[Action, ...] = ()
    signoff: SignoffCheck | None = None


@dataclass(frozen=True, slots=True)
class HomeProject:
    """One project's part of a Home.

    `board` shows some of the tracker's `phases`: those signed off stand back where there are many.
    `ops`: open items this person owns. `problem`: why its documents can't be read, where a person
    has to mend them; `unread`: they can't be had, and `later` they may.
    `closed`: whoever looks may not read it here, but in these channels.
    """

    name: str
    reviews: tuple[HomeReview, ...] = ()
    mine: tuple[HomePhase, ...] = ()
    ops: tuple[OpsItem, ...] = ()
    board: tuple[HomePhase, ...] = ()
    phases: int = 0
    commit: str = ""
    commit_url: str | None = None
    today: str = ""  # an ISO day
    problem: Refusal | None = None
    unread: bool = False
    closed: tuple[str, ...] = ()
    later: bool = False


@dataclass(frozen=True, slots=True)
class Home:
    """All that a person's Home shows."""

    projects: tuple[HomeProject, ...]

    @property
    def later(self) -> bool:
        """Whether something is missing that may be had later."""
        return any(project.later for project in self.projects)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a Home shows now: a mark of its content, and Slack's own `hash` of the view."""

    mark: str = ""
    hash: str = ""


@dataclass(frozen=True, slots=True)
class KeptHome:
    """Somebody who has opened their Home, when last, and what it shows."""

    user: str
    opened_at: datetime
    drawn: Drawn = Drawn()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What of a phase's surroundings can be in its way: its own evidence, tasks and gaps."""

    kinds: Collection[Kind]
    tasks: Sequence[BlockedByTask]
    gaps: Sequence[Gap]
    waived: tuple[Waived, ...] = ()


def known_blockers(
    phase: Phase, phases: tuple[Phase, ...], gate: Gate, around: Surroundings
) -> tuple[Blocker, ...]:
    """Return what is in a phase's way as far as the documents say; its evidence isn't audited.

    Nothing is in the way of a phase that is signed off, or of one that nobody has begun.
    """
    if phase.status in {Status.SIGNED_OFF, Status.NOT_STARTED}:
        return ()
    return (*blocked_by_predecessors(phase, phases, gate), *_own(phase, gate, around))


def _own(phase: Phase, gate: Gate, around: Surroundings) -> Iterator[Blocker]:
    yield from around.tasks
    if not around.kinds:
        yield NoEvidence(phase.id)
    asked = kinds_asked(gate, around.waived)
    for kind in Kind:
        if kind in asked and kind not in around.kinds:
            yield MissingKind(phase.id, kind)
    yield from (BlockedByGap(gap) for gap in around.gaps)
