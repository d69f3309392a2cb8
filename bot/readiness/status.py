"""The five statuses, and the only table of the steps between them."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Status(StrEnum):
    """Where a phase stands, in the words the tracker uses."""

    NOT_STARTED = "Not Started"
    IN_PROGRESS = "In Progress"
    READY = "Ready for Signoff"
    SIGNED_OFF = "Signed Off"
    COMPLETED = "Completed (Doc Baseline)"


class Action(StrEnum):
    """What can be done to a phase."""

    START = "start"
    BASELINE = "baseline"
    REQUEST = "ready"
    LIST_GAPS = "gaps"
    WITHDRAW = "withdraw"
    SIGN_OFF = "sign off"


# A pair that is not here is not allowed. Requests, gaps and withdrawals keep a reviewable status:
# a Completed phase stays Completed during its round, and a Signed Off one may be affirmed again.
TRANSITIONS: Final[Mapping[tuple[Status, Action], Status]] = MappingProxyType(
    {
        (Status.NOT_STARTED, Action.START): Status.IN_PROGRESS,
        (Status.IN_PROGRESS, Action.BASELINE): Status.COMPLETED,
        (Status.IN_PROGRESS, Action.REQUEST): Status.READY,
        (Status.READY, Action.REQUEST): Status.READY,
        (Status.READY, Action.LIST_GAPS): Status.READY,
        (Status.READY, Action.WITHDRAW): Status.READY,
        (Status.READY, Action.SIGN_OFF): Status.SIGNED_OFF,
        (Status.COMPLETED, Action.REQUEST): Status.COMPLETED,
        (Status.COMPLETED, Action.LIST_GAPS): Status.COMPLETED,
        (Status.COMPLETED, Action.WITHDRAW): Status.COMPLETED,
        (Status.COMPLETED, Action.SIGN_OFF): Status.SIGNED_OFF,
        (Status.SIGNED_OFF, Action.REQUEST): Status.SIGNED_OFF,
        (Status.SIGNED_OFF, Action.LIST_GAPS): Status.SIGNED_OFF,
        (Status.SIGNED_OFF, Action.WITHDRAW): Status.SIGNED_OFF,
        (Status.SIGNED_OFF, Action.SIGN_OFF): Status.SIGNED_OFF,
    }
)

# What `after` waits for.
SATISFIES_SUCCESSORS: Final = frozenset({Status.SIGNED_OFF, Status.COMPLETED})


def step(status: Status, action: Action) -> Status | None:
    """Return the status after `action`, or None where the machine forbids it."""
    return TRANSITIONS.get((status, action))


def allowed_from(action: Action) -> tuple[Status, ...]:
    """Return the statuses from which `action` is allowed, in the order of the vocabulary."""
    return tuple(status for status in Status if (status, action) in TRANSITIONS)
