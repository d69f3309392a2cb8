"""The colours: those of the tracker's diagram. Each pair of ground and ink is read at 4.5:1.

A picture has its own ground and a border, so that it stands on light and on dark pages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.readiness.status import Status

Colour = str

GROUND: Final[Colour] = "#f6f8fa"
BORDER: Final[Colour] = "#b6bfc9"
GRID: Final[Colour] = "#dde3e9"
INK: Final[Colour] = "#1f2328"
QUIET: Final[Colour] = "#4b5560"
PAPER: Final[Colour] = "#ffffff"

LANDED: Final[Colour] = "#0f6b43"
BETWEEN: Final[Colour] = "#bcd9ca"
NEW: Final[Colour] = "#7a4f00"
HATCH: Final[Colour] = "#f0cf8a"


@dataclass(frozen=True, slots=True)
class Pair:
    """A ground, and an ink to be read on it."""

    ground: Colour
    ink: Colour


OF_STATUS: Final[Mapping[Status, Pair]] = MappingProxyType(
    {
        Status.NOT_STARTED: Pair("#eceff1", "#455a64"),
        Status.IN_PROGRESS: Pair("#fff3cd", "#5c4700"),
        Status.READY: Pair("#dbe9ff", "#0b3d91"),
        Status.COMPLETED: Pair("#d1e7dd", "#0a4a2f"),
        Status.SIGNED_OFF: Pair("#b7dcc6", "#0a3622"),
    }
)
UNKNOWN: Final = Pair("#f8d7da", "#7a1620")
