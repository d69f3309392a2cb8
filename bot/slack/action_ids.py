"""The ids that tie a button or form to its listener, and the small values buttons carry.

A value names things by id (and the version it was drawn from); no state travels in it.
"""

from dataclasses import dataclass
from typing import Final

from bot.readiness.round import Gap, Round

APPROVE: Final = "gate_approve"
APPROVE_NOTED: Final = "gate_approve_noted"
LIST_GAPS: Final = "gate_list_gaps"
LIST_GAPS_WORDED: Final = "gate_list_gaps_worded"
EVIDENCE: Final = "gate_evidence"
WITHDRAW: Final = "gate_withdraw"
ADDRESS: Final = "gate_address"
TRY_AGAIN: Final = "gate_try_again"
ADD_GAP_ROW: Final = "gate_add_gap_row"
START: Final = "gate_start"
READY: Final = "gate_ready"
ADD_EVIDENCE: Final = "gate_add_evidence"
REMOVE_EVIDENCE: Final = "gate_remove_evidence"

OPS_DONE: Final = "gate_ops_done"
OPS_SNOOZE: Final = "gate_ops_snooze"
OPS_ASSIGN: Final = "gate_ops_assign"
OPS_ADD: Final = "gate_ops_add"
REMIND: Final = "gate_remind"
DIGEST_SET: Final = "gate_digest_set"
DIGEST_PREVIEW: Final = "gate_digest_preview"
DIGEST_OFF: Final = "gate_digest_off"

APPROVE_FORM: Final = "gate_approve_form"
GAPS_FORM: Final = "gate_gaps_form"
EVIDENCE_SHEET: Final = "gate_evidence_sheet"
WITHDRAW_FORM: Final = "gate_withdraw_form"
ADDRESS_FORM: Final = "gate_address_form"
ADD_EVIDENCE_FORM: Final = "gate_add_evidence_form"
REMOVE_EVIDENCE_FORM: Final = "gate_remove_evidence_form"
OPS_FORM: Final = "gate_ops_form"
DIGEST_FORM: Final = "gate_digest_form"
NOTICE: Final = "gate_notice"
LOADING: Final = "gate_loading"

MAX_GAP_ROWS: Final = 10
_LONGEST_VALUE: Final = 2000  # Slack's, of a button
_LONGEST_GAP_VALUE: Final = 300  # far within a button's value and a form's private_metadata


@dataclass(frozen=True, slots=True)
class RoundRef:
    """A round as a button knew it when it was drawn."""

    round_id: str
    version: int


@dataclass(frozen=True, slots=True)
class GapRef:
    """A gap of a project: what an Address button in a direct message stands for."""

    project: str
    gap: str


@dataclass(frozen=True, slots=True)
class PhaseRef:
    """A phase of a project."""

    project: str
    phase: str


@dataclass(frozen=True, slots=True)
class ItemRef:
    """An ops item of a project, by its key."""

    project: str
    key: str


@dataclass(frozen=True, slots=True)
class ParkedRef:
    """A parked intent, and the round or request it belongs to."""

    correlation_id: str
    intent_id: str


def round_value(round_: Round) -> str:
    """Return the value of a card's button."""
    return f"{round_.id}:{round_.version}"


def read_round_value(value: str) -> RoundRef | None:
    """Read the value of a card's button; None where it is not one of ours."""
    round_id, separator, version = value.rpartition(":")
    if not separator or not round_id or not (version.isascii() and version.isdigit()):
        return None
    return RoundRef(round_id, int(version))


def worded_value(round_: Round, words: str) -> str:
    """Return the value of a button whose form is filled with what somebody typed.

    The words are only ever put into the form before whoever presses it, who sends them or not.
    Those that are too long for a button are left out.
    """
    plain = round_value(round_)
    full = f"{plain}\n{words}"
    return full if len(full.encode("utf-16-le")) // 2 <= _LONGEST_VALUE else plain


def read_worded_value(value: str) -> tuple[RoundRef, str] | None:
    """Read the value of a button of a form that is filled already; None for one of others."""
    plain, _, words = value.partition("\n")
    ref = read_round_value(plain)
    return (ref, words) if ref else None


def gap_value(gap: Gap) -> str:
    """Return the value of an Address button. A project's name holds no slash."""
    return f"{gap.project}/{gap.id}"


def addressable(gap: Gap) -> bool:
    """Tell whether a button can name this gap: a phase id of thousands of letters is too long."""
    return len(gap_value(gap)) <= _LONGEST_GAP_VALUE


def read_gap_value(value: str) -> GapRef | None:
    """Read the value of an Address button; None where it is not one of ours."""
    project, _, gap = value.partition("/")
    return GapRef(project, gap) if project and gap else None


def phase_value(project: str, phase: str) -> str | None:
    """Return the value of a button about a phase; None for an id too long to stand in one."""
    value = f"{project}/{phase}"
    return value if len(value) <= _LONGEST_GAP_VALUE else None


def read_phase_value(value: str) -> PhaseRef | None:
    """Read the value of a button about a phase; None where it is not one of ours."""
    project, _, phase = value.partition("/")
    return PhaseRef(project, phase) if project and phase else None


def item_value(project: str, key: str) -> str:
    """Return the value of an ops item's button; the key is "" for a new one."""
    return f"{project}/{key}"


def read_item_value(value: str) -> ItemRef | None:
    """Read the value of an ops item's button; None where it is not one of ours."""
    project, separator, key = value.partition("/")
    return ItemRef(project, key) if project and separator else None


def parked_value(correlation_id: str, intent_id: str) -> str:
    """Return the value of a Try again button."""
    return f"{correlation_id}:{intent_id}"


def read_parked_value(value: str) -> ParkedRef | None:
    """Read the value of a Try again button; None where it is not one of ours."""
    correlation_id, separator, intent_id = value.partition(":")
    return ParkedRef(correlation_id, intent_id) if separator and intent_id else None
