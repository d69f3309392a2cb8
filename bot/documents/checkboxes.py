"""Lists of checkboxes: every line of such a list is an item with its mark, or a problem."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bot.documents.blocks import Block, ListItem, Paragraph
from bot.documents.cells import line_end, plain_text
from bot.documents.fields import text_lines
from bot.documents.markdown import Page
from bot.readiness.place import Problem

# One mark, whatever it is, with or without blanks around it. A link or a word is none.
_MARK: Final = r"\[(?P<mark>\s{0,3}(?:[^\W\d]|[^\w\s\[\]]{1,2})?\s{0,3})\](?![(\[:])"
_BOX: Final = re.compile(rf"[\s>]*(?:(?:[-*+]|\d{{1,9}}[.)])\s+)+{_MARK}(?P<gap>\s*)(?P<text>.*)")
# A line that was meant as such an item, and is none: `-[ ] x`, or a no-break space behind the dash.
_MEANT: Final = re.compile(rf"(?:[-*+•\u2013]|\d{{1,9}}[.)])?\s*{_MARK}\s*\S")
_BEFORE: Final = "> \t\v\f\u00a0"  # what may stand before it


@dataclass(frozen=True, slots=True)
class Checkbox:
    """An item of a list with its mark, and where that and the text stand in its first line."""

    block: Paragraph
    item: ListItem
    mark: str
    mark_at: int
    text_at: int
    spaced: bool

    @property
    def ticked(self) -> bool:
        """Whether it is ticked, as Git hosts draw it: any other mark is open."""
        return self.mark in ("x", "X") and self.spaced

    @property
    def unknown(self) -> str:
        """The mark in its brackets, where it is neither a tick nor blank."""
        return "" if self.ticked or not self.mark.strip() else f"[{self.mark}]"


def read_checkboxes(
    page: Page, blocks: Iterable[Block]
) -> tuple[tuple[Checkbox, ...], tuple[Problem, ...]]:
    """Return the checkboxes among these blocks, and the lines of their lists that are none."""
    texts = [block for block in blocks if isinstance(block, Paragraph)]
    boxes = tuple(box for block in texts if (box := _box(page, block)) is not None)
    boxed, lists = {box.block.line for box in boxes}, {box.item.list for box in boxes}
    problems: list[Problem] = []
    for block in texts:
        if block.item is not None and block.item.list in lists and block.line not in boxed:
            problems.append(_no_box(page, block))
        begins = block.line + (block.item is not None)
        problems += [
            _not_an_item(page, line)
            for line in range(begins, block.end)
            if _MEANT.match(page.source.line(line).lstrip(_BEFORE))
        ]
    return boxes, tuple(problems)


def checkbox_text(page: Page, box: Checkbox) -> str:
    """Return the words of an item, in one line."""
    first = page.source.line(box.block.line)
    rest = text_lines(page, box.block)[1:]
    return plain_text(" ".join((first[box.text_at : line_end(first)], *rest)))


def _box(page: Page, block: Paragraph) -> Checkbox | None:
    found = _BOX.fullmatch(page.source.line(block.line)) if block.item else None
    if found is None or block.item is None:
        return None
    spaced = bool(found["gap"]) or not found["text"]
    return Checkbox(
        block, block.item, found["mark"], found.start("mark"), found.start("text"), spaced
    )


def _no_box(page: Page, block: Paragraph) -> Problem:
    text = plain_text(page.source.line(block.line))
    wrong = f"“{text[:80]}” stands among checkboxes and has none."
    return Problem(page.source.place(block.line), wrong, "Begin it with “- [ ] ” or “- [x] ”.")


def _not_an_item(page: Page, line: int) -> Problem:
    text = plain_text(page.source.line(line))
    wrong = f"“{text[:80]}” looks like a checkbox and is no item of a list."
    return Problem(page.source.place(line), wrong, "Begin the line with “- [ ] ” or “- [x] ”.")
