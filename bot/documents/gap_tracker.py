"""Gap trackers: tables of open gaps by area. Read, never edited."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.documents.blocks import Table
from bot.documents.cells import plain_text
from bot.documents.markdown import Page, parse
from bot.documents.status_words import CLOSED_WORDS, not_closed, read_status
from bot.documents.stray_rows import stray_rows
from bot.documents.tables import row_texts
from bot.readiness.place import Problem
from bot.readiness.work import TrackedGap

# Header → column. A table of gaps is one with a column for the gap itself.
_HEADERS: Final[Mapping[str, str]] = {
    "gap": "gap",
    "open gap": "gap",
    "missing": "gap",
    "area": "area",
    "domain": "area",
    "section": "area",
    "severity": "severity",
    "priority": "severity",
    "owner": "owner",
    "owners": "owner",
    "status": "status",
    "state": "status",
}


@dataclass(frozen=True, slots=True)
class GapTracker:
    """A gap tracker as read, in the file's order; rows that can't be read are its problems."""

    gaps: tuple[TrackedGap, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_gap_tracker(data: bytes, path: str) -> GapTracker:
    """Return the rows of every table that has a column *Gap*.

    A table without a status has open gaps only. Raises DocumentError where the file can't be
    decoded.
    """
    page = parse(data, path)
    problems: list[Problem] = []
    gaps = tuple(gap for table in page.tables() for gap in _rows(page, table, problems))
    return GapTracker(gaps, tuple(problems))


def _rows(page: Page, table: Table, problems: list[Problem]) -> Iterator[TrackedGap]:
    headers = [plain_text(raw).casefold() for raw in row_texts(page.source, table.header)]
    named = {_HEADERS[h]: at for at, h in reversed([*enumerate(headers)]) if h in _HEADERS}
    if "gap" not in named:
        return
    problems += [stray.problem for stray in stray_rows(page, table)]
    for row in table.rows:
        raws = row_texts(page.source, row)
        cells = {name: plain_text(raws[at]) for name, at in named.items() if at < len(raws)}
        if text := cells.get("gap"):
            at = named.get("status", len(raws))
            status = read_status(raws[at] if at < len(raws) else "", CLOSED_WORDS.__contains__)
            problems += not_closed(status, "gap", page.source.place(row.line))
            yield TrackedGap(
                text=text,
                area=cells.get("area", ""),
                severity=cells.get("severity", ""),
                owner=cells.get("owner", "").removeprefix("@"),
                status=status.said,
                closed=status.is_one_of(CLOSED_WORDS),
                place=page.source.place(row.line),
            )
        elif any(raws):
            wrong = "This row says nothing under its column Gap."
            place = page.source.place(row.line)
            problems.append(Problem(place, wrong, "Name the gap, or empty the row."))
