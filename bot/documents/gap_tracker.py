"""Gap trackers: tables of open gaps by area. Read, never edited."""

from collections.abc import Iterator, Mapping
from typing import Final

from bot.documents.blocks import Table
from bot.documents.cells import plain_text
from bot.documents.markdown import Page, parse
from bot.documents.status_words import CLOSED_WORDS, read_status
from bot.documents.tables import row_texts
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


def read_gap_tracker(data: bytes, path: str) -> tuple[TrackedGap, ...]:
    """Return the rows of every table that has a column *Gap*, in the file's order.

    A table without a status has open gaps only. Raises DocumentError where the file can't be
    decoded.
    """
    page = parse(data, path)
    return tuple(gap for table in page.tables() for gap in _rows(page, table))


def _rows(page: Page, table: Table) -> Iterator[TrackedGap]:
    headers = [plain_text(raw).casefold() for raw in row_texts(page.source, table.header)]
    named = {_HEADERS[h]: at for at, h in reversed([*enumerate(headers)]) if h in _HEADERS}
    if "gap" not in named:
        return
    for row in table.rows:
        raws = row_texts(page.source, row)
        cells = {name: plain_text(raws[at]) for name, at in named.items() if at < len(raws)}
        if text := cells.get("gap"):
            at = named.get("status", len(raws))
            status = read_status(raws[at] if at < len(raws) else "", CLOSED_WORDS.__contains__)
            yield TrackedGap(
                text=text,
                area=cells.get("area", ""),
                severity=cells.get("severity", ""),
                owner=cells.get("owner", "").removeprefix("@"),
                status=status.said,
                closed=status.is_one_of(CLOSED_WORDS),
                place=page.source.place(row.line),
            )
