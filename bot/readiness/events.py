"""What happened, for the people who have to hear of it: typed facts, no prose."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.readiness.blockers import Blocker
from bot.readiness.evidence import Evidence, Finding
from bot.readiness.refusals import Refusal
from bot.readiness.round import Bar, Decision, Gap, Reviewer, Round
from bot.readiness.status import Action, Status


@dataclass(frozen=True, slots=True)
class Event:
    """The base of everything that is told."""


@dataclass(frozen=True, slots=True)
class RequestRefused(Event):
    """A verb that had to look at the repository was refused."""

    refusal: Refusal


@dataclass(frozen=True, slots=True)
class StatusMoved(Event):
    """`start` or `baseline` has landed."""

    phase: str
    title: str
    action: Action
    before: Status
    after: Status
    actor: Reviewer
    commit: str


@dataclass(frozen=True, slots=True)
class EvidenceAdded(Event):
    """An evidence row has landed; the finding is its first check."""

    phase: str
    finding: Finding
    actor: Reviewer
    commit: str
    dooms: int = 0  # number of the live round, which can't land with other evidence


@dataclass(frozen=True, slots=True)
class EvidenceRemoved(Event):
    """An evidence row was taken out of the tracker."""

    phase: str
    evidence: Evidence
    actor: Reviewer
    commit: str
    dooms: int = 0  # number of the live round, which can't land with other evidence


@dataclass(frozen=True, slots=True)
class EvidenceChecked(Event):
    """The answer to `/gate evidence P4`: every item with its state."""

    phase: str
    title: str
    commit: str
    findings: tuple[Finding, ...]
    project: str = ""  # set where whoever asked may change the evidence


@dataclass(frozen=True, slots=True)
class RoundOpened(Event):
    """A round is open: reviewers are asked for their verdict."""

    round: Round
    superseded: int = 0  # number of the round it replaced


@dataclass(frozen=True, slots=True)
class AlreadyAsked(Event):
    """The same request again, with nothing changed since: its round stands."""

    round: Round
    channel: str  # where its card is
    card_url: str | None


@dataclass(frozen=True, slots=True)
class Decided(Event):
    """A reviewer has approved."""

    round: Round
    decision: Decision
    accepted: tuple[Gap, ...] = ()
    complete: bool = False  # it was the last one awaited


@dataclass(frozen=True, slots=True)
class GapsListed(Event):
    """A reviewer has listed gaps."""

    round: Round
    decision: Decision
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class GapAddressed(Event):
    """An owner says a gap is addressed."""

    gap: Gap
    by: Reviewer
    left: int  # gaps of the phase still open


@dataclass(frozen=True, slots=True)
class Landed(Event):
    """The sign-off is in the repository. `affirmed`: the phase was Signed Off before."""

    round: Round
    commit: str
    at: datetime
    affirmed: bool = False


LISTED: Final = "listed"  # stands for an object id where it is the list of items that changed


@dataclass(frozen=True, slots=True)
class Change:
    """A pinned thing that is no longer what was approved; an empty oid: not there.

    `LISTED` before or after: an evidence item that is no longer listed, or newly.
    """

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Voided(Event):
    """Approvals are void: the evidence, policy or status changed before landing."""

    round: Round
    commit: str
    changes: tuple[Change, ...]
    failing: tuple[Finding, ...] = ()
    status: str = ""  # the status found, where it is the status that changed
    waits_for: tuple[Blocker, ...] = ()  # predecessors that no longer hold
    diff_url: str = ""  # what changed since the round's commit, where the host has such a page
    barred: tuple[tuple[str, Bar], ...] = ()  # approvers who don't count any more: name → why
    pull: int = 0  # the pull request that is closed for it


@dataclass(frozen=True, slots=True)
class MergeAsked(Event):
    """The sign-off is in a pull request. `auto_merge`: the host merges it by itself."""

    round: Round
    number: int
    url: str
    auto_merge: bool


@dataclass(frozen=True, slots=True)
class NotMerged(Event):
    """A sign-off did not get into the project's branch: the approvals are void.

    Its pull request was closed, or merged without the record; `number` 0: there was none.
    """

    round: Round
    number: int
    url: str
    without_record: bool = False


@dataclass(frozen=True, slots=True)
class CameBetween(Event):
    """Others' commits came between the head that was read and a commit of gatebot's: its audit.

    `onto` is what the commit was made on. Where it is the sign-off of `round`: `against` is what
    is no longer there as it was approved, None where all of it stands; `unread` is why that can't
    be told (a sentence). `replaced`: files whose change in between is lost by the commit.
    """

    phase: str
    commit: str
    onto: str
    round: Round | None = None
    against: Voided | None = None
    unread: str = ""
    replaced: tuple[str, ...] = ()
    diff_url: str = ""  # what came in between, where the host has such a page


@dataclass(frozen=True, slots=True)
class Withdrawn(Event):
    """An owner has withdrawn the request."""

    round: Round
    by: Reviewer


@dataclass(frozen=True, slots=True)
class Superseded(Event):
    """A newer round has replaced this one."""

    round: Round
    by_number: int


@dataclass(frozen=True, slots=True)
class Parked(Event):
    """Something could not be done and waits for a person: what, why (a sentence), which mend."""

    what: str  # "sign-off", "request", "message"
    phase: str
    intent_id: str  # what the Try again button names
    correlation_id: str
    why: str
    mend: str


@dataclass(frozen=True, slots=True)
class StillTrying(Event):
    """A request could not be carried out yet and is being tried again. `why` is a sentence."""

    phase: str
    why: str
