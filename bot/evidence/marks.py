"""Why a test that is there may not have run: it is marked as skipped, or may be."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """What skips a test, as it is written in a line (from 1); `certain` where nothing is asked."""

    line: int
    said: str
    certain: bool = True


def worst(marks: Iterable[Mark | None]) -> Mark | None:
    """Return the mark that decides: a certain one before one that depends on something."""
    found = [mark for mark in marks if mark is not None]
    return next((mark for mark in found if mark.certain), found[0] if found else None)
