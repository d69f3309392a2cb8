"""From a note to a message that Slack shows whole: lists are cut with a count, never refused."""

from collections.abc import Sequence
from typing import Final

from bot.slack.blocks import bullets, line, paragraph, rich_text
from bot.slack.message import Block, Message
from bot.slack.prose import Line, Link, Note, Part, cut, escaped, plain, weight

BUDGET: Final = 9000  # of Slack's 12,000 for a message: buttons and footers have room beside it
NOTICE_LIMIT: Final = 600
MOST_ITEMS: Final = 60
MOST_PARTS: Final = 16
_RESERVE: Final = 140  # a heading and a count, for each part that comes after


def notification(spans: Line) -> str:
    """Return a line as the top-level text of a message."""
    return escaped(cut(plain(spans), NOTICE_LIMIT))


def message(note: Note, more: Sequence[Block] = (), budget: int = BUDGET) -> Message:
    """Return a note as a message, with blocks that stand under it."""
    return Message(notification(note.said), (*note_blocks(note, budget), *more))


def note_blocks(note: Note, budget: int = BUDGET) -> list[Block]:
    """Return a note's blocks within `budget` units of weight; what does not fit is counted."""
    blocks = [paragraph(note.said)]
    parts = note.parts[:MOST_PARTS]
    left = budget - sum(cost(spans) for spans in (note.said, *note.then)) - _RESERVE * len(parts)
    for part in parts:
        block, spent = part_block(part, left)
        blocks.append(block)
        left -= spent
    if hidden := len(note.parts) - len(parts):
        blocks.append(paragraph((f"… and {hidden} more.",)))
    return blocks + [paragraph(spans) for spans in note.then]


def part_block(part: Part, budget: int, most: int = MOST_ITEMS) -> tuple[Block, int]:
    """Return a list as a block, and what its items weigh."""
    kept, spent = _fitting(part.items[:most], budget)
    elements = [line(part.heading)] if part.heading else []
    if kept:
        elements.append(bullets(kept))
    elif part.empty and not part.items:
        elements.append(line(part.empty))
    if hidden := len(part.items) - len(kept):
        elements.append(line((f"… and {hidden} more.",)))
    return rich_text(elements or [line(("—",))]), spent


def _fitting(items: Sequence[Line], budget: int) -> tuple[list[Line], int]:
    kept: list[Line] = []
    spent = 0
    for item in items:
        spent += cost(item)
        if spent > budget:
            return kept, spent - cost(item)
        kept.append(item)
    return kept, spent


def cost(spans: Line) -> int:
    """Return what a line weighs, addresses of links included."""
    return weight(plain(spans)) + sum(weight(s.url or "") for s in spans if isinstance(s, Link))
