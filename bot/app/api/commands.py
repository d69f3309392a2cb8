"""What people can ask for, as values: text and payloads become one before anything decides."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.readiness.round import NewGap


@dataclass(frozen=True, slots=True)
class CardThread:
    """The thread under a round's card."""

    round_id: str
    phase: str


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, where, and how to answer later.

    `delivery` is the key that makes the request happen once: `trigger:<id>` or, of what is said,
    `message:<channel>:<ts>`; `also` are other keys by which the same delivery is known.
    `round_id` is the round whose card's thread it was said in, empty anywhere else.
    `response_url` is empty where there is none (a mention, a form); answers then go by DM.
    `channel` is empty for a form, which belongs to none. `zone` is theirs, by which they say
    "tomorrow"; UTC where it was not asked for, or is not known.
    """

    user: str
    channel: str
    delivery: str
    at: datetime
    response_url: str = ""
    zone: str = "UTC"
    also: tuple[str, ...] = ()
    round_id: str = ""

    @property
    def deliveries(self) -> tuple[str, ...]:
        """Every key by which the delivery is known."""
        return (self.delivery, *self.also)

    @property
    def today(self) -> date:
        """The day it is where they are."""
        return self.at.astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True, slots=True)
class Command:
    """The base of every verb."""


@dataclass(frozen=True, slots=True)
class WaitingOnMe(Command):
    """`/gate`."""


@dataclass(frozen=True, slots=True)
class ShowStatus(Command):
    """`status [P4]`."""

    phase: str | None = None


@dataclass(frozen=True, slots=True)
class Start(Command):
    """`start P4`; a button in a Home names its `project`, since it belongs to no channel."""

    phase: str
    project: str = ""


@dataclass(frozen=True, slots=True)
class Baseline(Command):
    """`baseline P4`."""

    phase: str


@dataclass(frozen=True, slots=True)
class Withdraw(Command):
    """`withdraw P4`."""

    phase: str


@dataclass(frozen=True, slots=True)
class ShowEvidence(Command):
    """`evidence P4`."""

    phase: str


@dataclass(frozen=True, slots=True)
class AddEvidence(Command):
    """`evidence P4 add <kind> <ref>`; `kind` is None where it is left to be inferred.

    A form names its `project`, since it belongs to no channel.
    """

    phase: str
    kind: str | None
    reference: str
    note: str = ""
    project: str = ""


@dataclass(frozen=True, slots=True)
class RemoveEvidence(Command):
    """`evidence P4 remove <n>`."""

    phase: str
    number: int


@dataclass(frozen=True, slots=True)
class Ready(Command):
    """`ready P4 [ref …]`; a button in a Home names its `project`."""

    phase: str
    references: tuple[str, ...] = ()
    project: str = ""


@dataclass(frozen=True, slots=True)
class Approve(Command):
    """`approve P4 [as <role>]`."""

    phase: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class ListGaps(Command):
    """`gaps P4 [as <role>:] <text>[; <text>]`. `again`: gaps of before, named by their ids."""

    phase: str
    texts: tuple[str, ...]
    role: str | None = None
    again: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShowGaps(Command):
    """`gaps [P4]`."""

    phase: str | None = None


@dataclass(frozen=True, slots=True)
class Address(Command):
    """`address <gap> <note>`; `project` names it where the channel can't (a direct message)."""

    gap: str
    note: str
    project: str = ""


@dataclass(frozen=True, slots=True)
class ShowHistory(Command):
    """`history P4`."""

    phase: str


@dataclass(frozen=True, slots=True)
class ShowProgress(Command):
    """`progress`."""


@dataclass(frozen=True, slots=True)
class Help(Command):
    """`help [verb]`."""

    verb: str | None = None


@dataclass(frozen=True, slots=True)
class RemoveEvidenceItem(Command):
    """The form that removes an item, submitted. `mark` is the item's own, whatever its number."""

    project: str
    phase: str
    mark: str


# --- forms: a button's round and what the person filled in ---


@dataclass(frozen=True, slots=True)
class ApproveRound(Command):
    """The Approve form, submitted. `digest` is the evidence digest the form showed."""

    round_id: str
    role: str | None
    digest: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ListGapsInRound(Command):
    """The List gaps form, submitted. `again`: ids of earlier gaps that are still missing."""

    round_id: str
    role: str | None
    gaps: tuple[NewGap, ...]
    again: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WithdrawRound(Command):
    """The Withdraw form, submitted."""

    round_id: str


@dataclass(frozen=True, slots=True)
class RetryParked(Command):
    """The owner's Try again button on a parked intent."""

    intent_id: str
    correlation_id: str


# Every command that reaches the use cases; Help is answered by the face itself.
AnyCommand = (
    WaitingOnMe
    | ShowStatus
    | Start
    | Baseline
    | Withdraw
    | ShowEvidence
    | AddEvidence
    | RemoveEvidence
    | RemoveEvidenceItem
    | Ready
    | Approve
    | ListGaps
    | ShowGaps
    | Address
    | ShowHistory
    | ShowProgress
    | ApproveRound
    | ListGapsInRound
    | WithdrawRound
    | RetryParked
)
