"""What blocks a request: every rule by name, and all of them at once."""

from dataclasses import replace

import pytest

from bot.readiness.blockers import (
    BlockedByDocument,
    BlockedByEvidence,
    BlockedByGap,
    BlockedByPredecessor,
    BlockedByStatus,
    BlockedByTask,
    Blocker,
    MissingKind,
    NobodyEligible,
    NoEvidence,
    NoImplementation,
)
from bot.readiness.evidence import Audit, Kind, Verdict
from bot.readiness.phase import Phase, UnknownStatus
from bot.readiness.place import Place
from bot.readiness.policy import After, Gate
from bot.readiness.request import Case, blocked_by_predecessors, blockers, predecessors
from bot.readiness.round import GapState
from bot.readiness.status import Status
from tests.readiness.cast import HEAD, TERMS, audit, finding, gap, phase, policy, task, terms

P3 = phase("P3", Status.COMPLETED)
P4 = phase("P4", Status.IN_PROGRESS)
GOOD = Case(P4, (P3, P4), policy(), audit(), TERMS)


def test_nothing_blocks_a_phase_that_is_ready() -> None:
    assert blockers(GOOD) == ()


@pytest.mark.parametrize(
    "status", [Status.IN_PROGRESS, Status.READY, Status.COMPLETED, Status.SIGNED_OFF]
)
def test_a_request_is_allowed_in_these_statuses(status: Status) -> None:
    here = phase("P4", status)
    case = replace(GOOD, phase=here, phases=(P3, here), audit=audit(finding(Kind.CODE, "abc")))

    assert blockers(case) == ()


def test_a_phase_not_started_can_not_be_requested() -> None:
    here = phase("P4", Status.NOT_STARTED)

    assert blockers(replace(GOOD, phase=here, phases=(P3, here))) == (
        BlockedByStatus(
            "P4",
            Status.NOT_STARTED,
            (Status.IN_PROGRESS, Status.READY, Status.SIGNED_OFF, Status.COMPLETED),
        ),
    )


def test_an_unknown_status_blocks_with_file_line_and_the_nearest() -> None:
    place = Place("tracker.md", 9)
    here = Phase("P4", "ERD", UnknownStatus("In Progres", Status.IN_PROGRESS, place), (), place)

    (found,) = blockers(replace(GOOD, phase=here, phases=(P3, here)))

    assert isinstance(found, BlockedByDocument)
    assert str(found.problem).startswith("tracker.md:9: ")
    assert "In Progress" in found.problem.mend


# --- predecessors ---


@pytest.mark.parametrize("status", [Status.SIGNED_OFF, Status.COMPLETED])
def test_signed_off_or_completed_satisfies_after(status: Status) -> None:
    before = phase("P3", status)

    assert blockers(replace(GOOD, phases=(before, P4))) == ()


@pytest.mark.parametrize("status", [Status.NOT_STARTED, Status.IN_PROGRESS, Status.READY])
def test_any_other_status_of_the_phase_before_blocks(status: Status) -> None:
    before = phase("P3", status)

    assert blockers(replace(GOOD, phases=(before, P4))) == (BlockedByPredecessor("P3", status),)


def test_previous_is_the_phase_before_in_tracker_order() -> None:
    order = (phase("P9"), phase("P1", Status.READY), P4, P3)

    assert blocked_by_predecessors(P4, order, Gate(after=After.PREVIOUS)) == (
        BlockedByPredecessor("P1", Status.READY),
    )


def test_the_first_phase_has_nothing_before_it() -> None:
    assert predecessors(P4, (P4, P3), Gate(after=After.PREVIOUS)) == ()


def test_after_none_waits_for_nothing() -> None:
    assert blocked_by_predecessors(P4, (phase("P3"), P4), Gate(after=After.NONE)) == ()


def test_named_predecessors_block_each_and_one_that_does_not_exist_too() -> None:
    order = (phase("P1", Status.SIGNED_OFF), phase("P2", Status.READY), phase("P3"), P4)

    assert blocked_by_predecessors(P4, order, Gate(after=("p1", "p2", "P7"))) == (
        BlockedByPredecessor("P2", Status.READY),
        BlockedByPredecessor("P7", None),
    )


