"""Landed commits as a timeline: a row for each section, its days from left to right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Final

from bot.pictures.colours import BETWEEN, GRID, HATCH, INK, LANDED, NEW, PAPER, QUIET
from bot.pictures.letters import clipped, font, spelled
from bot.pictures.sheet import MARGIN, WIDTH, Box, Pen, Sheet
from bot.readiness.days import iso_day
from bot.readiness.progress import ChartRow, LandedEntry, chart

MOST_COLUMNS: Final = 72  # a longer time has several days in a column
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


@dataclass(frozen=True, slots=True)
class TimelineWords:
    """What is written beside the marks, and above the columns where they are no days."""

    landed: str
    new: str
    between: str
    in_order: str
    no_section: str


@dataclass(frozen=True, slots=True)
class Row:
    """A section: its name as drawn, and (column, stands in the ledger, how many) of its marks."""

    name: str
    count: int
    marks: tuple[tuple[int, bool, int], ...]


@dataclass(frozen=True, slots=True)
class TimelinePicture:
    """What is drawn: equal ones are drawn as the same bytes. Days are ISO, "" for none."""

    rows: tuple[Row, ...]
    columns: int
    first: str
    last: str
    words: TimelineWords

    def png(self) -> bytes:
        """Draw it."""
        sheet = Sheet(MARGIN + _HEAD + len(self.rows) * _ROW + _FOOT + MARGIN)
        self._axis(sheet)
        for index, row in enumerate(self.rows):
            self._row(sheet, row, MARGIN + _HEAD + (index + 0.5) * _ROW)
        self._legend(sheet, MARGIN + _HEAD + len(self.rows) * _ROW + _FOOT - 12)
        return sheet.png()

    @property
    def _pitch(self) -> float:
        """Pixels from one column to the next."""
        counts = max(font(_NAME).getlength(f"{row.count:,}") for row in self.rows)
        return (WIDTH - 2 * MARGIN - _NAMES - _BESIDE - counts) / self.columns

    @property
    def _side(self) -> float:
        return max(_LEAST_MARK, min(_MARK, self._pitch - 3))

    def _x(self, column: float) -> float:
        return MARGIN + _NAMES + (column + 0.5) * self._pitch

    def _axis(self, sheet: Sheet) -> None:
        top, bottom = MARGIN + _HEAD - 8, MARGIN + _HEAD + len(self.rows) * _ROW
        if not self.first:
            sheet.write((MARGIN + _NAMES, MARGIN + 30), self.words.in_order, _DAY, QUIET)
            return
        first = date.fromisoformat(self.first)
        days = (date.fromisoformat(self.last) - first).days
        for offset, label in ticks(first, days):
            x = self._x(offset * (self.columns - 1) / max(days, 1))
            sheet.rule((x, top), (x, bottom), GRID)
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
        middle, left = line - 8, float(MARGIN)
        sheet.rule((MARGIN, line - 46), (WIDTH - MARGIN, line - 46), GRID)
        kinds = [(self.words.landed, True), (self.words.new, False)]
        for said, recorded in kinds:
            _mark(sheet, (left, middle - 14, left + 28, middle + 14), recorded=recorded, many=1)
            left = sheet.write((left + 40, middle), said, _DAY, QUIET, anchor="lm") + 36
        sheet.slab((left, middle - 6, left + 56, middle + 6), BETWEEN, corner=6)
        sheet.write((left + 68, middle), self.words.between, _DAY, QUIET, anchor="lm")


def timeline_picture(
    entries: Sequence[LandedEntry], words: TimelineWords
) -> TimelinePicture | None:
    """Return the picture of at least one landing; None where a section's name can't be written."""
    days = [day.toordinal() for entry in entries if (day := iso_day(entry.date)) is not None]
    dated = bool(entries) and len(days) == len(entries)
    span = max(days) - min(days) + 1 if dated else len(entries)
    drawn = chart(entries, min(max(span, 1), MOST_COLUMNS))
    rows = [_of_section(row, words) for row in drawn.rows]
    found = tuple(row for row in rows if row is not None)
    if not found or len(found) < len(rows):
        return None
    return TimelinePicture(found, drawn.columns, drawn.first, drawn.last, words)


def _of_section(row: ChartRow, words: TimelineWords) -> Row | None:
    name = spelled(row.name or words.no_section)
    if name is None:
        return None
    marks = ((at, recorded, row.landed[at]) for at, recorded in sorted(row.cells.items()))
    return Row(name, row.count, tuple(marks))


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
