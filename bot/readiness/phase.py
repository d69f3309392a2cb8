"""A phase: one gate of the tracker."""

from dataclasses import dataclass

from bot.readiness.place import Place
from bot.readiness.status import Status


@dataclass(frozen=True, slots=True)
class UnknownStatus:
    """A status cell outside the vocabulary. It blocks its phase; it is never skipped."""

    text: str
    nearest: Status
    place: Place


@dataclass(frozen=True, slots=True)
class Phase:
    """One row (or heading) of the tracker. `owners` are short names of the policy's people."""

    id: str
    title: str
    status: Status | UnknownStatus
    owners: tuple[str, ...]
    place: Place


def same_id(one: str, other: str) -> bool:
    """Tell whether two spellings name the same phase: case and outer spaces do not count."""
    return one.strip().casefold() == other.strip().casefold()
