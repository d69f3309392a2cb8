"""What a tracker says: its facts, each with its place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from bot.readiness.evidence import Evidence
from bot.readiness.phase import Phase
from bot.readiness.phase_ids import phase_key, same_id
from bot.readiness.place import Place, Problem
from bot.readiness.status import Status
from bot.readiness.waivers import WaiverRow
from bot.readiness.work import OpsItem


@dataclass(frozen=True, slots=True)
class SignoffRow:
    """One approving decision, as the tracker's sign-off table holds it.

    `date` is the UTC day as ISO text, `record` the path of the record file. All fields are the
    plain text of their cells, so that a comparison with the record sees what people see.
    """

    phase: str
    role: str
    reviewer: str
    date: str
    correlation_id: str
    record: str
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class CompletedItem:
    """A row of the `Item | Evidence` table: the item, the cell's text, the references in it."""

    item: str
    text: str
    evidence: tuple[Evidence, ...]
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class DiagramNode:
    """A node of a Mermaid flowchart and its class."""

    id: str
    css_class: str


@dataclass(frozen=True)  # no slots: its phases are found by a mapping that is made once
class Tracker:
    """A tracker as read. `phases` are in the file's order; `evidence` is keyed by phase id.

    `problems_by_phase` did not stop the reading, but each blocks a phase: an unknown status, an
    evidence row that can't be taken as one. `shown_otherwise` are those of them where people see
    something else than is read. `other_problems` block no phase, but a release: lines of the ops
    track and of other tables that can't be read. `snapshot_date` is the first `last snapshot`,
    `ops_headings` are the places of the ops track's headings.
    """

    path: str
    phases: tuple[Phase, ...]
    evidence: Mapping[str, tuple[Evidence, ...]]
    signoffs: tuple[SignoffRow, ...]
    ops: tuple[OpsItem, ...]
    completed: tuple[CompletedItem, ...]
    snapshot_date: date | None
    diagram: tuple[DiagramNode, ...]
    problems_by_phase: tuple[tuple[str, Problem], ...] = ()
    waivers: tuple[WaiverRow, ...] = ()
    ops_track: bool = field(default=False, compare=False)  # it has a heading for one
    shown_otherwise: tuple[tuple[str, Problem], ...] = ()
    other_problems: tuple[Problem, ...] = ()
    ops_headings: tuple[Place, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem of the file that did not stop its reading."""
        return (*(problem for _, problem in self.problems_by_phase), *self.other_problems)

    def problems_of(self, phase_id: str) -> tuple[Problem, ...]:
        """Return the problems that block this phase."""
        return tuple(p for phase, p in self.problems_by_phase if same_id(phase, phase_id))

    def phase(self, phase_id: str) -> Phase | None:
        """Return the phase of this id, however it is spelled."""
        return self._by_id.get(phase_key(phase_id))

    @cached_property
    def _by_id(self) -> Mapping[str, Phase]:
        return {phase_key(phase.id): phase for phase in reversed(self.phases)}

    def evidence_of(self, phase_id: str) -> tuple[Evidence, ...]:
        """Return the evidence of a phase, in the file's order; none for an unknown phase."""
        phase = self.phase(phase_id)
        return self.evidence.get(phase.id, ()) if phase else ()

    def signoffs_of(self, phase_id: str) -> tuple[SignoffRow, ...]:
        """Return the sign-off rows of a phase, in the file's order."""
        return tuple(row for row in self.signoffs if same_id(row.phase, phase_id))

    def status_of(self, phase_id: str) -> Status | None:
        """Return the status of a phase; None where there is no such phase or it is unknown."""
        phase = self.phase(phase_id)
        return phase.status if phase and isinstance(phase.status, Status) else None


@dataclass(frozen=True, slots=True)
class TrackerEdit:
    """What one landing changes for one phase. `snapshot` is set where the file has such a date.

    The rows of `signoffs` are taken for this phase. Notes and names are written in one line,
    without what can't be seen; references have to be so already.
    """

    phase: str
    status: Status | None = None
    add_evidence: tuple[Evidence, ...] = ()
    remove_evidence: tuple[Evidence, ...] = ()
    signoffs: tuple[SignoffRow, ...] = ()
    snapshot: date | None = None


@dataclass(frozen=True, slots=True)
class OpsEdit:
    """One ops item becomes another; `before` is None for a new one."""

    before: OpsItem | None
    after: OpsItem
    snapshot: date | None = None
