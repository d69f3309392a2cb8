"""The phases as tiles in rows."""

from collections.abc import Sequence

from bot.pictures.drawing.colours import BORDER, INK, OF_STATUS, PAPER, QUIET, UNKNOWN
from bot.pictures.drawing.letters import clipped, wrapped
from bot.pictures.drawing.marks import mark
from bot.pictures.drawing.sheet import MARGIN, WIDTH, Box, Sheet
from bot.pictures.phases import PhasesPicture, Tile

_GAP, _PADDING, _CORNER = 18, 22, 14
_MARK = 46
_ID, _STATUS, _TITLE, _REST = 40, 27, 25, 26  # sizes of letters
_LINE = 32  # from one line of a title to the next
_BAND = 120  # of a tile: mark, id and status
_HEAD = 134  # of a tile, above its title
_WITH_TITLES, _WITH_SHORT_TITLES = 9, 12  # so many tiles at the most
_FOOT = 50  # of the picture, for what is counted


def png(picture: PhasesPicture) -> bytes:
    """Draw the phases."""
    columns = _columns(len(picture.tiles))
    rows = -(-len(picture.tiles) // columns)
    width = (WIDTH - 2 * MARGIN - (columns - 1) * _GAP) / columns
    titles = [_title(tile, width, _lines(len(picture.tiles))) for tile in picture.tiles]
    lines = max(map(len, titles))
    height = _HEAD + lines * _LINE + _PADDING if lines else _BAND
    foot = _FOOT if picture.rest else 0
    sheet = Sheet(2 * MARGIN + rows * height + (rows - 1) * _GAP + foot)
    for index, (tile, title) in enumerate(zip(picture.tiles, titles, strict=True)):
        left = MARGIN + (index % columns) * (width + _GAP)
        top = MARGIN + (index // columns) * (height + _GAP)
        _draw(sheet, tile, title, (left, top, left + width, top + height))
    if picture.rest:
        below = MARGIN + rows * (height + _GAP) + _REST
        sheet.write((MARGIN + _PADDING, below), picture.rest, _REST, QUIET)
    return sheet.png()


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
    mark(sheet, mark_at, tile.status, colours, tile.mark)
    beside = inner + _MARK + 16
    name = clipped(tile.id, _ID, right - _PADDING - beside)
    sheet.write((beside, top + 55), name, _ID, colours.ink, bold=True)
    status = clipped(tile.written, _STATUS, right - left - 2 * _PADDING)
    sheet.write((inner, top + 102), status, _STATUS, colours.ink)
    for number, line in enumerate(title):
        sheet.write((inner, top + _HEAD + 24 + number * _LINE), line, _TITLE, INK)
