"""The state of the phases: a tile each, with its mark, its id, its status in words, its title."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.pictures.spelling import spelled
from bot.readiness.phase import Phase
from bot.readiness.status import Status

MOST_TILES: Final = 24


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
