"""What a phase's branch changes of its phase, as an edit of another tracker."""

from bot.documents.edits import TrackerEdit, edit_tracker
from bot.documents.pending import pending_edit, without_signoff
from bot.documents.tracker import read_tracker
from bot.documents.tracker_model import SignoffRow, Tracker
from bot.documents.vocabulary import Vocabulary
from bot.readiness.evidence import Evidence, Kind
from bot.readiness.status import Status

BASE = """# Tracker

| Phase | Title | Status | Owner |
|---|---|---|---|
| P4 | ERD | In Progress | ines |
| P5 | API | In Progress | mei |

## Evidence

| Phase | Kind | Reference | Note |
|---|---|---|---|
| P4 | doc | a.md | |
| P4 | doc | b.md | |
| P5 | doc | p5.md | |
"""
ROW = SignoffRow("P4", "ops", "Kwame", "2026-11-02", "id-1", "r.json")
C = Evidence(Kind.DOC, "c.md", "new")
WORDS = Vocabulary()


def read(text: str) -> Tracker:
    return read_tracker(text.encode(), "t.md", WORDS)


def edited(text: str, edit: TrackerEdit) -> str:
    return edit_tracker(text.encode(), "t.md", WORDS, edit).decode()


BRANCH = edited(
    BASE,
    TrackerEdit(
        "P4",
        status=Status.READY,
        add_evidence=(C,),
        remove_evidence=(Evidence(Kind.DOC, "b.md"),),
        signoffs=(ROW,),
    ),
)


def test_what_the_branch_changed_is_the_edit() -> None:
    edit = pending_edit(read(BASE), read(BRANCH), read(BASE), "p4")
    assert edit.status is Status.READY
    assert [e.reference for e in edit.add_evidence] == ["c.md"]
    assert [e.reference for e in edit.remove_evidence] == ["b.md"]
    assert edit.signoffs == (ROW,)
    assert read(edited(BASE, edit)).evidence_of("P4") == read(BRANCH).evidence_of("P4")


def test_what_others_changed_beside_it_stays() -> None:
    onto = BASE.replace("| P5 | API | In Progress |", "| P5 | API | Signed Off |")
    made = read(edited(onto, pending_edit(read(BASE), read(BRANCH), read(onto), "P4")))
    assert made.status_of("P5") is Status.SIGNED_OFF
    assert made.status_of("P4") is Status.READY
    assert made.evidence_of("P5") == read(BASE).evidence_of("P5")


def test_what_is_merged_already_is_not_asked_for_again() -> None:
    assert pending_edit(read(BASE), read(BRANCH), read(BRANCH), "P4") == TrackerEdit("P4")


def test_a_status_that_was_moved_meanwhile_stays() -> None:
    onto = BASE.replace("| P4 | ERD | In Progress |", "| P4 | ERD | Not Started |")
    edit = pending_edit(read(BASE), read(BRANCH), read(onto), "P4")
    assert edit.status is None
    assert edit.signoffs == (ROW,)


def test_a_branch_without_changes_asks_for_nothing() -> None:
    assert pending_edit(read(BASE), read(BASE), read(BASE), "P4") == TrackerEdit("P4")
    assert pending_edit(read(BASE), read(BRANCH), read(BASE), "P5") == TrackerEdit("P5")
    assert pending_edit(read(BASE), read(BRANCH), read(BASE), "P9") == TrackerEdit("P9")


def test_without_its_sign_off_the_status_is_the_one_before_it() -> None:
    signed = TrackerEdit("P4", status=Status.SIGNED_OFF, add_evidence=(C,), signoffs=(ROW,))
    left = without_signoff(signed, Status.READY, read(BASE))
    assert (left.status, left.add_evidence, left.signoffs) == (Status.READY, (C,), ())
    assert without_signoff(signed, Status.IN_PROGRESS, read(BASE)).status is None
