"""Letters as wide as they are drawn: text that fits a width in pixels."""

from bisect import bisect_right
from functools import cache
from typing import Final

from PIL import ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

ELLIPSIS: Final = "…"


@cache
def font(size: int) -> Font:
    """Return the font that Pillow brings, in a size in pixels."""
    return ImageFont.load_default(size)


def clipped(text: str, size: int, width: float) -> str:
    """Return the text within a width in pixels, with an ellipsis where it was cut."""
    if font(size).getlength(text) <= width:
        return text
    fits = bisect_right(
        range(1, len(text)), width, key=lambda end: font(size).getlength(text[:end] + ELLIPSIS)
    )
    return text[:fits].rstrip() + ELLIPSIS


def wrapped(text: str, size: int, width: float, most: int) -> list[str]:
    """Return the text as at most `most` lines within a width; the last one is clipped."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most - 1:
        taken = 1
        while taken < len(words) and font(size).getlength(" ".join(words[: taken + 1])) <= width:
            taken += 1
        lines.append(clipped(" ".join(words[:taken]), size, width))
        words = words[taken:]
    return [*lines, clipped(" ".join(words), size, width)] if words else lines
