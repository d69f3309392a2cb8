"""Splices that add sign-off rows."""

from collections.abc import Sequence
from typing import Final

from bot.documents.cells import escape, write_reference
from bot.documents.new_table import append_table
from bot.documents.shapes import Shape
from bot.documents.source import Splice
from bot.documents.tables import write_row
from bot.documents.tracker import Reading
from bot.documents.tracker_model import SignoffRow

HEADINGS: Final = ("Sign-offs", "Signoffs", "Sign-off records", "Signoff records", "Signoff record")
HEADERS: Final = ("Phase", "Role", "Reviewer", "Date", "Correlation ID", "Record")


def add_signoffs(reading: Reading, rows: Sequence[SignoffRow]) -> Splice:
    """Return the splice that adds a row per approving decision, after those that are there."""
    tables = reading.tables_of(Shape.SIGNOFFS)
    cells = [_cells(row) for row in rows]
    if not tables:
        return append_table(reading.page, HEADINGS, HEADERS, [list(c.values()) for c in cells])
    last = tables[-1]
    source = reading.page.source
    lines = [
        write_row(source, last.table, last.line_values(reading.page, values)) for values in cells
    ]
    return source.insert_after(last.table.last.line, lines)


def _cells(row: SignoffRow) -> dict[str, str]:
    return {
        "phase": escape(row.phase),
        "role": escape(row.role),
        "reviewer": escape(row.reviewer),
        "date": escape(row.date),
        "correlation_id": write_reference(row.correlation_id),
        "record": write_reference(row.record),
    }
