"""Read a tracker: every table and line that gatebot knows, and nothing skipped."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.documents.blocks import Table
from bot.documents.cells import plain_text
from bot.documents.diagram import read_classes
from bot.documents.markdown import Page, parse
from bot.documents.shapes import COLUMNS_NEEDED, Shape, Shaped, missing_columns, shape_of
from bot.documents.shown import refuse_hidden_tables, shown_otherwise
from bot.documents.spots import EvidenceEntry, PhaseEntry
from bot.documents.tracker_evidence import PhaseProblem, read_evidence
from bot.documents.tracker_model import DiagramNode, Tracker
from bot.documents.tracker_ops import OpsEntry, ops_headings, read_ops
from bot.documents.tracker_phases import read_phases
from bot.documents.tracker_records import (
    SnapshotDate,
    read_completed,
    read_signoffs,
    read_snapshots,
    read_waivers,
)
from bot.documents.tracker_rows import lost_rows, refuse_lost_phases
from bot.documents.vocabulary import Vocabulary
from bot.readiness.evidence import Evidence
from bot.readiness.phase import UnknownStatus
from bot.readiness.phase_ids import phase_key
from bot.readiness.place import Problem


@dataclass(frozen=True, slots=True)
class Reading:
    """A tracker with the places of its facts, as an edit needs them."""

    page: Page
    vocabulary: Vocabulary
    tables: tuple[Shaped, ...]
    phases: tuple[PhaseEntry, ...]
    evidence: tuple[EvidenceEntry, ...]
    snapshots: tuple[SnapshotDate, ...]
    ops: tuple[OpsEntry, ...]
    tracker: Tracker

    def tables_of(self, shape: Shape) -> list[Shaped]:
        """Return the tables of one use, in order."""
        return [table for table in self.tables if table.shape is shape]


def read_tracker(data: bytes, path: str, vocabulary: Vocabulary) -> Tracker:
    """Read a tracker. A status outside the vocabulary is an UnknownStatus on its phase.

    Raises DocumentError where the file can't be relied on: it is not UTF-8, a phase is there
    twice, a table lacks a column it needs, or there is no phase at all.
    """
    return read(data, path, vocabulary).tracker


def read(data: bytes, path: str, vocabulary: Vocabulary) -> Reading:
    """Read a tracker with the places of its facts. Raises as `read_tracker` does."""
    page = parse(data, path)
    shaped = [one for table in page.tables() if (one := shape_of(page, table, vocabulary))]
    refuse_hidden_tables(page, shaped)
    refuse_lost_phases(page, shaped)
    phases = read_phases(page, shaped, vocabulary)
    if not phases:
        raise _no_phases(page, vocabulary)
    evidence, problems = read_evidence(page, shaped, phases, vocabulary)
    seen = tuple(dict.fromkeys(shown_otherwise(page, shaped, phases, evidence)))
    snapshots = read_snapshots(page)
    track = read_ops(page, vocabulary, [table.table for table in shaped])
    lost, others = lost_rows(page, shaped)
    by_phase = (*_unknown_statuses(phases), *problems, *_strays(phases, evidence), *lost, *seen)
    tracker = Tracker(
        path=path,
        phases=tuple(entry.phase for entry in phases),
        evidence=_by_phase(phases, evidence),
        signoffs=tuple(read_signoffs(page, shaped)),
        ops=tuple(entry.item for entry in track.entries),
        completed=tuple(read_completed(page, shaped)),
        snapshot_date=snapshots[0].day if snapshots else None,
        diagram=tuple(DiagramNode(node.id, node.css) for node in read_classes(page)),
        problems_by_phase=by_phase,
        other_problems=(*others, *track.problems),
        ops_headings=track.headings,
        waivers=tuple(read_waivers(page, shaped)),
        ops_track=bool(ops_headings(page)),
        shown_otherwise=seen,
    )
    return Reading(
        page=page,
        vocabulary=vocabulary,
        tables=tuple(shaped),
        phases=tuple(phases),
        evidence=tuple(evidence),
        snapshots=tuple(snapshots),
        ops=track.entries,
        tracker=tracker,
    )


def _by_phase(
    phases: Iterable[PhaseEntry], evidence: Iterable[EvidenceEntry]
) -> Mapping[str, tuple[Evidence, ...]]:
    """Return phase id, as the phase itself is written, → its evidence in the file's order."""
    ids = {phase_key(entry.phase.id): entry.phase.id for entry in phases}
    found: dict[str, list[Evidence]] = {}
    for entry in evidence:
        found.setdefault(ids.get(phase_key(entry.phase), entry.phase), []).append(entry.evidence)
    return {phase: tuple(items) for phase, items in found.items()}


def _unknown_statuses(phases: Iterable[PhaseEntry]) -> list[PhaseProblem]:
    return [
        (
            entry.phase.id,
            Problem(
                entry.phase.status.place,
                f"{entry.phase.status.wrong} ({entry.phase.id}).",
                entry.phase.status.fix,
            ),
        )
        for entry in phases
        if isinstance(entry.phase.status, UnknownStatus)
    ]


def _strays(phases: Iterable[PhaseEntry], evidence: Iterable[EvidenceEntry]) -> list[PhaseProblem]:
    """Return a problem for each evidence item of a phase that the tracker doesn't have."""
    known = {phase_key(entry.phase.id) for entry in phases}
    return [
        (
            entry.phase,
            Problem(
                entry.evidence.place,
                f"There is no phase “{entry.phase}” for this evidence.",
                "Name a phase of the tracker, or add it.",
            ),
        )
        for entry in evidence
        if phase_key(entry.phase) not in known and entry.evidence.place
    ]


def _is_meant(page: Page, table: Table, vocabulary: Vocabulary) -> bool:
    return "phase" in page.columns(table, vocabulary) and not shape_of(page, table, vocabulary)


def _no_phases(page: Page, vocabulary: Vocabulary) -> Exception:
    """Return the error of a file without a phase, pointing at the table that comes nearest."""
    needed = COLUMNS_NEEDED[Shape.PHASES]
    # A table with a Phase column and no other use is meant to be the one, wherever it stands.
    for table in sorted(page.tables(), key=lambda table: not _is_meant(page, table, vocabulary)):
        columns = page.columns(table, vocabulary)
        missing = [name for name in needed if name not in columns]
        if len(missing) < len(needed) and missing:
            return missing_columns(page, table, missing, vocabulary)
    names = ", ".join(plain_text(word) for word in (vocabulary.header(name) for name in needed))
    return page.source.error(
        0,
        f"No phase is here: no table with the columns {names}, no heading with a status.",
        "Add such a table, or a line “Status: Not Started” under each phase's heading.",
    )