def test_a_predecessor_of_unknown_status_blocks_at_its_own_line() -> None:
    place = Place("tracker.md", 4)
    odd = Phase("P3", "API", UnknownStatus("Done?", Status.SIGNED_OFF, place), (), place)

    (found,) = blocked_by_predecessors(P4, (odd, P4), Gate())

    assert isinstance(found, BlockedByDocument)
    assert found.problem.place == place


# --- child tasks ---


def test_child_tasks_neither_done_nor_moved_block() -> None:
    tasks = (
        task("T1"),
        task("T2", done=True),
        task("T3", moved_to="P5"),
        task("T4", of="P5"),
        task("T5", of="p4"),
    )

    found = blockers(replace(GOOD, tasks=tasks))

    assert found == (BlockedByTask(tasks[0]), BlockedByTask(tasks[4]))


def test_a_task_blocks_by_any_spelling_of_its_phases_and_near_ones() -> None:
    tasks = (
        task("T1", of="Phase 4"),
        task("T2", of="EXEC, P-4"),
        task("T3", of="P44"),
        task("T4", of="BACKLOG"),
        task("T5", of=""),
        task("T6", of="P40"),
    )

    found = blockers(replace(GOOD, tasks=tasks, planned=("P40",)))

    assert found == (
        BlockedByTask(tasks[0]),
        BlockedByTask(tasks[1]),
        BlockedByTask(tasks[2], "P4"),
    )


# --- evidence ---


def test_no_evidence_at_all_blocks() -> None:
    assert blockers(replace(GOOD, audit=Audit(HEAD, "b" * 40, ()))) == (NoEvidence("P4"),)


@pytest.mark.parametrize("verdict", [Verdict.FAIL, Verdict.UNKNOWN])
def test_failing_and_unknown_evidence_blocks(verdict: Verdict) -> None:
    bad = finding(Kind.CONTRACT, "api.yaml", verdict)

    found = blockers(replace(GOOD, audit=audit(finding(), bad)))

    assert found == (BlockedByEvidence(bad),)


def test_required_kinds_that_are_missing_block_each() -> None:
    asks = policy(gate=Gate(kinds=frozenset({Kind.TEST, Kind.DOC, Kind.CONTRACT})))

    found = blockers(replace(GOOD, policy=asks))

    assert found == (MissingKind("P4", Kind.CONTRACT), MissingKind("P4", Kind.TEST))


@pytest.mark.parametrize("kind", [Kind.CODE, Kind.TEST])
def test_a_completed_phase_needs_a_passing_code_or_test_item(kind: Kind) -> None:
    here = phase("P4", Status.COMPLETED)
    bare = replace(GOOD, phase=here, phases=(P3, here))
    failing = finding(kind, "x", Verdict.UNKNOWN)

    assert blockers(bare) == (NoImplementation("P4"),)
    assert blockers(replace(bare, audit=audit(failing))) == (
        BlockedByEvidence(failing),
        NoImplementation("P4"),
    )
    assert blockers(replace(bare, audit=audit(finding(kind, "x")))) == ()


def test_only_a_completed_phase_needs_an_implementation() -> None:
    here = phase("P4", Status.SIGNED_OFF)

    assert blockers(replace(GOOD, phase=here, phases=(P3, here))) == ()


# --- gaps and roles ---


def test_gaps_block_until_they_are_addressed() -> None:
    gaps = (
        gap(1),
        gap(2, GapState.ADDRESSED),
        gap(3, GapState.ACCEPTED),
        replace(gap(4), phase="P5"),
    )

    assert blockers(replace(GOOD, gaps=gaps)) == (BlockedByGap(gaps[0]),)


def test_a_role_nobody_may_fill_blocks() -> None:
    short = terms(architecture=(2, "ann"))

    found = blockers(replace(GOOD, terms=short))

    assert found == (NobodyEligible("architecture", 2, 1, ()),)


def test_everything_that_blocks_is_told_at_once() -> None:
    here = phase("P4", Status.NOT_STARTED)
    case = Case(
        here,
        (phase("P3"), here),
        policy(gate=Gate(kinds=frozenset({Kind.TEST}))),
        audit(finding(verdict=Verdict.FAIL)),
        terms(ops=(1, "")),
        (task(),),
        (gap(),),
    )

    kinds: list[type[Blocker]] = [type(found) for found in blockers(case)]

    assert kinds == [
        BlockedByStatus,
        BlockedByPredecessor,
        BlockedByTask,
        MissingKind,
        BlockedByEvidence,
        BlockedByGap,
        NobodyEligible,
    ]
