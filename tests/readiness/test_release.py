"""Go or no-go: each thing in the way is enough, and what only comes soon is not."""

from dataclasses import replace
from datetime import date

import pytest

from bot.readiness.events import Change
from bot.readiness.phase import Phase, UnknownStatus
from bot.readiness.place import Place, Problem
from bot.readiness.release import (
    Call,
    Criterion,
    ReadinessDocument,
    Release,
    blocking,
    ending,
    unsigned,
)
from bot.readiness.round import Waived, WaiverScope
from bot.readiness.signoffs import Backing, SignoffCheck
from bot.readiness.status import Status
from bot.readiness.work import OpsItem
from tests.slack import people as p

PLACE = Place("t.md", 3)
LINE = Criterion("Restore drilled", Call.GO, "go", "", PLACE)
RECORDED = SignoffCheck("P1", "One", Backing.RECORDED)
WAIVED = Waived(WaiverScope.ROLE, "ops", "no new surface", "Ana", "2026-12-10")


def phase(name: str, status: Status | UnknownStatus) -> Phase:
    return Phase(name, name, status, (), PLACE)


def test_nothing_in_the_way_is_a_go() -> None:
    assert Release().go
    assert Release(signoffs=(RECORDED, SignoffCheck("P0", "Zero", Backing.BEFORE_GATEBOT))).go
    assert Release(document=ReadinessDocument((LINE,), LINE)).go
    assert Release(ending=ending("P4", (WAIVED,), date(2026, 12, 1))).go


@pytest.mark.parametrize(
    "release",
    [
        Release(unsigned=unsigned([phase("P4", Status.COMPLETED)], [])),
        Release(planned=(("OPS", "Operations"),)),
        Release(blocking=blocking([OpsItem("Drill", blocking=True)])),
        Release(signoffs=(SignoffCheck("P1", "One", Backing.NO_RECORD),)),
        Release(signoffs=(SignoffCheck("P1", "One", Backing.RECORD_MISSING),)),
        Release(signoffs=(SignoffCheck("P1", "One", Backing.RECORD_INVALID),)),
        Release(signoffs=(SignoffCheck("P1", "One", Backing.UNKNOWN),)),
        Release(signoffs=(replace(RECORDED, changes=(Change("a.md", "1", "2"),)),)),
        Release(signoffs=(replace(RECORDED, ended=(WAIVED,)),)),
        Release(unread=True),
        Release(problems=(Problem(PLACE, "It ran out.", "Renew it."),)),
        Release(document=ReadinessDocument((replace(LINE, call=Call.NO_GO),))),
        Release(document=ReadinessDocument((replace(LINE, call=Call.UNCLEAR),))),
        Release(document=ReadinessDocument((LINE,), replace(LINE, call=Call.NO_GO))),
    ],
)
def test_one_thing_in_the_way_is_enough(release: Release) -> None:
    assert not release.go


def test_every_phase_counts_that_is_not_signed_off_with_its_review() -> None:
    odd = UnknownStatus("Aproved", Status.SIGNED_OFF, PLACE)
    phases = [phase("P1", Status.SIGNED_OFF), phase("p4", Status.READY), phase("P9", odd)]
    found = unsigned(phases, [p.OPEN])
    assert [(u.phase.id, u.review) for u in found] == [("p4", p.OPEN), ("P9", None)]


def test_an_item_that_blocks_is_named_by_its_number_until_it_is_done() -> None:
    drill = OpsItem("Drill", blocking=True, snoozed_until="2099-01-01")
    items = (OpsItem("Runbooks"), drill, OpsItem("Done", blocking=True, done=True))
    assert blocking(items) == ((2, drill),)


def test_waivers_that_end_within_two_weeks_are_named_the_first_first() -> None:
    waived = tuple(
        replace(WAIVED, until=until)
        for until in ("2026-12-15", "2026-12-16", "2026-12-01", "some day")
    )
    found = ending("P4", waived, date(2026, 12, 1))
    assert [(each.waived.until, each.days) for each in found] == [
        ("2026-12-01", 0),
        ("2026-12-15", 14),
    ]
