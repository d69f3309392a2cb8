"""Splices that add and remove evidence, in whichever form the tracker keeps it."""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.documents.cells import escape, write_reference
from bot.documents.evidence_items import parts, read_item, write_item
from bot.documents.fields import MARKER
from bot.documents.new_table import append_table
from bot.documents.problems import DocumentError
from bot.documents.shapes import Shape, Shaped
from bot.documents.source import Splice
from bot.documents.spots import (
    CellSpot,
    EvidenceEntry,
    ItemSpot,
    PartSpot,
    PhaseEntry,
    RowSpot,
    TextSpot,
)
from bot.documents.tables import row_cells, set_cell, write_row
from bot.documents.tracker import Reading
from bot.readiness.evidence import Evidence
from bot.readiness.phase_ids import same_id
from bot.readiness.place import Place, Problem

HEADINGS: Final = ("Evidence",)
HEADERS: Final = ("Phase", "Kind", "Reference", "Note")


def add_evidence(reading: Reading, entry: PhaseEntry, items: Sequence[Evidence]) -> Splice:
    """Return the splice that adds items where the phase keeps its evidence.

    That is, in this order: where its last item is, an evidence table, its Evidence cell or line, a
    new evidence table.
    """
    own = _own(reading, entry)
    tables = reading.tables_of(Shape.EVIDENCE)
    if own:
        return _beside(reading, entry, own[-1], items)
    if tables:
        return _new_rows(reading, tables[-1], tables[-1].table.last.line, entry.phase.id, items)
    if entry.evidence is not None:
        return _set_text(reading, entry.evidence, _joined(reading, entry.evidence, items))
    rows = [list(_cells(entry.phase.id, item).values()) for item in items]
    return append_table(reading.page, HEADINGS, HEADERS, rows)


def remove_evidence(
    reading: Reading, entry: PhaseEntry, items: Sequence[Evidence]
) -> Iterator[Splice]:
    """Yield the splices that remove items: whole rows and list items, or parts of a cell."""
    left = _own(reading, entry)
    holders: dict[CellSpot | TextSpot, set[int]] = {}
    for item in items:
        found = next((e for e in left if e.evidence == item), None)
        if found is None:
            wrong = f"{entry.phase.id} has no evidence “{item.kind}: {item.reference}”."
            raise DocumentError(Problem(entry.phase.place, wrong, "Look up what it has."))
        left.remove(found)
        match found.spot:
            case RowSpot(row=row):
                yield reading.page.source.delete_lines(row.line, row.line + 1)
            case ItemSpot(line=line, end=end):
                yield reading.page.source.delete_lines(line, end)
            case PartSpot(holder=holder, start=start):
                holders.setdefault(holder, set()).add(start)
    for holder, starts in holders.items():
        yield _set_text(reading, holder, _without(_raw(reading, holder), starts))


def _own(reading: Reading, entry: PhaseEntry) -> list[EvidenceEntry]:
    return [e for e in reading.evidence if same_id(e.phase, entry.phase.id)]


def _beside(
    reading: Reading, entry: PhaseEntry, last: EvidenceEntry, items: Sequence[Evidence]
) -> Splice:
    match last.spot:
        case RowSpot(table=table, row=row):
            shaped = next(t for t in reading.tables_of(Shape.EVIDENCE) if t.table is table)
            return _new_rows(reading, shaped, row.line, entry.phase.id, items)
        case ItemSpot() as spot:
            return _new_list_items(reading, spot, items)
        case PartSpot(holder=holder):
            return _set_text(reading, holder, _joined(reading, holder, items))


def _cells(phase_id: str, item: Evidence) -> dict[str, str]:
    return {
        "phase": escape(phase_id),
        "kind": item.kind.value,
        "reference": write_reference(item.reference),
        "note": escape(item.note),
    }


def _new_rows(
    reading: Reading, table: Shaped, after: int, phase_id: str, items: Sequence[Evidence]
) -> Splice:
    source = reading.page.source
    values = [table.line_values(reading.page, _cells(phase_id, item)) for item in items]
    return source.insert_after(after, [write_row(source, table.table, row) for row in values])


def _new_list_items(reading: Reading, last: ItemSpot, items: Sequence[Evidence]) -> Splice:
    source = reading.page.source
    marker = MARKER.match(source.line(last.line))
    prefix = marker[0] if marker else "- "
    texts = [_item(reading, item, table=False) for item in items]
    return source.insert_after(last.end - 1, [prefix + text for text in texts])


def _item(reading: Reading, item: Evidence, *, table: bool) -> str:
    """Return an item's Markdown. Raises DocumentError where it would not be read as it is."""
    raw = write_item(item, table=table)
    alone = [part.raw for part in parts(raw)] == [raw]
    if not alone or read_item(raw, Place(reading.page.path), table=table) != item:
        raise DocumentError(
            Problem(
                Place(reading.page.path),
                f"“{item.reference}” with its note can't be kept in a cell of several items.",
                "Leave brackets and commas out of it, or keep evidence in a table of its own.",
            )
        )
    return raw


def _raw(reading: Reading, holder: CellSpot | TextSpot) -> str:
    source = reading.page.source
    if isinstance(holder, TextSpot):
        return source.text[holder.start : holder.end]
    cells = row_cells(source, holder.row)
    return cells[holder.column].raw if holder.column < len(cells) else ""


def _set_text(reading: Reading, holder: CellSpot | TextSpot, raw: str) -> Splice:
    if isinstance(holder, TextSpot):
        return Splice(holder.start, holder.end, raw)
    return set_cell(reading.page.source, holder.table, holder.row, holder.column, raw)


def _joined(reading: Reading, holder: CellSpot | TextSpot, items: Sequence[Evidence]) -> str:
    in_table = isinstance(holder, CellSpot)
    old = _raw(reading, holder)
    kept = [old] if any(parts(old)) else []
    return ", ".join([*kept, *(_item(reading, item, table=in_table) for item in items)])


def _without(raw: str, starts: set[int]) -> str:
    """Return a cell's Markdown without the items that start there; separators stay with items."""
    kept = ""
    end = 0
    for part in parts(raw):
        if part.start not in starts:
            kept += raw[end : part.end] if kept else raw[part.start : part.end]
        end = part.end
    return kept.strip()
