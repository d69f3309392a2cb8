"""The names of the forms' fields, shared by what draws a form and what reads it."""

from typing import Final

from bot.readiness.round import GapTarget

ROLE: Final = "role"
NOTE: Final = "note"
DONE: Final = "done"
AGAIN: Final = "again"
ABOUT: Final = "about"
TEXT: Final = "text"
KIND: Final = "kind"
REFERENCE: Final = "reference"
ITEM: Final = "item"
OWNER: Final = "owner"
DAY: Final = "day"
AT: Final = "at"
ZONE: Final = "zone"
DAYS: Final = "days"
ALWAYS: Final = "always"


def about(row: int) -> str:
    """Return the block of a row's menu. It stays the same while rows are added: input is kept."""
    return f"about:{row}"


def text(row: int) -> str:
    """Return the block of a row's field."""
    return f"text:{row}"


def subject(target: GapTarget, name: str) -> str:
    """Return the menu value of what a gap is tied to."""
    return f"{target.value}:{name}"


def read_subject(value: str) -> tuple[GapTarget, str]:
    """Read a menu value; raises ValueError where it is not one of ours."""
    target, _, name = value.partition(":")
    return GapTarget(target), name
