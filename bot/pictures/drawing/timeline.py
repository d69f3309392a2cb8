"""The timeline: names, days, marks and what they mean."""

from datetime import date, timedelta
from functools import partial
from typing import Final

from bot.pictures.drawing.colours import BETWEEN, GRID, HATCH, INK, LANDED, NEW, PAPER, QUIET
from bot.pictures.drawing.letters import clipped, font
from bot.pictures.drawing.sheet import MARGIN, WIDTH, Box, Pen, Sheet
from bot.pictures.timeline import Row, TimelinePicture

_NAMES, _BESIDE = 350, 54  # pixels for the names at the left, and between marks and counts
_HEAD, _ROW, _FOOT = 62, 68, 66
_NAME, _DAY, _IN_MARK = 31, 27, 23  # sizes of letters
_MARK, _LEAST_MARK, _NUMBERED = 36, 10, 26  # sides of marks: most, least, and with a number
_BAR = 12
_STEPS: Final = (1, 2, 3, 5, 7, 14, 28, 56, 91, 182, 364)  # days from one tick to the next
_MOST_TICKS: Final = 5
_MONTHS_ENOUGH: Final = 182  # days from one tick to the next
_WHITE: Final = 255
_STRIPE, _STRIPES_APART, _EDGE, _CORNER = 2.5, 9, 3, 6


def png(picture: TimelinePicture) -> bytes:
    """Draw a timeline."""
    return _Drawn(picture).png()


class _Drawn:
    """A timeline on its way onto a sheet. Lengths are in pixels."""

    def __init__(self, picture: TimelinePicture) -> None:
        self._picture = picture
        self._rows = picture.rows
        counts = max(font(_NAME).getlength(f"{row.count:,}") for row in picture.rows)
        room = WIDTH - 2 * MARGIN - _NAMES - _BESIDE - counts
        self._pitch = room / picture.columns  # from one column to the next
        self._side = max(_LEAST_MARK, min(_MARK, self._pitch - 3))
        self._bottom = MARGIN + _HEAD + len(picture.rows) * _ROW

    def png(self) -> bytes:
        sheet = Sheet(self._bottom + _FOOT + MARGIN)
        self._axis(sheet)
        for index, row in enumerate(self._rows):
            self._row(sheet, row, MARGIN + _HEAD + (index + 0.5) * _ROW)
        self._legend(sheet, self._bottom + _FOOT - 12)
        return sheet.png()

    def _x(self, column: float) -> float:
        return MARGIN + _NAMES + (column + 0.5) * self._pitch

    def _axis(self, sheet: Sheet) -> None:
        picture, top = self._picture, MARGIN + _HEAD - 8
        if not picture.first:
            sheet.write((MARGIN + _NAMES, MARGIN + 30), picture.words.in_order, _DAY, QUIET)
            return
        first = date.fromisoformat(picture.first)
        days = (date.fromisoformat(picture.last) - first).days
        for offset, label in ticks(first, days):
            x = self._x(offset * (picture.columns - 1) / max(days, 1))
            sheet.rule((x, top), (x, self._bottom), GRID)
            sheet.write((x, MARGIN + 30), label, _DAY, QUIET, anchor="ms")

    def _row(self, sheet: Sheet, row: Row, middle: float) -> None:
        name = clipped(row.name, _NAME, _NAMES - 24)
        sheet.write((MARGIN, middle), name, _NAME, INK, anchor="lm")
        ends = [self._x(column) for column, *_ in row.marks]
        if len(ends) > 1:
            bar = (min(ends), middle - _BAR / 2, max(ends), middle + _BAR / 2)
            sheet.slab(bar, BETWEEN, corner=_BAR / 2)
        for column, recorded, many in row.marks:
            half = self._side / 2
            at = self._x(column)
            box = (at - half, middle - _MARK / 2, at + half, middle + _MARK / 2)
            _mark(sheet, box, recorded=recorded, many=many)
        sheet.write((WIDTH - MARGIN, middle), f"{row.count:,}", _NAME, INK, bold=True, anchor="rm")

    def _legend(self, sheet: Sheet, line: float) -> None:
        words, middle, left = self._picture.words, line - 8, float(MARGIN)
        sheet.rule((MARGIN, line - 46), (WIDTH - MARGIN, line - 46), GRID)
        kinds = [(words.landed, True), (words.new, False)]
        for said, recorded in kinds:
            _mark(sheet, (left, middle - 14, left + 28, middle + 14), recorded=recorded, many=1)
            left = sheet.write((left + 40, middle), said, _DAY, QUIET, anchor="lm") + 36
        sheet.slab((left, middle - 6, left + 56, middle + 6), BETWEEN, corner=6)
        sheet.write((left + 68, middle), words.between, _DAY, QUIET, anchor="lm")


def ticks(first: date, days: int) -> list[tuple[int, str]]:
    """Return the days that are named on an axis: how far from the first, and as what.

    The year is said with the first one, or where the next begins another; over years, months are
    enough.
    """
    step = next((s for s in _STEPS if days // s < _MOST_TICKS), days // (_MOST_TICKS - 1) or 1)
    offsets = range(0, days + 1, step)
    at = [first + timedelta(days=offset) for offset in offsets]
    words = [f"{day.day} {day:%b}" if step < _MONTHS_ENOUGH else f"{day:%b}" for day in at]
    years = {day.year: index for index, day in reversed(list(enumerate(at)))}
    for year, index in years.items():
        if index or years.get(year + 1) != 1 or step >= _MONTHS_ENOUGH:
            words[index] += f" {year}"
    return list(zip(offsets, words, strict=True))


def _mark(sheet: Sheet, box: Box, *, recorded: bool, many: int) -> None:
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    numbered = many > 1 and width >= _NUMBERED
    if recorded:
        sheet.shape(box, LANDED, partial(_slab, width=width, height=height, hollow=False))
    else:
        sheet.shape(box, PAPER, partial(_slab, width=width, height=height, hollow=False))
        if not numbered:
            sheet.shape(box, HATCH, partial(_hatched, width=width, height=height))
        sheet.shape(box, NEW, partial(_slab, width=width, height=height, hollow=True))
    if numbered:
        ink = PAPER if recorded else NEW
        middle = ((left + right) / 2, (top + bottom) / 2)
        sheet.write(middle, f"{many}", _IN_MARK, ink, bold=True, anchor="mm")


def _hatched(pen: Pen, finer: int, *, width: float, height: float) -> None:
    reach = round((width + height) * finer)
    for at in range(0, reach, _STRIPES_APART * finer):
        pen.line((at, 0, at - height * finer, height * finer), _WHITE, round(_STRIPE * finer))


def _slab(pen: Pen, finer: int, *, width: float, height: float, hollow: bool) -> None:
    box = (0, 0, width * finer - 1, height * finer - 1)
    fill = None if hollow else _WHITE
    pen.rounded_rectangle(box, _CORNER * finer, fill, outline=_WHITE, width=_EDGE * finer)
