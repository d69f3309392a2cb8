"""Rows that fell out of their table: behind a blank line or a comment Markdown ends a table."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.documents.blocks import WHITESPACE, Fence, Heading, Row, Table
from bot.documents.markdown import Page, first_line
from bot.documents.tables import row_texts
from bot.readiness.place import Problem

_PREFIX: Final = re.compile(r"[\s>]*")
_PIPE: Final = re.compile(r"(?<!\\)\|")
_RULE: Final = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?|\|\s*:?-+:?\s*\|")
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|$)")
_FEW: Final = 2  # columns: with so few, a pipe may stand in a sentence


@dataclass(frozen=True, slots=True)
class StrayRow:
    """A row that no table holds any more, with its problem."""

    row: Row
    problem: Problem


def stray_rows(page: Page, table: Table) -> Iterator[StrayRow]:
    """Yield the rows of pipes behind a table, up to the next table or heading.

    Right behind it any line that begins with a pipe is one; behind other text, one as wide.
    """
    width, directly = len(row_texts(page.source, table.header)), True
    bare = not _text(page, table.last.line).startswith("|")
    code, end = _apart(page, table)
    for line in range(table.last.line + 1, end):
        text = _text(page, line)
        if line in code or not text:
            directly = directly and code.get(line, True)
            continue
        row = _row(page, line)
        if text.startswith("|"):
            stray = directly or len(row_texts(page.source, row)) >= width
        else:
            enough = len(_PIPE.findall(text)) >= width - 1 > 0
            stray = directly and enough and (bare or width > _FEW)
        if stray:
            yield StrayRow(row, _problem(page, line, text))
        directly = directly and stray


def _apart(page: Page, table: Table) -> tuple[dict[int, bool], int]:
    """Return the lines behind a table that are no text, and where to stop.

    Each with whether it is a comment, which nobody sees, rather than code.
    """
    apart: dict[int, bool] = {}
    for block in page.blocks[bisect_right(page.blocks, table.last.line, key=first_line) :]:
        if isinstance(block, Table | Heading):
            return apart, first_line(block)
        if isinstance(block, Fence):
            apart |= _no_text(page, block)
    return apart, len(page.source.starts)


def _no_text(page: Page, fence: Fence) -> dict[int, bool]:
    lines = range(fence.line, fence.end)
    texts = [page.source.line(line) for line in lines]
    opening = _PREFIX.sub("", texts[0], count=1)
    # A table with a head of its own is an example, not rows of the one above.
    if opening.startswith(("```", "~~~")) or any(
        _RULE.fullmatch(text.strip("> \t")) for text in texts
    ):
        return dict.fromkeys(lines, False)
    found: dict[int, bool] = {}
    inside = False
    for line, text in zip(lines, texts, strict=True):
        if inside:
            found[line] = True
        inside = (inside or "<!--" in text) and "-->" not in text
    return found


def _text(page: Page, line: int) -> str:
    text = _COMMENT.sub("", page.source.line(line))
    return _PREFIX.sub("", text, count=1).strip(WHITESPACE)


def _row(page: Page, line: int) -> Row:
    text = page.source.line(line)
    start = page.source.starts[line]
    indent = _PREFIX.match(text)
    return Row(line, start + (indent.end() if indent else 0), start + len(text))


def _problem(page: Page, line: int, text: str) -> Problem:
    shown = " ".join(text.split())[:60]
    wrong = f"The row “{shown}” is outside its table: a blank line or a comment ends a table."
    return Problem(page.source.place(line), wrong, "Take out what stands between it and the table.")
