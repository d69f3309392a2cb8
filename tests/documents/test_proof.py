"""The proof refuses every text that says something else than what was asked."""

import pytest

from bot.documents.problems import ProofFailed
from bot.documents.proof import prove
from bot.documents.source import Splice, decode, splice
from bot.documents.tracker import read
from bot.documents.tracker_model import TrackerEdit
from bot.readiness.status import Status
from tests.documents.trackers import DOC, TABLE, WORDS, signoff


def check(before: str, after: str, asked: TrackerEdit, splices: list[Splice]) -> None:
    prove(read(before.encode(), "t.md", WORDS), read(after.encode(), "t.md", WORDS), splices, asked)


def replaced(old: str, new: str) -> tuple[str, list[Splice]]:
    at = TABLE.index(old)
    return TABLE.replace(old, new, 1), [Splice(at, at + len(old), new)]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (TrackerEdit("P4", Status.SIGNED_OFF), "phases"),
        (TrackerEdit("P4", add_evidence=(DOC,)), "evidence"),
        (TrackerEdit("P4", signoffs=(signoff("ops"),)), "sign-offs"),
    ],
)
def test_a_text_without_the_asked_change_is_refused(asked: TrackerEdit, words: str) -> None:
    with pytest.raises(ProofFailed, match=words):
        check(TABLE, TABLE, asked, [])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("| **In Progress** |", "| **Signed Off** |", "phases"),
        ("bo, ce |", "bo |", "phases"),
        ("`architecture/ERD.md`", "`architecture/ERD2.md`", "evidence"),
        ("- [ ] SLO", "- [x] SLO", "ops"),
        ("last snapshot 2026-02-24", "last snapshot 2026-02-25", "snapshot"),
        ("]:::done", "]:::inprog", "diagram"),
        ("(33k lines)", "(34k lines)", "completed items"),
        ("| Not Started | @bo", "| Nope | @bo", "phases"),
    ],
)
def test_a_change_that_was_not_asked_is_refused(old: str, new: str, words: str) -> None:
    after, splices = replaced(old, new)
    with pytest.raises(ProofFailed, match=words):
        check(TABLE, after, TrackerEdit("P1"), splices)


def test_a_splice_that_changes_what_other_lines_are_is_refused() -> None:
    after, splices = replaced("## Notes\n", "## Notes\n<!-- \n")
    with pytest.raises(ProofFailed, match="not touched"):
        check(TABLE, after, TrackerEdit("P1"), splices)


def test_splices_that_overlap_are_refused() -> None:
    with pytest.raises(ProofFailed, match="overlap"):
        splice(decode(b"abcdef", "t.md"), [Splice(0, 3, "x"), Splice(2, 4, "y")])
