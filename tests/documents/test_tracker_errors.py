"""What makes a tracker unusable: each with file, line and mend."""

import pytest

from bot.documents.problems import DocumentError
from bot.documents.tracker import read_tracker
from bot.readiness.place import Problem
from tests.documents.trackers import HEADINGS, TABLE, WORDS


def problems_of(text: str | bytes) -> tuple[Problem, ...]:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(DocumentError) as caught:
        read_tracker(data, "doc/T.md", WORDS)
    assert all(problem.mend for problem in caught.value.problems)
    return caught.value.problems


def test_two_rows_for_one_phase() -> None:
    (problem,) = problems_of(TABLE.replace("| EXEC | I", "| p4 | I"))
    assert str(problem.place) == "doc/T.md:13"
    assert "line 12" in problem.wrong


def test_a_row_and_a_heading_for_one_phase() -> None:
    (problem,) = problems_of(TABLE + "\n## P4: ERD\n\nStatus: In Progress\n")
    assert "P4" in problem.wrong


def test_no_status_column_points_at_the_nearest_table() -> None:
    (problem,) = problems_of("# T\n\n| Phase | Stauts |\n|---|---|\n| P1 | x |\n")
    assert str(problem.place) == "doc/T.md:3"
    assert "no column Status" in problem.wrong
    assert "Phase, Stauts" in problem.wrong


def test_nothing_like_a_phase_at_all() -> None:
    (problem,) = problems_of("# Only prose\n")
    assert str(problem.place) == "doc/T.md:1"


def test_an_evidence_table_without_references() -> None:
    (problem,) = problems_of(TABLE + "\n| Phase | Kind | Note |\n|---|---|---|\n")
    assert "no column Reference" in problem.wrong


def test_a_signoff_table_without_its_record() -> None:
    text = TABLE + "\n| Phase | Role | Reviewer | Date | Correlation ID |\n|---|---|---|---|---|\n"
    (problem,) = problems_of(text)
    assert "no column Record" in problem.wrong


def test_two_columns_of_one_meaning() -> None:
    (problem,) = problems_of("| Phase | Gate | Status |\n|---|---|---|\n")
    assert "Phase and Gate" in problem.wrong


def test_a_row_without_a_phase() -> None:
    (problem,) = problems_of(TABLE.replace("| EXEC |", "|  |"))
    assert str(problem.place) == "doc/T.md:13"


def test_a_misspelt_status_field_does_not_drop_its_phase() -> None:
    (problem,) = problems_of(HEADINGS.replace("\nStatus: Signed", "\nStauts: Signed"))
    assert str(problem.place) == "doc/T.md:19"
    assert "Write “Status:”" in problem.mend


def test_a_heading_without_a_status_beside_others_that_have_one() -> None:
    (problem,) = problems_of(HEADINGS + "\n## Phase 6 — Ops\n\nText.\n")
    assert "P6" in problem.wrong


def test_two_statuses_under_one_heading() -> None:
    (problem,) = problems_of(HEADINGS + "\nStatus: In Progress\n")
    assert "second status" in problem.wrong


def test_bytes_that_are_not_utf_8() -> None:
    (problem,) = problems_of(b"# T\r\n\r\nna\xefve\r\n")
    assert str(problem.place) == "doc/T.md:3"


def test_a_snapshot_date_that_does_not_exist() -> None:
    (problem,) = problems_of(TABLE.replace("2026-02-24", "2026-02-31"))
    assert str(problem.place) == "doc/T.md:3"


def test_an_evidence_row_that_is_none_is_told_and_the_rest_is_read() -> None:
    text = TABLE.replace("| P1 | doc |", "| P9 | doc |").replace(
        "| Phase 4 | contract", "| P4 | spec"
    )
    tracker = read_tracker(text.encode(), "doc/T.md", WORDS)
    assert [str(p.place) for p in tracker.problems] == ["doc/T.md:28", "doc/T.md:27"]
    assert len(tracker.evidence_of("P4")) == 1
    assert [str(p.place) for p in tracker.problems_of("p4")] == ["doc/T.md:28"]
    assert tracker.problems_of("P1") == ()
