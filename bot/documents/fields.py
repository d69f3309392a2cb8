"""Fields in running text: `Status: In Progress · Owner: ana`, bold or in a list item."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.documents.blocks import Paragraph
from bot.documents.cells import line_end, plain_text
from bot.documents.markdown import Page
from bot.readiness.phase_ids import word_key

_FIELD: Final = re.compile(
    r"[*_`]*(?P<label>[^\W\d_][\w /-]{0,30}?)\s*[*_`]*\s*:[*_`]*(?:\s+|$)(?P<value>.*?)\s*"
)
_SEPARATOR: Final = re.compile(r"(?<!\s)\s+[·|•]\s+")
MARKER: Final = re.compile(r"[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)*(?:\[[ xX]\]\s+)?")


def text_lines(page: Page, block: Paragraph) -> list[str]:
    """Return the lines of a paragraph without their markers, and without what breaks a line."""
    lines = (page.source.line(number) for number in range(block.line, block.end))
    return [line[m.end() if (m := MARKER.match(line)) else 0 : line_end(line)] for line in lines]


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled value: its label in lower case, its Markdown, and where that stands."""

    label: str
    raw: str
    start: int
    end: int
    line: int


def fields_of(page: Page, block: Paragraph) -> Iterator[Field]:
    """Yield the fields on the lines of a paragraph."""
    for line in range(block.line, block.end):
        text = page.source.line(line)
        if ":" not in text:
            continue
        offset = page.source.starts[line]
        at = MARKER.match(text)
        start = at.end() if at else 0
        for separator in [*_SEPARATOR.finditer(text, start), None]:
            end = separator.start() if separator else max(start, line_end(text))
            if found := _FIELD.fullmatch(text, start, end):
                value = found.span("value")
                label = word_key(plain_text(found["label"]))
                yield Field(label, found["value"], offset + value[0], offset + value[1], line)
            start = separator.end() if separator else end
