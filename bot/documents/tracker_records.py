"""The rest of a tracker: sign-off rows, completed items, the ops track, the snapshot date."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.documents.blocks import Heading, Paragraph, Table
from bot.documents.cells import literal_text, plain_text, reference_text
from bot.documents.evidence_items import Part, looks_like_reference, parts, read_item
from bot.documents.fields import MARKER
from bot.documents.markdown import Page, outline
from bot.documents.shapes import Shape, Shaped
from bot.documents.spots import TextSpot
from bot.documents.tables import row_texts
from bot.documents.tracker_evidence import phase_id_of
from bot.documents.tracker_model import CompletedItem, SignoffRow
from bot.documents.vocabulary import Vocabulary
from bot.readiness.evidence import Evidence
from bot.readiness.place import Place
from bot.readiness.waivers import WaiverRow
from bot.readiness.work import OpsItem

_SNAPSHOT: Final = re.compile(r"last snapshot\W{1,6}(\d{4}-\d{2}-\d{2})", re.IGNORECASE)
_OPS_HEADING: Final = re.compile(r"parallel ops track|outstanding items", re.IGNORECASE)
_CHECKBOX: Final = re.compile(r"[\s>]*(?:[-*+]|\d{1,9}[.)])\s+\[(?P<mark>[ xX])\]\s+(?P<text>.*)")
# `text (owner: ana)`, `text (@ana)`, `text — @ana`
_OWNER: Final = re.compile(
    r"(?P<text>.*?)\s*(?:\(owner:\s*@?|\(@|—\s*@)(?P<owner>[\w.-]+)\)?", re.IGNORECASE
)
_DONE_WORDS: Final = frozenset({"done", "closed", "completed", "yes", "x", "[x]", "✅", "✔"})


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
            correlation_id=reference_text(cells["correlation_id"]),
            record=reference_text(cells["record"]),
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
            until=plain_text(cells["until"]),
            place=page.source.place(row.line),
        )
        for table in shaped
        if table.shape is Shape.WAIVERS
        for row, cells in table.rows(page)
    ]


def read_completed(page: Page, shaped: Iterable[Shaped]) -> list[CompletedItem]:
    """Return the rows of the `Item | Evidence` tables; prose in a cell is no reference."""
    return [
        CompletedItem(
            item=plain_text(cells["item"]),
            text=plain_text(cells["evidence"]),
            evidence=_references(cells["evidence"], page.source.place(row.line)),
            place=page.source.place(row.line),
        )
        for table in shaped
        if table.shape is Shape.COMPLETED
        for row, cells in table.rows(page)
    ]


def _references(raw: str, place: Place) -> tuple[Evidence, ...]:
    pieces = (Part(0, 0, text) for part in parts(raw) for text in part.raw.split(" + "))
    items = (read_item(piece.raw, place, table=True) for piece in pieces)
    return tuple(item for item in items if looks_like_reference(item.reference))


def read_snapshots(page: Page) -> list[SnapshotDate]:
    """Return every `last snapshot <date>` of the text, those in code blocks left out."""
    found = []
    parts_of_lines = outline(page)
    for match in _SNAPSHOT.finditer(page.source.text):
        if parts_of_lines[page.source.line_at(match.start(1))] == "code":
            continue
        try:
            day = date.fromisoformat(match[1])
        except ValueError:
            line = page.source.line_at(match.start(1))
            wrong = f"The last snapshot “{match[1]}” is no date."
            raise page.source.error(line, wrong, "Write it as 2026-02-24.") from None
        found.append(SnapshotDate(day, TextSpot(*match.span(1))))
    return found


def read_ops(page: Page, vocabulary: Vocabulary) -> list[OpsItem]:
    """Return the items of the Parallel Ops Track, from a table or a list of checkboxes."""
    found: list[OpsItem] = []
    for heading in page.blocks:
        if isinstance(heading, Heading) and _OPS_HEADING.search(plain_text(heading.raw)):
            for block in page.section(heading):
                if isinstance(block, Table):
                    found += _ops_rows(page, block, vocabulary)
                elif isinstance(block, Paragraph) and block.item:
                    found += _ops_checkbox(page, block)
            break
    return found


def _ops_rows(page: Page, table: Table, vocabulary: Vocabulary) -> Iterator[OpsItem]:
    columns = page.columns(table, vocabulary)
    if "item" not in columns:
        return
    for row in table.rows:
        texts = [plain_text(raw) for raw in row_texts(page.source, row)]
        cells = {name: texts[at] for name, at in columns.items() if at < len(texts)}
        if item := cells.get("item"):
            done = cells.get("status", "").casefold() in _DONE_WORDS
            owner = cells.get("owner", "").removeprefix("@")
            yield OpsItem(item, done, owner, page.source.place(row.line))


def _ops_checkbox(page: Page, block: Paragraph) -> Iterator[OpsItem]:
    lines = [page.source.line(number) for number in range(block.line, block.end)]
    box = _CHECKBOX.match(lines[0])
    if box is None:
        return
    rest = (line[m.end() :] if (m := MARKER.match(line)) else line for line in lines[1:])
    text = plain_text(" ".join([box["text"], *rest]))
    owned = _OWNER.fullmatch(text)
    yield OpsItem(
        owned["text"] if owned else text,
        box["mark"] != " ",
        owned["owner"] if owned else "",
        page.source.place(block.line),
    )
