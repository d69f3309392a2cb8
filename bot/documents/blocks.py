"""Markdown's blocks with their lines, by markdown-it's own block rules.

Only the rule for tables is ours: it asks markdown-it whether a table starts here, and then notes
where each row's text is instead of building tokens for every cell, which takes a third of the time.
"""

import re
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.token import Token

from bot.documents.source import Source

_PARTING: Final = re.compile(r"%(?:23|25|3[CEF])", re.IGNORECASE)
_LOOK_ONLY: Final = True  # markdown-it's `silent`
# What CommonMark calls whitespace; NBSP and its like are text.
WHITESPACE: Final = " \t\n\v\f\r"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its line (from 0) and where its text starts and ends in the source."""

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `delimiter` is the `|---|` row, `rows` are those under it."""

    header: Row
    delimiter: Row
    rows: tuple[Row, ...]

    @property
    def last(self) -> Row:
        """The row after which a new one goes."""
        return self.rows[-1] if self.rows else self.delimiter


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: level 1-6, its Markdown, its first line and the line after it (from 0)."""

    level: int
    raw: str
    line: int
    end: int


@dataclass(frozen=True, slots=True)
class ListItem:
    """An item of a list: how many lists it is in, and the line after all that belongs to it.

    `list`: the number of its own list in the document.
    """

    depth: int
    end: int
    list: int = 0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of running text. `item` is of the list item that it opens, if it opens one."""

    line: int
    end: int
    item: ListItem | None = None


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced, indented or HTML block: its lines are not Markdown. `info` is a fence's word."""

    line: int
    end: int
    info: str


Block: TypeAlias = Table | Heading | Paragraph | Fence


def _rows_of_table(state: StateBlock, start: int, end: int) -> list[tuple[int, int, int]]:
    """Return (line, start, end) of each row under the delimiter; markdown-it's ending rules."""
    terminators = state.md.block.ruler.getRules("blockquote")
    rows: list[tuple[int, int, int]] = []
    for line in range(start, end):
        first, last = state.bMarks[line] + state.tShift[line], state.eMarks[line]
        if state.sCount[line] < state.blkIndent or state.is_code_block(line):
            break
        # No block starts with a pipe, so most rows need not ask every rule.
        if not state.src.startswith("|", first) and (
            any(rule(state, line, end, _LOOK_ONLY) for rule in terminators)
            or not state.src[first:last].strip(WHITESPACE)
        ):
            break
        rows.append((line, first, last))
    return rows


def _note_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    if not table(state, start, end, _LOOK_ONLY):
        return False
    if silent:
        return True
    parent, state.parentType = state.parentType, "table"
    rows = [
        (line, state.bMarks[line] + state.tShift[line], state.eMarks[line])
        for line in (start, start + 1)
    ]
    rows += _rows_of_table(state, start + 2, end)
    state.parentType = parent
    token = state.push("noted_table", "table", 0)
    token.map = [start, rows[-1][0] + 1]
    token.meta = {"rows": rows}
    state.line = rows[-1][0] + 1
    return True


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    parser.block.ruler.at("table", _note_table, {"alt": ["paragraph", "reference"]})
    return parser


_PARSER: Final = _parser()


def _shifts(source: Source) -> list[int]:
    """Return for each line how far markdown-it's text (with LF alone) lags behind the source."""
    shifts, behind = [], 0
    for start, end in zip(source.starts[1:], source.ends, strict=False):
        shifts.append(behind)
        behind += start - end - 1
    return [*shifts, behind]


def _table(token: Token, shifts: list[int]) -> Table:
    rows = [
        Row(line, start + shifts[line], end + shifts[line])
        for line, start, end in token.meta["rows"]
    ]
    return Table(rows[0], rows[1], tuple(rows[2:]))


def _item(tokens: list[Token], at: int, lists: list[int]) -> ListItem | None:
    before = tokens[at - 1] if at else None
    if before is None or before.type != "list_item_open" or before.map is None:
        return None
    return ListItem(before.level, before.map[1], lists[-1])


def _block(tokens: list[Token], at: int, shifts: list[int], lists: list[int]) -> Block | None:
    token = tokens[at]
    line, end = token.map or (0, 0)
    match token.type:
        case "noted_table":
            return _table(token, shifts)
        case "heading_open":
            return Heading(int(token.tag[1:]), tokens[at + 1].content, line, end)
        case "paragraph_open":
            return Paragraph(line, end, _item(tokens, at, lists))
        case "fence" | "code_block" | "html_block":
            return Fence(line, end, token.info.strip())
        case _:
            return None


def parse_blocks(source: Source) -> tuple[list[Block], dict[str, str]]:
    """Return the blocks of a document in order, those in lists and quotes among them.

    And its link definitions: label, as `link_label` makes it, → where it leads.
    """
    env: dict[str, Any] = {}
    tokens = _PARSER.parse(source.text, env)
    shifts = _shifts(source)
    found: list[Block] = []
    lists: list[int] = []  # the numbers of those that are open, the innermost last
    for at, token in enumerate(tokens):
        if token.type.endswith("_list_open"):
            lists.append(at)
        elif token.type.endswith("_list_close"):
            lists.pop()
        elif (block := _block(tokens, at, shifts, lists)) is not None:
            found.append(block)
    return found, {label: _target(one["href"]) for label, one in env.get("references", {}).items()}


def _target(href: str) -> str:
    """Return a target as people write it; one with an encoded sign that parts a link stays so."""
    return href if _PARTING.search(href) else unquote(href)
