"""What use cases answer at once: typed facts, no prose."""

from dataclasses import dataclass
from datetime import datetime

from bot.readiness.blockers import Blocker
from bot.readiness.digest import Digest
from bot.readiness.phase import Phase
from bot.readiness.place import Problem
from bot.readiness.progress import LandedEntry
from bot.readiness.release import Release
from bot.readiness.round import Decision, Gap, Round, Seat, Waived
from bot.readiness.schedule import Schedule
from bot.readiness.signoffs import SignoffCheck
from bot.readiness.status import Action
from bot.readiness.work import OpsItem, TrackedGap


@dataclass(frozen=True, slots=True)
class AsOf:
    """The snapshot an answer was read from: commit, when it was fetched, link for people."""

    project: str
    commit: str
    at: datetime
    url: str | None = None


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One phase of the board. `open_gaps` counts gaps that are not addressed."""

    phase: Phase
    owners: tuple[str, ...]
    round: Round | None
    open_gaps: int
    signoff: SignoffCheck | None = None  # of a phase that reads Signed Off


@dataclass(frozen=True, slots=True)
class Board:
    """`status`: all phases in the tracker's order; `planned`: only in the roadmap.

    `problems`: lines of the documents that can't be read.
    """

    as_of: AsOf
    rows: tuple[BoardRow, ...]
    planned: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class PhaseReport:
    """`status P4`: what blocks it and who can unblock it. `checked`: evidence was audited here."""

    as_of: AsOf
    phase: Phase
    owners: tuple[str, ...]
    round: Round | None
    awaited: tuple[Seat, ...]
    names: tuple[tuple[str, str], ...]  # Slack id → display name of who may fill awaited seats
    gaps: tuple[Gap, ...]
    blockers: tuple[Blocker, ...]
    next_steps: tuple[Action, ...]
    waived: tuple[Waived, ...] = ()
    strangers: tuple[str, ...] = ()  # owners as they are written, whom the policy does not know
    signoff: SignoffCheck | None = None  # of a phase that reads Signed Off


@dataclass(frozen=True, slots=True)
class ReviewWaiting:
    """A round that waits for this person's verdict."""

    round: Round
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhaseOfMine:
    """A phase this person owns, with what is open on it."""

    phase: Phase
    round: Round | None
    open_gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Mine:
    """`/gate`: what waits on me."""

    as_of: AsOf
    reviews: tuple[ReviewWaiting, ...]
    owned: tuple[PhaseOfMine, ...]


@dataclass(frozen=True, slots=True)
class OpenGaps:
    """`gaps [P4]`: gaps that are open or addressed and not yet accepted, the oldest first.

    `at`: when it was asked, from which ages are counted. `owners`: phase id → its owners' names.
    Where all phases were asked for, `tracked` are the open rows of the gap trackers, `problems`
    what of them can't be read; `unread`: the repository can't be, so nobody knows what they hold.
    """

    project: str
    phase: str | None
    gaps: tuple[Gap, ...]
    at: datetime | None = None
    owners: tuple[tuple[str, tuple[str, ...]], ...] = ()
    tracked: tuple[TrackedGap, ...] = ()
    problems: tuple[Problem, ...] = ()
    unread: bool = False


@dataclass(frozen=True, slots=True)
class OpsList:
    """`ops`: every item of the ops track, in the tracker's order. `today` is an ISO day.

    `problems`: lines of the track that can't be read.
    """

    as_of: AsOf
    items: tuple[OpsItem, ...]
    today: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class DigestState:
    """`digest`: what this channel hears, and when next. `saved`: it was changed just now.

    `set_by`: what whoever set it is called, "" where that was not asked for.
    """

    channel: str
    schedule: Schedule | None
    next_at: datetime | None = None
    saved: bool = False
    set_by: str = ""


@dataclass(frozen=True, slots=True)
class DigestOff:
    """`digest off`. `was`: there was one."""

    channel: str
    was: bool


@dataclass(frozen=True, slots=True)
class DigestPreview:
    """`digest preview`. `quiet`: the channel hears nothing where nothing is open."""

    digest: Digest
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Reminded:
    """The reviewers of a round are being reminded: at once; `later`, by day where they are.

    `left`: the accounts of these are switched off, so they hear nothing.
    """

    round: Round
    names: tuple[str, ...]
    later: tuple[tuple[str, datetime], ...] = ()
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleaseReport:
    """`release`: go or no-go. `document` and `tracker` are paths, the former "" for none."""

    as_of: AsOf
    release: Release
    document: str
    tracker: str


@dataclass(frozen=True, slots=True)
class Progress:
    """`progress`: what landed, in the order of landing; commits the ledger lacks among it.

    `path` is None where the policy names no ledger. `since_known`: the commits since its last
    entry could be had.
    """

    as_of: AsOf
    path: str | None
    entries: tuple[LandedEntry, ...]
    problems: tuple[Problem, ...] = ()
    since_known: bool = True


@dataclass(frozen=True, slots=True)
class SignedRow:
    """A row of the tracker's sign-off table, as it is written there."""

    role: str
    reviewer: str
    date: str
    correlation_id: str


@dataclass(frozen=True, slots=True)
class History:
    """`history P4`: every round with its decisions and gaps, and the tracker's sign-off rows."""

    as_of: AsOf
    phase: Phase
    rounds: tuple[Round, ...]
    gaps: tuple[Gap, ...]
    signoffs: tuple[SignedRow, ...]
    signoff: SignoffCheck | None = None  # of a phase that reads Signed Off


@dataclass(frozen=True, slots=True)
class Checking:
    """The request is kept; the answer comes when the repository has been looked at.

    `direct`: by direct message, as a form belongs to no channel.
    """

    phase: str
    verb: str
    direct: bool = False


@dataclass(frozen=True, slots=True)
class Approved:
    """The approval is kept. `complete`: the sign-off is being landed now."""

    round: Round
    decision: Decision
    complete: bool


@dataclass(frozen=True, slots=True)
class GapsKept:
    """The gaps are kept and the owner is told."""

    round: Round
    decision: Decision
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class AddressKept:
    """The gap is marked addressed. `left`: gaps of the phase still open."""

    gap: Gap
    left: int


@dataclass(frozen=True, slots=True)
class WithdrawKept:
    """The round is withdrawn."""

    round: Round


@dataclass(frozen=True, slots=True)
class RetryKept:
    """The parked intent is due again."""

    phase: str


@dataclass(frozen=True, slots=True)
class Repeated:
    """This very delivery was handled before; nothing was done again."""


Answer = (
    Board
    | PhaseReport
    | Mine
    | OpenGaps
    | OpsList
    | DigestState
    | DigestOff
    | DigestPreview
    | Reminded
    | Progress
    | ReleaseReport
    | History
    | Checking
    | Approved
    | GapsKept
    | AddressKept
    | WithdrawKept
    | RetryKept
    | Repeated
)
