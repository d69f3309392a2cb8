"""Where in the source a fact of the tracker stands, so that an edit can find it again."""

from dataclasses import dataclass
from typing import TypeAlias

from bot.documents.blocks import Heading, Row, Table
from bot.readiness.evidence import Evidence
from bot.readiness.phase import Phase


@dataclass(frozen=True, slots=True)
class CellSpot:
    """A cell of a table."""

    table: Table
    row: Row
    column: int


@dataclass(frozen=True, slots=True)
class TextSpot:
    """Characters `start` to before `end` of the source."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class RowSpot:
    """A whole row of a table."""

    table: Table
    row: Row


@dataclass(frozen=True, slots=True)
class PartSpot:
    """One item of a cell or of a line: `holder` is all of it, `start` and `end` count in there."""

    holder: CellSpot | TextSpot
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ItemSpot:
    """An item of a list: its lines, `end` not included (from 0)."""

    line: int
    end: int


EvidenceSpot: TypeAlias = RowSpot | PartSpot | ItemSpot


@dataclass(frozen=True, slots=True)
class PhaseEntry:
    """A phase and where it stands. `status_raw` is the Markdown of its status.

    `evidence` is a cell, or the end of an `Evidence:` line, that can take more items.
    """

    phase: Phase
    status: CellSpot | TextSpot
    status_raw: str
    evidence: CellSpot | TextSpot | None = None
    heading: Heading | None = None


@dataclass(frozen=True, slots=True)
class EvidenceEntry:
    """An evidence item of a phase (by the id that is written there), and where it stands."""

    phase: str
    evidence: Evidence
    spot: EvidenceSpot
