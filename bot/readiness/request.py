"""Everything that blocks a request for sign-off, all at once, each with the data of its mend."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.readiness.blockers import (
    BlockedByDocument,
    BlockedByEvidence,
    BlockedByGap,
    BlockedByPredecessor,
    BlockedByStatus,
    BlockedByTask,
    Blocker,
    MissingKind,
    NoEvidence,
    NoImplementation,
)
from bot.readiness.evidence import Audit, Kind, Verdict
from bot.readiness.phase import Phase, UnknownStatus
from bot.readiness.phase_ids import named_phases, same_id
from bot.readiness.policy import After, Gate, Policy
from bot.readiness.round import Gap, GapState, Terms
from bot.readiness.status import SATISFIES_SUCCESSORS, Action, Status, allowed_from, step
from bot.readiness.steps import status_problem
from bot.readiness.terms import nobody_eligible
from bot.readiness.waivers import kinds_asked
from bot.readiness.work import Task


@dataclass(frozen=True, slots=True)
class Case:
    """All that a request is judged by, read at one commit. `phases` are in tracker order.

    `planned`: the ids of phases that only the roadmap has.
    """

    phase: Phase
    phases: tuple[Phase, ...]
    policy: Policy
    audit: Audit
    terms: Terms
    tasks: tuple[Task, ...] = ()
    gaps: tuple[Gap, ...] = ()
    planned: tuple[str, ...] = ()


def blockers(case: Case) -> tuple[Blocker, ...]:
    """Return everything that blocks the request; empty when a round may open."""
    gate = case.policy.gate(case.phase.id)
    return (
        *_by_status(case.phase),
        *blocked_by_predecessors(case.phase, case.phases, gate),
        *_by_tasks(case),
        *_by_evidence(case, gate),
        *_by_gaps(case),
        *nobody_eligible(case.terms, case.policy),
    )


def predecessors(
    phase: Phase, phases: tuple[Phase, ...], gate: Gate
) -> tuple[tuple[str, Phase | None], ...]:
    """Return the phases that come before, by id; None where the tracker has no such phase."""
    if gate.after is After.NONE:
        return ()
    if gate.after is After.PREVIOUS:
        at = next((i for i, other in enumerate(phases) if same_id(other.id, phase.id)), 0)
        return ((phases[at - 1].id, phases[at - 1]),) if at else ()
    return tuple(
        (wanted, next((p for p in phases if same_id(p.id, wanted)), None)) for wanted in gate.after
    )


def blocked_by_predecessors(
    phase: Phase, phases: tuple[Phase, ...], gate: Gate
) -> tuple[Blocker, ...]:
    """Return what of the gate's `after` is not met. It blocks a request, and a landing too."""
    found: list[Blocker] = []
    for wanted, before in predecessors(phase, phases, gate):
        if before is None:
            found.append(BlockedByPredecessor(wanted, None))
        elif isinstance(before.status, UnknownStatus):
            found.append(BlockedByDocument(status_problem(before.id, before.status)))
        elif before.status not in SATISFIES_SUCCESSORS:
            found.append(BlockedByPredecessor(before.id, before.status))
    return tuple(found)


def _by_status(phase: Phase) -> Iterator[Blocker]:
    if isinstance(phase.status, UnknownStatus):
        yield BlockedByDocument(status_problem(phase.id, phase.status))
    elif step(phase.status, Action.REQUEST) is None:
        yield BlockedByStatus(phase.id, phase.status, allowed_from(Action.REQUEST))


def _by_tasks(case: Case) -> Iterator[Blocker]:
    known = (*(phase.id for phase in case.phases), *case.planned)
    for phase_id, found in open_tasks(case.tasks, known):
        if phase_id == case.phase.id:
            yield found


def open_tasks(tasks: Iterable[Task], known: Sequence[str]) -> Iterator[tuple[str, BlockedByTask]]:
    """Yield the tasks that are neither done nor moved, each with the id of a phase it holds back.

    A task without a phase holds none; one whose phase is not `known` holds the nearest, if any.
    """
    for task in tasks:
        for named in () if task.closed else named_phases(task.phase, known):
            if named.id:
                yield named.id, BlockedByTask(task, named.id if named.meant else "")


def _by_evidence(case: Case, gate: Gate) -> Iterator[Blocker]:
    phase, findings = case.phase, case.audit.findings
    if not findings:
        yield NoEvidence(phase.id)
    there, asked = {f.evidence.kind for f in findings}, kinds_asked(gate, case.terms.waived)
    for kind in Kind:
        if kind in asked and kind not in there:
            yield MissingKind(phase.id, kind)
    for finding in findings:
        if finding.verdict is not Verdict.PASS:
            yield BlockedByEvidence(finding)
    if phase.status is Status.COMPLETED and not implemented(case.audit):
        yield NoImplementation(phase.id)


def implemented(audit: Audit) -> bool:
    """Tell whether the implementation has landed: a code or test item passes."""
    return any(
        f.verdict is Verdict.PASS and f.evidence.kind in (Kind.CODE, Kind.TEST)
        for f in audit.findings
    )


def _by_gaps(case: Case) -> Iterator[Blocker]:
    for gap in case.gaps:
        if same_id(gap.phase, case.phase.id) and gap.state is GapState.OPEN:
            yield BlockedByGap(gap)
