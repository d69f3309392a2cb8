from datetime import date

import pytest

from bot.documents.edits import TrackerEdit, edit_tracker
from bot.documents.problems import DocumentError
from bot.documents.tracker import read_tracker
from bot.documents.vocabulary import BUILT_IN_STATUSES, Vocabulary
from bot.readiness.evidence import Evidence, Kind
from bot.readiness.status import Status
from tests.documents.trackers import CONTRACT, DOC, HEADINGS, TABLE, WORDS, signoff


def edited(text: str, edit: TrackerEdit, words: Vocabulary = WORDS) -> str:
    return edit_tracker(text.encode(), "t.md", words, edit).decode()


def changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that went and the lines that came, in order."""
    old, new = before.split("\n"), after.split("\n")
    return [x for x in old if x not in new], [x for x in new if x not in old]


def test_start_changes_the_status_the_date_and_the_diagram_and_nothing_else() -> None:
    after = edited(TABLE, TrackerEdit("exec", Status.IN_PROGRESS, snapshot=date(2026, 3, 1)))
    expected = (
        TABLE.replace("Implementation | Not Started", "Implementation | In Progress")
        .replace("last snapshot 2026-02-24", "last snapshot 2026-03-01")
        .replace("EXEC{code}:::notstarted", "EXEC{code}:::inprog")
    )
    assert after == expected


def test_a_status_is_written_within_the_marks_of_its_cell() -> None:
    after = edited(TABLE, TrackerEdit("P4", Status.READY))
    assert after == TABLE.replace("**In Progress**", "**Ready for Signoff**")


def test_the_words_of_the_file_come_first_then_the_first_synonym_then_the_canonical() -> None:
    words = Vocabulary(
        statuses={**BUILT_IN_STATUSES, "approved": Status.SIGNED_OFF, "ok": Status.SIGNED_OFF},
        spellings={Status.SIGNED_OFF: "APPROVED"},
    )
    edit = TrackerEdit("P4", Status.SIGNED_OFF)
    assert "**APPROVED**" in edited(TABLE, edit, words)
    with_own = TABLE.replace("| Completed (Doc Baseline) |", "| ✅ OK |")
    assert "**✅ OK**" in edited(with_own, edit, words)
    assert "**Signed Off**" in edited(TABLE, edit)


def test_evidence_goes_after_the_last_row_of_its_phase() -> None:
    after = edited(TABLE, TrackerEdit("P1", add_evidence=(DOC, CONTRACT)))
    row = "| P1 | doc | [Architecture](architecture/A.md) | |\n"
    new = (
        "| P1 | doc | architecture/New.md | a \\| note |\n"
        "| P1 | contract | `api/openapi.yaml#/paths/~1v1~1y` |  |\n"
    )
    assert after == TABLE.replace(row, row + new)


def test_evidence_can_be_removed_and_added_at_once() -> None:
    gone = read_tracker(TABLE.encode(), "t.md", WORDS).evidence_of("P4")
    after = edited(TABLE, TrackerEdit("P4", add_evidence=(DOC,), remove_evidence=gone))
    assert read_tracker(after.encode(), "t.md", WORDS).evidence_of("P4") == (DOC,)
    assert changed(TABLE, after)[1] == ["| P4 | doc | architecture/New.md | a \\| note |"]


def test_the_first_evidence_of_a_tracker_gets_a_table_at_the_end() -> None:
    text = "| Phase | Status |\r\n|---|---|\r\n| P4 | In Progress |"
    after = edited(text, TrackerEdit("P4", add_evidence=(DOC,)))
    assert after == text + (
        "\r\n\r\n## Evidence\r\n\r\n| Phase | Kind | Reference | Note |\r\n|---|---|---|---|\r\n"
        "| P4 | doc | architecture/New.md | a \\| note |"
    )


def test_signoffs_get_a_table_on_first_use_and_rows_after() -> None:
    first = edited(TABLE, TrackerEdit("p4", signoffs=(signoff("architecture"),)))
    assert first.startswith(TABLE + "\n## Sign-offs\n\n| Phase | Role | Reviewer | Date |")
    second = edited(first, TrackerEdit("P4", signoffs=(signoff("security", "Eve | *x*"),)))
    assert second.startswith(first)
    rows = read_tracker(second.encode(), "t.md", WORDS).signoffs_of("P4")
    assert rows == (signoff("architecture"), signoff("security", "Eve | *x*"))


def test_a_signoff_heading_that_waits_for_its_table_is_used() -> None:
    text = TABLE.replace("## Notes", "## Sign-offs\n## Notes")
    after = edited(text, TrackerEdit("P4", signoffs=(signoff("ops"),)))
    assert "## Sign-offs\n\n| Phase |" in after
    assert "|\n\n## Notes" in after


def test_a_heading_phase_is_edited_in_place() -> None:
    edit = TrackerEdit("P4", Status.READY, add_evidence=(CONTRACT,))
    assert edited(HEADINGS, edit) == HEADINGS.replace(
        "**Status:** In Progress ·", "**Status:** Ready for Signoff ·"
    ).replace(
        "- tests/test_x.py::test_y\n",
        "- tests/test_x.py::test_y\n- contract: `api/openapi.yaml#/paths/~1v1~1y`\n",
    )


@pytest.mark.parametrize("mark", ["\\", "  ", "<br>", "\\  "])
def test_an_edit_keeps_what_breaks_the_line(mark: str) -> None:
    before = (
        f"## Phase 4 — R&amp;D\n\n**Status:** In Progress{mark}\n**Evidence:** a.md{mark}\nmore\n"
    )
    after = edited(before, TrackerEdit("P4", Status.READY, add_evidence=(DOC,)))
    assert after == before.replace("In Progress", "Ready for Signoff").replace(
        "a.md", "a.md, doc: architecture/New.md (a \\| note)"
    )


def test_an_edit_beside_entities_keeps_every_other_byte() -> None:
    before = (
        "| Phase | Title | Status |\n|---|---|---|\n"
        "| P4 | R&amp;D &mdash; `&amp;` | **In Progress** (main &amp; #3) |\n"
        "| P5 | &lt;b&gt; | Signed&nbsp;Off |\n"
    )
    after = edited(before, TrackerEdit("P4", Status.READY))
    assert after == before.replace("In Progress", "Ready for Signoff")


def test_evidence_in_one_line_grows_and_shrinks() -> None:
    added = edited(HEADINGS, TrackerEdit("TN-07", add_evidence=(CONTRACT,)))
    line = "- Evidence: a/b.md, `cmd/c.go` (new)"
    assert line + ", contract: `api/openapi.yaml#/paths/~1v1~1y`\n" in added
    gone = Evidence(Kind.CODE, "cmd/c.go", "new")
    removed = edited(added, TrackerEdit("TN-07", remove_evidence=(gone,)))
    assert "- Evidence: a/b.md, contract: `" in removed


def test_an_evidence_cell_grows() -> None:
    text = "| Phase | Status | Evidence |\n|---|---|---|\n| P1 | In Progress | — |\n"
    once = edited(text, TrackerEdit("P1", add_evidence=(Evidence(Kind.DOC, "a*.md", "n"),)))
    assert once.endswith("| P1 | In Progress | doc: `a*.md` (n) |\n")
    twice = edited(once, TrackerEdit("P1", add_evidence=(Evidence(Kind.CODE, "x.py"),)))
    assert twice.endswith("| doc: `a*.md` (n), code: x.py |\n")


def refused(text: str, edit: TrackerEdit) -> str:
    with pytest.raises(DocumentError) as caught:
        edited(text, edit)
    (problem,) = caught.value.problems
    assert problem.mend
    return f"{problem.place}: {problem.wrong}"


def test_what_a_person_has_to_mend_first_is_refused() -> None:
    unknown = TABLE.replace("| Not Started | @bo", "| Nope | @bo")
    assert refused(unknown, TrackerEdit("EXEC", Status.IN_PROGRESS)).startswith("t.md:13: “Nope”")
    assert "no phase “P9”" in refused(TABLE, TrackerEdit("P9", Status.READY))
    gone = TrackerEdit("P4", remove_evidence=(DOC,))
    assert "has no evidence" in refused(TABLE, gone)
    hidden = TrackerEdit("P4", add_evidence=(Evidence(Kind.DOC, "a\u202eb.md"),))
    assert "can't be seen" in refused(TABLE, hidden)
    open_end = TABLE + "\n```\ncode\n"
    edit = TrackerEdit("P4", signoffs=(signoff("ops"),))
    assert "not closed" in refused(open_end, edit)
    brackets = Evidence(Kind.DOC, "a.md", "one) two, (three")
    assert "can't be kept" in refused(HEADINGS, TrackerEdit("TN-07", add_evidence=(brackets,)))


def test_asking_for_what_is_there_changes_nothing() -> None:
    same = TrackerEdit("P4", Status.IN_PROGRESS, snapshot=date(2026, 2, 24))
    assert edited(TABLE, same) == TABLE
