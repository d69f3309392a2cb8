"""Waivers: who may give one, until when it holds, and what it lets pass."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.readiness.blockers import MissingKind
from bot.readiness.evidence import Kind
from bot.readiness.place import Place
from bot.readiness.policy import Gate, Person, Policy, ReviewRules, Role
from bot.readiness.record import record_of
from bot.readiness.request import Case, blockers
from bot.readiness.round import Waived, WaiverScope
from bot.readiness.statement import parse_record, record_bytes, statement
from bot.readiness.status import Status
from bot.readiness.strict import BadRecord
from bot.readiness.terms import eligible_terms
from bot.readiness.waivers import WaiverRow, waivers_of
from tests.readiness.cast import TERMS, approved_by, audit, phase, review_round

TODAY = date(2026, 11, 22)
GATE = Gate(requires={"architecture": 1, "security": 1}, kinds=frozenset({Kind.DOC, Kind.TEST}))
POLICY = Policy(
    oid="b" * 40,
    people={n: Person(n, f"U-{n.upper()}", n.title()) for n in ("rita", "sam", "ann")},
    roles={
        "risk": Role("risk", ("rita",)),
        "security": Role("security", ("sam",)),
        "architecture": Role("architecture", ("ann",)),
        "board": Role("board", group="S0BOARD"),
    },
    default_gate=GATE,
    rules=ReviewRules(waiver_roles=("Risk", "board")),
)
ROW = WaiverRow("p4", "Security", "No new surface.", "@rita", "2026-11-22", Place("t.md", 9))
SECURITY = Waived(WaiverScope.ROLE, "security", "No new surface.", "Rita", "2026-11-22")
TEST = Waived(WaiverScope.EVIDENCE, "test", "Built by hand.", "Rita", "2026-12-31")


def test_a_waiver_holds_up_to_its_last_day() -> None:
    found = waivers_of([ROW], "P4", POLICY, TODAY)
    assert (found.waived, found.problems) == ((SECURITY,), ())
    (late,) = waivers_of([ROW], "P4", POLICY, date(2026, 11, 23)).problems
    assert (late.place, late.wrong) == (
        Place("t.md", 9),
        "The waiver of Security ran out on 2026-11-22.",
    )


def test_a_waiver_is_for_its_phase_alone() -> None:
    assert waivers_of([ROW], "P5", POLICY, TODAY).waived == ()


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"by": "sam"}, "sam may not waive"),
        ({"by": "nobody"}, "nobody may not waive"),
        ({"by": ""}, "Nobody is named"),
        ({"reason": ""}, "gives no reason"),
        ({"until": ""}, "no last day"),
        ({"until": "2026-02-30"}, "no last day"),
        ({"until": "soon"}, "no last day"),
        ({"waives": "legal"}, "nothing that this gate asks for"),
        ({"waives": "contract"}, "nothing that this gate asks for"),
    ],
)
def test_what_is_no_waiver_blocks_with_its_line(change: dict[str, Any], wrong: str) -> None:
    found = waivers_of([replace(ROW, **change)], "P4", POLICY, TODAY)
    assert found.waived == ()
    (problem,) = found.problems
    assert problem.place == Place("t.md", 9)
    assert wrong in problem.wrong
    assert problem.mend


def test_without_a_role_in_the_policy_nobody_may_waive() -> None:
    strict = replace(POLICY, rules=ReviewRules())
    found = waivers_of([ROW], "P4", strict, TODAY)
    assert found.waived == ()
    assert "policy.waivers.by" in found.problems[0].mend


def test_a_waived_role_has_no_seat_and_needs_no_approval() -> None:
    terms = eligible_terms(POLICY, phase("P4"), "U-DANA", frozenset(), {}, (SECURITY,))
    assert [seat.role for seat in terms.seats] == ["architecture"]
    assert terms.waived == (SECURITY,)


def test_a_waived_kind_is_not_asked_for() -> None:
    here = phase("P4", Status.IN_PROGRESS)
    case = Case(here, (here,), POLICY, audit(), TERMS)
    assert MissingKind("P4", Kind.TEST) in blockers(case)
    waived = replace(case, terms=replace(TERMS, waived=(TEST,)))
    assert MissingKind("P4", Kind.TEST) not in blockers(waived)


def test_the_record_tells_what_was_waived_and_reads_it_back() -> None:
    review = approved_by(review_round(replace(TERMS, waived=(TEST,))), "ann", "sam", "otto")
    record = record_of(review, audit(), [], Status.READY, Status.SIGNED_OFF)
    assert record.waivers == (TEST,)
    assert parse_record(record_bytes(record)) == record
    plain = replace(record, waivers=())
    assert "waivers" not in statement(plain)["predicate"]
    assert parse_record(record_bytes(plain)) == plain


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"scope": "evidence"', '"scope": "all"'),
        ('"until"', '"Until"'),
        ('"by": "Rita"', '"by": 1'),
    ],
)
def test_an_altered_waiver_is_refused(before: str, after: str) -> None:
    review = approved_by(review_round(replace(TERMS, waived=(TEST,))), "ann", "sam", "otto")
    record = record_of(review, audit(), [], Status.READY, Status.SIGNED_OFF)
    altered = record_bytes(record).replace(before.encode(), after.encode(), 1)
    with pytest.raises(BadRecord, match="waivers"):
        parse_record(altered)
