"""The state of the phases: a tile each, with its mark, its id, its status in words, its title."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.pictures.colours import BORDER, INK, OF_STATUS, PAPER, QUIET, UNKNOWN
from bot.pictures.letters import clipped, spelled, wrapped
from bot.pictures.marks import mark
from bot.pictures.sheet import MARGIN, WIDTH, Box, Sheet
from bot.readiness.phase import Phase
from bot.readiness.status import Status

MOST_TILES: Final = 24
_GAP, _PADDING, _CORNER = 18, 22, 14
_MARK = 46
_ID, _STATUS, _TITLE, _REST = 40, 27, 25, 26  # sizes of letters
_LINE = 32  # from one line of a title to the next
_BAND = 120  # of a tile: mark, id and status
_HEAD = 134  # of a tile, above its title
_WITH_TITLES, _WITH_SHORT_TITLES = 9, 12  # so many tiles at the most
_FOOT = 50  # of the picture, for what is counted


@dataclass(frozen=True, slots=True)
class Tile:
    """A phase as it is drawn; status None: outside the vocabulary, as it is `written`."""

    id: str
    title: str
    status: Status | None
    written: str


@dataclass(frozen=True, slots=True)
class PhasesPicture:
    """What is drawn: equal ones are drawn as the same bytes. `rest` says what was left out."""

    tiles: tuple[Tile, ...]
    rest: str = ""

    def png(self) -> bytes:
        """Draw it."""
        columns = _columns(len(self.tiles))
        rows = -(-len(self.tiles) // columns)
        width = (WIDTH - 2 * MARGIN - (columns - 1) * _GAP) / columns
        titles = [_title(tile, width, _lines(len(self.tiles))) for tile in self.tiles]
        lines = max(map(len, titles))
        height = _HEAD + lines * _LINE + _PADDING if lines else _BAND
        foot = _FOOT if self.rest else 0
        sheet = Sheet(2 * MARGIN + rows * height + (rows - 1) * _GAP + foot)
        for index, (tile, title) in enumerate(zip(self.tiles, titles, strict=True)):
            left = MARGIN + (index % columns) * (width + _GAP)
            top = MARGIN + (index // columns) * (height + _GAP)
            _draw(sheet, tile, title, (left, top, left + width, top + height))
        if self.rest:
            below = MARGIN + rows * (height + _GAP) + _REST
            sheet.write((MARGIN + _PADDING, below), self.rest, _REST, QUIET)
        return sheet.png()


def phases_picture(
    phases: Sequence[Phase], rest: Callable[[int], str] = str
) -> PhasesPicture | None:
    """Return the picture of at least one phase; None where the font can't write the id of one.

    `rest` says how many are not drawn, where there are more than `MOST_TILES`. A title that can't
    be written is left out: the id says which phase it is.
    """
    tiles = []
    for phase in phases[:MOST_TILES]:
        if (name := spelled(phase.id)) is None:
            return None
        tiles.append(_tile(phase, name))
    left = len(phases) - len(tiles)
    return PhasesPicture(tuple(tiles), rest(left) if left else "") if tiles else None


def _tile(phase: Phase, name: str) -> Tile:
    title = spelled(phase.title) or ""
    if isinstance(phase.status, Status):
        return Tile(name, title, phase.status, phase.status.value)
    return Tile(name, title, None, spelled(phase.status.text) or "unknown")


def _columns(count: int) -> int:
    return 2 if count in {2, 4} else min(count, 3)


def _lines(count: int) -> int:
    """Return how many lines a title may have: many phases are looked over, not read."""
    return 2 if count <= _WITH_TITLES else 1 if count <= _WITH_SHORT_TITLES else 0


def _title(tile: Tile, width: float, lines: int) -> list[str]:
    return wrapped(tile.title, _TITLE, width - 2 * _PADDING, lines) if lines else []


def _draw(sheet: Sheet, tile: Tile, title: Sequence[str], box: Box) -> None:
    left, top, right, bottom = box
    colours = OF_STATUS[tile.status] if tile.status else UNKNOWN
    sheet.slab(box, PAPER, edge=BORDER, corner=_CORNER)
    below = top + _BAND if bottom - top > _HEAD else bottom - 2
    sheet.slab((left + 2, top + 2, right - 2, below), colours.ground, corner=_CORNER - 2)
    inner = left + _PADDING
    mark_at = (inner, top + 18, inner + _MARK, top + 18 + _MARK)
    mark(sheet, mark_at, tile.status, colours)
    beside = inner + _MARK + 16
    name = clipped(tile.id, _ID, right - _PADDING - beside)
    sheet.write((beside, top + 55), name, _ID, colours.ink, bold=True)
    status = clipped(tile.written, _STATUS, right - left - 2 * _PADDING)
    sheet.write((inner, top + 102), status, _STATUS, colours.ink)
    for number, line in enumerate(title):
        sheet.write((inner, top + _HEAD + 24 + number * _LINE), line, _TITLE, INK)
