"""Why something is refused: typed reasons that carry data. Their words live in slack/words.py."""

from dataclasses import dataclass

from bot.readiness.blockers import Blocker
from bot.readiness.place import Problem
from bot.readiness.round import Bar, RoundState, Ruling
from bot.readiness.status import Action, Status


@dataclass(frozen=True, slots=True)
class Refusal:
    """The base of every reason a user can mend."""


class Refused(Exception):
    """The user can mend it: `reason` says what, typed."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(repr(reason))
        self.reason = reason


# --- phases and documents ---


@dataclass(frozen=True, slots=True)
class NoSuchPhase(Refusal):
    """The tracker has no phase of this name. `planned` is its title where the roadmap has it."""

    asked: str
    nearest: str
    known: tuple[str, ...]
    planned: str = ""
    tracker: str = ""  # the tracker's path


@dataclass(frozen=True, slots=True)
class BrokenDocuments(Refusal):
    """Documents of the project can't be read as they are."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class WrongStatus(Refusal):
    """The status machine has no such step."""

    phase: str
    status: Status
    action: Action
    allowed: tuple[Status, ...]


@dataclass(frozen=True, slots=True)
class PhaseLocked(Refusal):
    """The phase is Signed Off."""

    phase: str
    commit: str = ""


@dataclass(frozen=True, slots=True)
class NotAnOwner(Refusal):
    """Only an owner of the phase may do this. `action` is an `Action`, or a verb beside them."""

    phase: str
    action: str
    owners: tuple[str, ...]  # display names
    strangers: tuple[str, ...] = ()  # owners as they are written, whom the policy does not know


@dataclass(frozen=True, slots=True)
class NoProjectHere(Refusal):
    """The channel belongs to no project."""

    channel: str
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MayNotRead(Refusal):
    """The person may not read the project from where they ask. `channels` are the project's."""

    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Blocked(Refusal):
    """The request can't be made yet: every blocker, at the commit that was looked at."""

    phase: str
    commit: str
    blockers: tuple[Blocker, ...]


# --- verdicts ---


@dataclass(frozen=True, slots=True)
class NoOpenRound(Refusal):
    """The phase has no round that takes verdicts. `wanted` is what was to be done with one."""

    phase: str
    last: RoundState | None = None
    wanted: str = "decide"


@dataclass(frozen=True, slots=True)
class RoundOver(Refusal):
    """The round the click belongs to no longer takes verdicts."""

    phase: str
    round_id: str
    state: RoundState


@dataclass(frozen=True, slots=True)
class OldThread(Refusal):
    """It was said under the card of a round that is over. `url`: the present round's card."""

    phase: str
    number: int
    state: RoundState
    present: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class AnotherThread(Refusal):
    """It was said under the card of another phase (`thread`). `url`: the phase's own card."""

    phase: str
    thread: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class LandingUnderWay(Refusal):
    """The sign-off is being written, or waits for its pull request to be merged."""

    phase: str


@dataclass(frozen=True, slots=True)
class NotApproved(Refusal):
    """The round is not approved, or no longer: nothing may land for it."""

    phase: str
    round_id: str
    state: RoundState


@dataclass(frozen=True, slots=True)
class NotAReviewer(Refusal):
    """The person fills none of the round's roles, or not the one asked for."""

    phase: str
    role: str  # "" where no role was named
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Barred(Refusal):
    """The person's verdict does not count in this round, and why."""

    phase: str
    bar: Bar


@dataclass(frozen=True, slots=True)
class RoleUnclear(Refusal):
    """The person may fill several roles and named none."""

    phase: str
    roles: tuple[str, ...]
    ruling: Ruling = Ruling.APPROVE


@dataclass(frozen=True, slots=True)
class AlreadyApproved(Refusal):
    """The person has approved already, in this role."""

    phase: str
    role: str


@dataclass(frozen=True, slots=True)
class OneRoleEach(Refusal):
    """The person has decided in another role of this round."""

    phase: str
    role: str


@dataclass(frozen=True, slots=True)
class RoleFilled(Refusal):
    """The role has all the approvals it needs."""

    phase: str
    role: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeavesNobody(Refusal):
    """In this role the person would leave too few people for the others; in `better` not."""

    phase: str
    role: str
    better: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GapsStand(Refusal):
    """Gaps listed in this round can't become an approval: that takes a new round."""

    phase: str
    role: str
    by: tuple[str, ...] = ()  # display names, where others listed them for the same role


@dataclass(frozen=True, slots=True)
class EvidenceChanged(Refusal):
    """The digest the person saw is not the round's."""

    phase: str
    seen: str
    current: str


# --- gaps ---


@dataclass(frozen=True, slots=True)
class NoSuchGap(Refusal):
    """There is no gap of this id."""

    asked: str
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AmbiguousGap(Refusal):
    """Several projects have a gap of this id, and nothing says which is meant."""

    gap: str
    projects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoSuchSubject(Refusal):
    """A gap is tied to what is neither evidence nor a deliverable of the round."""

    phase: str
    about: str


@dataclass(frozen=True, slots=True)
class GapClosed(Refusal):
    """The gap has been accepted already."""

    gap: str


@dataclass(frozen=True, slots=True)
class BadText(Refusal):
    """A text is empty, too long, or holds characters that can't be kept. `field` names it."""

    field: str
    why: str  # "empty" | "too long" | "control character" | "several words" | "unwritable"
    limit: int = 0


@dataclass(frozen=True, slots=True)
class BadEvidence(Refusal):
    """A reference can't be taken as evidence. `why` is a word of `EVIDENCE_REASONS`."""

    reference: str
    why: str
    place: str = ""


EVIDENCE_REASONS = (
    "unknown kind",
    "escapes",
    "foreign",
    "no run",
    "control character",
    "too long",
    "empty",
)


@dataclass(frozen=True, slots=True)
class NoSuchEvidence(Refusal):
    """There is no evidence item of this number."""

    phase: str
    asked: str
    count: int


@dataclass(frozen=True, slots=True)
class DuplicateEvidence(Refusal):
    """The item is in the tracker already."""

    phase: str
    reference: str
