"""The state of the phases: a tile each, with its mark, its id, its status in words, its title."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.pictures.spelling import spelled
from bot.readiness.phase import Phase
from bot.readiness.status import Status

MOST_TILES: Final = 24


@dataclass(frozen=True, slots=True)
class Tile:
    """A phase as it is drawn; status None: not to be relied on, as it is `written`.

    `mark` is then drawn in place of the status's own.
    """

    id: str
    title: str
    status: Status | None
    written: str
    mark: str = "?"


@dataclass(frozen=True, slots=True)
class StatusShown:
    """How a status is written; `mark`, where there is one, says that it can't be relied on."""

    written: str
    mark: str = ""


_AS_THEY_ARE: Final[Mapping[str, StatusShown]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class PhasesPicture:
    """What is drawn: equal ones are drawn as the same bytes. `rest` says what was left out."""

    tiles: tuple[Tile, ...]
    rest: str = ""


def phases_picture(
    phases: Sequence[Phase],
    rest: Callable[[int], str] = str,
    shown: Mapping[str, StatusShown] = _AS_THEY_ARE,
) -> PhasesPicture | None:
    """Return the picture of at least one phase; None where the font can't write the id of one.

    `rest` says how many are not drawn, where there are more than `MOST_TILES`. `shown`: statuses
    that are written otherwise than by their name, by the phase's id. A title that can't be written
    is left out: the id says which phase it is.
    """
    tiles = []
    for phase in phases[:MOST_TILES]:
        if (name := spelled(phase.id)) is None:
            return None
        tiles.append(_tile(phase, name, shown.get(phase.id)))
    left = len(phases) - len(tiles)
    return PhasesPicture(tuple(tiles), rest(left) if left else "") if tiles else None


def _tile(phase: Phase, name: str, shown: StatusShown | None) -> Tile:
    title = spelled(phase.title) or ""
    if shown is not None and shown.mark:
        return Tile(name, title, None, shown.written, shown.mark)
    if isinstance(phase.status, Status):
        if shown is not None:
            return Tile(name, title, phase.status, shown.written)
        return Tile(name, title, phase.status, phase.status.value)
    return Tile(name, title, None, spelled(phase.status.text) or "unknown")
