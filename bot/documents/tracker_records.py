"""The rest of a tracker: sign-off rows, completed items, the snapshot date."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.documents.cells import literal_text, plain_text, reference_text
from bot.documents.dates import IN_TEXT, not_a_date, read_date
from bot.documents.evidence_items import Part, looks_like_reference, parts, read_item
from bot.documents.markdown import Page, outline
from bot.documents.problems import DocumentError
from bot.documents.shapes import Shape, Shaped
from bot.documents.spots import TextSpot
from bot.documents.tracker_evidence import phase_id_of
from bot.documents.tracker_model import CompletedItem, SignoffRow
from bot.readiness.evidence import Evidence
from bot.readiness.place import Place
from bot.readiness.waivers import WaiverRow

_SNAPSHOT: Final = re.compile(r"last snapshot(?:&nbsp;|\W){1,6}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SnapshotDate:
    """A `last snapshot <date>` and where its date stands."""

    day: date
    spot: TextSpot


def read_signoffs(page: Page, shaped: Iterable[Shaped]) -> list[SignoffRow]:
    """Return the rows of the sign-off tables, in the file's order."""
    return [
        SignoffRow(
            phase=phase_id_of(cells["phase"]),
            role=literal_text(cells["role"]),
            reviewer=literal_text(cells["reviewer"]),
            date=literal_text(cells["date"]),
            correlation_id=reference_text(cells["correlation_id"], links=page.links),
            record=reference_text(cells["record"], links=page.links),
            place=page.source.place(row.line),
        )
        for table in shaped
        if table.shape is Shape.SIGNOFFS
        for row, cells in table.rows(page)
    ]


def read_waivers(page: Page, shaped: Iterable[Shaped]) -> list[WaiverRow]:
    """Return the rows of the waivers' tables, in the file's order."""
    return [
        WaiverRow(
            phase=phase_id_of(cells["phase"]),
            waives=plain_text(cells["waives"]),
            reason=literal_text(cells["reason"]),
            by=plain_text(cells["by"]),
            until=_day(plain_text(cells["until"])),
            place=page.source.place(row.line),
        )
        for table in shaped
        if table.shape is Shape.WAIVERS
        for row, cells in table.rows(page)
    ]


def _day(text: str) -> str:
    """Return a day as ISO text; what is so already, or is none, stays as it is."""
    try:
        date.fromisoformat(text)
    except ValueError:
        day = read_date(text)
        return day.isoformat() if day else text
    return text


def read_completed(page: Page, shaped: Iterable[Shaped]) -> list[CompletedItem]:
    """Return the rows of the `Item | Evidence` tables; prose in a cell is no reference."""
    return [
        CompletedItem(
            item=plain_text(cells["item"]),
            text=plain_text(cells["evidence"]),
            evidence=_references(page, cells["evidence"], page.source.place(row.line)),
            place=page.source.place(row.line),
        )
        for table in shaped
        if table.shape is Shape.COMPLETED
        for row, cells in table.rows(page)
    ]


def _references(page: Page, raw: str, place: Place) -> tuple[Evidence, ...]:
    pieces = (Part(0, 0, text) for part in parts(raw) for text in part.raw.split(" + "))
    items = (read_item(piece.raw, place, table=True, links=page.links) for piece in pieces)
    return tuple(item for item in items if looks_like_reference(item.reference))


def read_snapshots(page: Page) -> list[SnapshotDate]:
    """Return every `last snapshot <date>` of the text, those in code blocks left out."""
    found = []
    parts_of_lines = outline(page)
    for label in _SNAPSHOT.finditer(page.source.text):
        match = IN_TEXT.match(page.source.text, label.end())
        line = page.source.line_at(label.end())
        if match is None or parts_of_lines[line] == "code":
            continue
        day = read_date(match[0])
        if day is None:
            raise DocumentError(not_a_date(match[0], "last snapshot", page.source.place(line)))
        found.append(SnapshotDate(day, TextSpot(*match.span())))
    return found
