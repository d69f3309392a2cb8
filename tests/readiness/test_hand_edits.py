"""Which changes of a tracker only a review may make."""

from dataclasses import replace

import pytest

from bot.readiness.hand_edits import Breach, HandEdit, SignedRow, Stand, edits_between
from bot.readiness.phase import UnknownStatus
from bot.readiness.place import Place
from bot.readiness.status import Status

ROW = SignedRow("ops", "Kwame (kwame)", "2026-11-02", "round-1", "signoffs/P4/round-1.json")
TODO = Stand(Status.IN_PROGRESS, "ERD (ines)", ())
DONE = Stand(Status.SIGNED_OFF, "ERD (ines)", (ROW,))
ODD = UnknownStatus("Sined Off", Status.SIGNED_OFF, Place("tracker.md", 7))
ABSENT = Stand(None, "", ())
ROW_TEXT = "ops · Kwame (kwame) · 2026-11-02 · round-1"


@pytest.mark.parametrize("before", [s for s in Status if s is not Status.SIGNED_OFF])
def test_signed_off_without_a_review_is_a_breach_from_wherever(before: Status) -> None:
    edits = edits_between(replace(TODO, status=before), replace(TODO, status=Status.SIGNED_OFF), ())
    assert edits == (HandEdit(Breach.SIGNED, before.value, "Signed Off"),)


def test_a_new_row_that_says_signed_off_is_one_too() -> None:
    after = replace(DONE, rows=())
    assert edits_between(ABSENT, after, ()) == (HandEdit(Breach.SIGNED, "", "Signed Off"),)


def test_what_a_review_wrote_is_none() -> None:
    assert edits_between(TODO, DONE, {"round-1"}) == ()
    again = replace(DONE, rows=(ROW, replace(ROW, correlation_id="round-2")))
    assert edits_between(DONE, again, {"round-1", "round-2"}) == ()


def test_rows_alone_make_no_review() -> None:
    assert edits_between(TODO, DONE, {"round-9"}) == (
        HandEdit(Breach.SIGNED, "In Progress", "Signed Off"),
        HandEdit(Breach.ROW_ADDED, "", ROW_TEXT),
    )


def test_a_sign_off_of_a_review_that_fell_is_one_breach_of_its_own() -> None:
    two = replace(DONE, rows=(ROW, replace(ROW, role="security")))
    fell = (HandEdit(Breach.DROPPED, "In Progress", "round-1"),)
    assert edits_between(TODO, two, (), {"round-1"}) == fell
    affirmed = replace(DONE, rows=(ROW, replace(ROW, correlation_id="round-2")))
    assert edits_between(DONE, affirmed, {"round-1"}, {"round-2"}) == (
        HandEdit(Breach.DROPPED, "Signed Off", "round-2"),
    )
    assert edits_between(DONE, DONE, (), {"round-1"}) == (), "it was told when it came"


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.SIGNED_OFF])
def test_no_review_ever_unlocks(status: Status) -> None:
    after = replace(DONE, status=status)
    assert edits_between(DONE, after, {"round-1"}) == (
        HandEdit(Breach.UNLOCKED, "Signed Off", status.value),
    )


def test_a_typo_unlocks_as_well() -> None:
    after = replace(DONE, status=ODD)
    (edit,) = edits_between(DONE, after, {"round-1"})
    assert edit == HandEdit(Breach.UNLOCKED, "Signed Off", "Sined Off")


def test_what_was_unlocked_may_be_put_back() -> None:
    assert edits_between(replace(DONE, status=Status.READY), DONE, {"round-1"}) == ()


def test_a_locked_row_may_not_go_and_not_read_otherwise() -> None:
    assert edits_between(DONE, replace(ABSENT, rows=(ROW,)), {"round-1"}) == (
        HandEdit(Breach.GONE, "Signed Off"),
    )
    other = replace(DONE, wording="ERD (jonas)")
    assert edits_between(DONE, other, {"round-1"}) == (
        HandEdit(Breach.REWORDED, "ERD (ines)", "ERD (jonas)"),
    )


def test_a_row_of_the_table_that_changes_is_lost_and_added() -> None:
    changed = replace(DONE, rows=(replace(ROW, reviewer="Eve (eve)", correlation_id="x"),))
    assert edits_between(DONE, changed, {"round-1"}) == (
        HandEdit(Breach.ROW_REMOVED, ROW_TEXT),
        HandEdit(Breach.ROW_ADDED, "", "ops · Eve (eve) · 2026-11-02 · x"),
    )
    forged = replace(DONE, rows=(replace(ROW, reviewer="Eve (eve)"),))
    assert [e.breach for e in edits_between(DONE, forged, {"round-1"})] == [Breach.ROW_REMOVED]


def test_all_else_is_free() -> None:
    assert edits_between(DONE, DONE, ()) == ()
    assert edits_between(TODO, replace(TODO, status=Status.READY), ()) == ()
    assert edits_between(TODO, replace(TODO, wording="Other (jonas)"), ()) == ()
    assert edits_between(TODO, ABSENT, ()) == ()
    assert edits_between(ABSENT, TODO, ()) == ()
