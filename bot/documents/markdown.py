"""A Markdown page: its sections, tables and outline."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.documents import blocks as md
from bot.documents.cells import escape
from bot.documents.problems import DocumentError
from bot.documents.source import Source, decode, splice
from bot.documents.tables import row_texts, set_cell
from bot.documents.vocabulary import Vocabulary
from bot.readiness.place import Place, Problem

_MOST_BYTES: Final = 2 << 20
_LONGEST_LINE: Final = 20_000  # characters


@dataclass(frozen=True, slots=True)
class CellAt:
    """A cell by numbers, all from 0: the table, the row under its header, the column."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed document: its source, its blocks in order, and its link definitions."""

    source: Source
    blocks: tuple[md.Block, ...]
    links: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The path of the document."""
        return self.source.path

    def tables(self) -> Iterator[md.Table]:
        """Yield the tables in order."""
        return (block for block in self.blocks if isinstance(block, md.Table))

    def section(self, heading: md.Heading, *, deep: bool = True) -> tuple[md.Block, ...]:
        """Return the blocks under a heading, up to the next of its level or a higher one.

        Not `deep`: up to the next heading of any level.
        """
        at = bisect_left(self.blocks, heading.line, key=first_line) + 1
        for end in range(at, len(self.blocks)):
            block = self.blocks[end]
            if isinstance(block, md.Heading) and (not deep or block.level <= heading.level):
                return self.blocks[at:end]
        return self.blocks[at:]

    def columns(self, table: md.Table, vocabulary: Vocabulary) -> Mapping[str, int]:
        """Return canonical column → its number, for the columns that the vocabulary knows.

        Raises DocumentError where two columns of a table about phases mean the same.
        """
        headers = row_texts(self.source, table.header)
        named = [(vocabulary.column(header), number) for number, header in enumerate(headers)]
        found = {name: number for name, number in reversed(named) if name is not None}
        for name, number in named:
            if "phase" in found and name is not None and found[name] != number:
                wrong = (
                    f"The columns {headers[found[name]]} and {headers[number]} both mean {name}."
                )
                raise self.source.error(table.header.line, wrong, "Rename one of the two.")
        return found


def first_line(block: md.Block) -> int:
    """Return the line (from 0) on which a block begins."""
    return block.header.line if isinstance(block, md.Table) else block.line


def parse(data: bytes, path: str) -> Page:
    """Parse a document. Raises DocumentError where it is not UTF-8, or too large to be one."""
    if len(data) > _MOST_BYTES:
        wrong = f"The file has {len(data):,} bytes; {_MOST_BYTES:,} are read."
        raise DocumentError(Problem(Place(path), wrong, "Move what is old to another file."))
    source = decode(data, path)
    for number, (start, end) in enumerate(zip(source.starts, source.ends, strict=True)):
        if end - start > _LONGEST_LINE:
            wrong = f"This line has {end - start:,} characters; {_LONGEST_LINE:,} are read."
            raise source.error(number, wrong, "Break it, or move its text to another file.")
    blocks, links = md.parse_blocks(source)
    return Page(source, tuple(blocks), links)


def outline(page: Page) -> list[str]:
    """Return what each line is part of: a heading, a row of a table, code, or running text."""
    lines = ["text"] * len(page.source.starts)
    for block in page.blocks:
        match block:
            case md.Table():
                rows = (block.header, block.delimiter, *block.rows)
                for row, part in zip(
                    rows, ("header", "rule", *["row"] * len(block.rows)), strict=True
                ):
                    lines[row.line] = part
            case md.Heading() | md.Fence():
                part = "heading" if isinstance(block, md.Heading) else "code"
                lines[block.line : block.end] = [part] * (block.end - block.line)
            case md.Paragraph():
                pass
    return lines


def _texts(page: Page) -> list[list[list[str]]]:
    return [
        [row_texts(page.source, row) for row in (table.header, *table.rows)]
        for table in page.tables()
    ]


def replace_cell(data: bytes, path: str, at: CellAt, text: str) -> bytes:
    """Set one cell of one table to plain text.

    Every byte outside the cell stays. Raises DocumentError where the text can't stand there.
    """
    page = parse(data, path)
    target = list(page.tables())[at.table]
    row = target.rows[at.row]
    raw, expected = escape(text), _texts(page)
    edited = splice(page.source, [set_cell(page.source, target, row, at.column, raw)])
    cells = expected[at.table][at.row + 1]
    cells += [""] * (at.column + 1 - len(cells))
    cells[at.column] = raw
    after = parse(edited, path)
    if outline(after) != outline(page) or _texts(after) != expected:
        raise page.source.error(
            row.line,
            f"“{text[:80]}” can't stand in this row: it would change the table.",
            "Give the row a leading and a closing pipe, or choose other words.",
        )
    return edited
