"""The marks of the statuses, as in words: a circle that fills up. The last one has a tick."""

from functools import partial
from typing import Final

from bot.pictures.drawing.colours import Pair
from bot.pictures.drawing.sheet import Box, Pen, Sheet
from bot.readiness.status import Status

_QUARTERS: Final = {
    Status.NOT_STARTED: 0,
    Status.IN_PROGRESS: 1,
    Status.READY: 2,
    Status.COMPLETED: 3,
    Status.SIGNED_OFF: 4,
}
_WHITE: Final = 255
_LINE: Final = 5  # pixels


def mark(sheet: Sheet, box: Box, status: Status | None, colours: Pair, letter: str = "?") -> None:
    """Draw a status into a square; None, one that can't be relied on, is a letter."""
    left, top, right, bottom = box
    side = right - left
    sheet.shape(box, colours.ink, partial(_ring, side=side))
    if status is None:
        middle = ((left + right) / 2, (top + bottom) / 2)
        sheet.write(middle, letter, round(side * 0.7), colours.ink, bold=True, anchor="mm")
    elif _QUARTERS[status]:
        sheet.shape(box, colours.ink, partial(_filled, side=side, quarters=_QUARTERS[status]))
    if status is Status.SIGNED_OFF:
        sheet.shape(box, colours.ground, partial(_tick, side=side))


def _ring(pen: Pen, finer: int, *, side: float) -> None:
    end = side * finer - 1
    pen.ellipse((0, 0, end, end), outline=_WHITE, width=_LINE * finer)


def _filled(pen: Pen, finer: int, *, side: float, quarters: int) -> None:
    end = side * finer - 1
    pen.pieslice((0, 0, end, end), -90, -90 + 90 * quarters, fill=_WHITE)


def _tick(pen: Pen, finer: int, *, side: float) -> None:
    unit = side * finer
    points = [(0.27 * unit, 0.53 * unit), (0.43 * unit, 0.68 * unit), (0.73 * unit, 0.34 * unit)]
    pen.line(points, fill=_WHITE, width=round(0.1 * unit), joint="curve")
