"""Rows that fell out of a tracker's tables: none of them is passed over in silence."""

from collections.abc import Iterable

from bot.documents.markdown import Page
from bot.documents.problems import DocumentError
from bot.documents.shapes import Shape, Shaped
from bot.documents.stray_rows import stray_rows
from bot.documents.tables import row_texts
from bot.documents.tracker_evidence import PhaseProblem, phase_id_of
from bot.readiness.place import Problem


def refuse_lost_phases(page: Page, shaped: Iterable[Shaped]) -> None:
    """Raise DocumentError where rows of phases are outside their table: nobody knows them then."""
    tables = (table.table for table in shaped if table.shape is Shape.PHASES)
    lost = [stray.problem for table in tables for stray in stray_rows(page, table)]
    if lost:
        raise DocumentError(*lost)


def lost_rows(page: Page, shaped: Iterable[Shaped]) -> tuple[list[PhaseProblem], list[Problem]]:
    """Return the rows outside the other tables: those that name a phase block it."""
    of_phases: list[PhaseProblem] = []
    others: list[Problem] = []
    for table in shaped:
        if table.shape is Shape.PHASES:
            continue
        for stray in stray_rows(page, table.table):
            texts, at = row_texts(page.source, stray.row), table.column("phase")
            phase = phase_id_of(texts[at]) if 0 <= at < len(texts) else ""
            if phase:
                of_phases.append((phase, stray.problem))
            else:
                others.append(stray.problem)
    return of_phases, others
