"""Landed commits as a timeline: a row for each section, its days from left to right."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.pictures.spelling import spelled
from bot.readiness.days import iso_day
from bot.readiness.progress import ChartRow, LandedEntry, chart

MOST_COLUMNS: Final = 72  # a longer time has several days in a column


@dataclass(frozen=True, slots=True)
class TimelineWords:
    """What is written beside the marks, and above the columns where they are no days."""

    landed: str
    new: str
    between: str
    in_order: str
    no_section: str


@dataclass(frozen=True, slots=True)
class Row:
    """A section: its name as drawn, and (column, stands in the ledger, how many) of its marks."""

    name: str
    count: int
    marks: tuple[tuple[int, bool, int], ...]


@dataclass(frozen=True, slots=True)
class TimelinePicture:
    """What is drawn: equal ones are drawn as the same bytes. Days are ISO, "" for none."""

    rows: tuple[Row, ...]
    columns: int
    first: str
    last: str
    words: TimelineWords


def timeline_picture(
    entries: Sequence[LandedEntry], words: TimelineWords
) -> TimelinePicture | None:
    """Return the picture of at least one landing; None where a section's name can't be written."""
    days = [day.toordinal() for entry in entries if (day := iso_day(entry.date)) is not None]
    dated = bool(entries) and len(days) == len(entries)
    span = max(days) - min(days) + 1 if dated else len(entries)
    drawn = chart(entries, min(max(span, 1), MOST_COLUMNS))
    rows = [_of_section(row, words) for row in drawn.rows]
    found = tuple(row for row in rows if row is not None)
    if not found or len(found) < len(rows):
        return None
    return TimelinePicture(found, drawn.columns, drawn.first, drawn.last, words)


def _of_section(row: ChartRow, words: TimelineWords) -> Row | None:
    name = spelled(row.name or words.no_section)
    if name is None:
        return None
    marks = ((at, recorded, row.landed[at]) for at, recorded in sorted(row.cells.items()))
    return Row(name, row.count, tuple(marks))
