"""What blocks a request for sign-off: typed, each with the data of its fix. Words: slack/words."""

from dataclasses import dataclass

from bot.readiness.evidence import Finding, Kind
from bot.readiness.place import Problem
from bot.readiness.round import Bar, Gap
from bot.readiness.status import Status
from bot.readiness.work import Task


@dataclass(frozen=True, slots=True)
class Blocker:
    """The base of what blocks a request for sign-off."""


@dataclass(frozen=True, slots=True)
class BlockedByStatus(Blocker):
    """The status does not allow a request."""

    phase: str
    status: Status
    allowed: tuple[Status, ...]


@dataclass(frozen=True, slots=True)
class BlockedByDocument(Blocker):
    """A line of a document has to be mended first."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class BlockedByPredecessor(Blocker):
    """A phase that comes before is neither Signed Off nor Completed. `status` None: not there."""

    phase: str
    status: Status | None


@dataclass(frozen=True, slots=True)
class BlockedByTask(Blocker):
    """A child task is neither done nor moved.

    `meant`: the phase, where no phase is called what the task says and this one comes nearest.
    """

    task: Task
    meant: str = ""


@dataclass(frozen=True, slots=True)
class BlockedByEvidence(Blocker):
    """An evidence item fails or can't be judged."""

    finding: Finding


@dataclass(frozen=True, slots=True)
class NoEvidence(Blocker):
    """The phase has no evidence at all."""

    phase: str


@dataclass(frozen=True, slots=True)
class MissingKind(Blocker):
    """The policy requires a kind of evidence that is not there."""

    phase: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class NoImplementation(Blocker):
    """A Completed (Doc Baseline) phase needs a passing code or test item."""

    phase: str


@dataclass(frozen=True, slots=True)
class BlockedByGap(Blocker):
    """A gap has not been addressed."""

    gap: Gap


@dataclass(frozen=True, slots=True)
class NobodyEligible(Blocker):
    """A role needs more people than may fill it. It fails closed.

    `role` is "" where the gate asks for no reviewer at all: nobody could ever approve it.
    """

    role: str
    count: int
    eligible: int
    barred: tuple[tuple[str, Bar], ...]  # display name → why
    rivals: tuple[str, ...] = ()  # roles that need the same people, where that is what fails
