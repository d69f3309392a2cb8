"""What the forms of a face show when they are opened: typed facts, no prose."""

from dataclasses import dataclass

from bot.readiness.evidence import Audit, Evidence
from bot.readiness.phase import Phase
from bot.readiness.round import Gap, Reviewer, Round
from bot.readiness.schedule import Schedule
from bot.readiness.status import Status
from bot.readiness.work import OpsAction, OpsItem


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for a form, and in which channel; that is empty in a Home or a form."""

    user: str
    channel: str


@dataclass(frozen=True, slots=True)
class ApprovalForm:
    """The Approve modal of one person: the roles they may approve in, and what they approve."""

    round: Round
    roles: tuple[str, ...]
    audit: Audit
    status: Status | None
    accepts: tuple[Gap, ...]  # addressed gaps that approving accepts


@dataclass(frozen=True, slots=True)
class GapsForm:
    """The List gaps modal of one person."""

    round: Round
    roles: tuple[str, ...]
    audit: Audit
    deliverables: tuple[str, ...]
    earlier: tuple[Gap, ...]  # this person's roles' gaps, to list again


@dataclass(frozen=True, slots=True)
class EvidenceSheet:
    """The Evidence modal: what a round rests on, and the criteria beside it.

    `may_change`: whoever looks may add and remove items.
    """

    round: Round
    audit: Audit
    commit_url: str | None
    may_change: bool = False
    deliverables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceForm:
    """The forms in which an owner adds evidence, or removes one of these items."""

    project: str
    phase: Phase
    items: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class AddressForm:
    """The Address modal of an owner."""

    gap: Gap


@dataclass(frozen=True, slots=True)
class WithdrawForm:
    """The Withdraw modal of an owner."""

    round: Round
    by: Reviewer


@dataclass(frozen=True, slots=True)
class OpsForm:
    """The form of one item, or of a new one. `people`: short name → display name."""

    project: str
    action: OpsAction
    item: OpsItem | None
    people: tuple[tuple[str, str], ...]
    today: str


@dataclass(frozen=True, slots=True)
class DigestForm:
    """The form of a channel's digest, filled with what is set.

    `zone`: of whoever opens it, where nothing is set; empty where Slack does not tell.
    """

    channel: str
    schedule: Schedule | None
    zone: str = ""
