"""The cells of a table: read them, set one, write a row."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from bot.documents.blocks import WHITESPACE, Row, Table
from bot.documents.source import Source, Splice

# GFM: a pipe parts cells unless the character before it is a backslash, in code spans too.
_PIPE: Final = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's place in the source, from pipe to pipe, and its Markdown without outer spaces."""

    start: int
    end: int
    raw: str


def row_texts(source: Source, row: Row) -> list[str]:
    """Return the Markdown of each cell of a row, trimmed; fewer or more than there are columns."""
    text = source.text[row.start : row.end].strip(WHITESPACE)
    parts = _PIPE.split(text) if "\\|" in text else text.split("|")
    if parts[0] == "":
        del parts[0]
    if parts and parts[-1] == "":
        del parts[-1]
    return [part.strip(WHITESPACE) for part in parts]


def row_cells(source: Source, row: Row) -> list[Cell]:
    """Return each cell of a row with its place."""
    text = source.text[row.start : row.end]
    first = row.start + len(text) - len(text.lstrip(WHITESPACE))
    last = row.start + len(text.rstrip(WHITESPACE))
    edges = [first - 1, *(m.start() for m in _PIPE.finditer(source.text, first, last)), last]
    spans = [(one + 1, other) for one, other in pairwise(edges)]
    if spans[0][0] == spans[0][1]:
        del spans[0]
    if spans and spans[-1][0] == spans[-1][1]:
        del spans[-1]
    return [Cell(a, b, source.text[a:b].strip(WHITESPACE)) for a, b in spans]


def set_cell(source: Source, table: Table, row: Row, column: int, raw: str) -> Splice:
    """Return the splice that puts Markdown into a cell; a ragged row is filled up to it.

    The spaces around it stay, and a column that was aligned stays so where the text fits.
    """
    cells = row_cells(source, row)
    if column >= len(cells):
        return _fill(source, row, column - len(cells), raw)
    cell = cells[column]
    old = source.text[cell.start : cell.end]
    before = old[: len(old) - len(old.lstrip(WHITESPACE))] if cell.raw else " "
    # A last backslash would escape the pipe after it.
    space = " " if old.endswith((" ", "\t")) or not cell.raw or raw.endswith("\\") else ""
    closed = source.text.startswith("|", cell.end)
    new = before + raw + (space if raw or closed else " |")
    return Splice(cell.start, cell.end, new.ljust(_width(source, table, column, len(old))))


def _width(source: Source, table: Table, column: int, width: int) -> int:
    """Return the width of an aligned column, 0 where the cell is not aligned with the rule."""
    rule = row_cells(source, table.delimiter)
    aligned = column < len(rule) and rule[column].end - rule[column].start == width
    return width if aligned else 0


def _fill(source: Source, row: Row, empty: int, raw: str) -> Splice:
    text = source.text[row.start : row.end].rstrip(WHITESPACE)
    at = row.start + len(text)
    closed = bool(_PIPE.fullmatch(text, len(text) - 1))
    cells = " | ".join([*([""] * empty), raw])
    return Splice(at, at, f"{' ' if closed else ' | '}{cells} |")


def write_row(source: Source, table: Table, values: list[str]) -> str:
    """Return a line for a new row under the table, with the table's own indent and quote marks."""
    after = table.last
    prefix = source.text[source.starts[after.line] : after.start]
    return f"{prefix}| {' | '.join(values)} |"
