"""Days as people write them: what can mean one day is read, all else is a problem of its line."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.dates import IN_TEXT, read_date
from bot.documents.edits import edit_tracker
from bot.documents.problems import DocumentError
from bot.documents.progress import read_progress
from bot.documents.tracker import read_tracker
from bot.documents.tracker_model import TrackerEdit
from bot.documents.vocabulary import Vocabulary

WORDS = Vocabulary()
PHASES = "| Phase | Title | Status |\n|---|---|---|\n| P1 | One | In Progress |\n"
FORMS = ["%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%Y%m%d", "%d %b %Y", "%B %d, %Y", "%a %d %b %Y"]
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))


@given(DAYS, st.sampled_from(FORMS))
def test_each_form_means_its_day(day: date, form: str) -> None:
    assert read_date(day.strftime(form)) == day


@given(DAYS)
def test_slashes_are_read_where_one_day_alone_is_meant(day: date) -> None:
    ambiguous = day.day <= 12 and day.day != day.month
    for form in ("%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y"):
        assert read_date(day.strftime(form)) == (None if ambiguous else day)


@given(DAYS, st.integers(1, 6))
def test_a_weekday_that_is_another_ones_makes_it_no_day(day: date, off: int) -> None:
    other = (day + timedelta(days=off)).strftime("%A")
    assert read_date(f"{other}, {day.isoformat()}") is None


@pytest.mark.parametrize(
    "text",
    ["", "soon", "Nov 2026", "31/02/2026", "2026-13-01", "1/2/26", "2026-W01-1", "1 No 2026"],
)
def test_other_text_is_no_day(text: str) -> None:
    assert read_date(text) is None


@given(st.text("0123456789/.-NovJan 2026st,", max_size=16))
def test_what_is_read_as_a_day_of_running_text_was_meant_as_one(text: str) -> None:
    for found in IN_TEXT.finditer(text):
        day = read_date(found[0])
        assert day is None or str(day.year) in found[0]


@pytest.mark.parametrize("written", ["2026-02-24", "24 Feb 2026", "2026/02/24", "24.02.2026"])
def test_the_last_snapshot_is_read_and_written_in_its_place(written: str) -> None:
    text = f"last snapshot: {written}, by hand\n\n{PHASES}"
    assert read_tracker(text.encode(), "t.md", WORDS).snapshot_date == date(2026, 2, 24)
    edit = TrackerEdit("P1", snapshot=date(2026, 3, 1))
    edited = edit_tracker(text.encode(), "t.md", WORDS, edit)
    assert edited.decode() == text.replace(written, "2026-03-01")


def test_a_last_snapshot_that_means_two_days_is_refused_with_its_line() -> None:
    with pytest.raises(DocumentError, match="may mean two days"):
        read_tracker(f"# T\n\nlast snapshot 03/02/2026\n\n{PHASES}".encode(), "t.md", WORDS)


def test_waivers_and_the_ledger_read_the_same_days() -> None:
    waivers = (
        f"{PHASES}\n| Phase | Waives | Reason | By | Until |\n|---|---|---|---|---|\n"
        "| P1 | ops | r | ana | 31 Dec 2026 |\n| P1 | ops | r | ana | 01/02/2026 |\n"
    )
    rows = read_tracker(waivers.encode(), "t.md", WORDS).waivers
    assert [row.until for row in rows] == ["2026-12-31", "01/02/2026"]
    ledger = (
        "| Date | Commit | Title |\n|---|---|---|\n| 1 Nov 2026 | abc1234 | one |\n"
        "| 01/02/2026 | abc1235 | two |\n\n- 2 Nov 2026 abc1236 three\n- abc1237 four 03/02/2026\n"
    )
    read = read_progress(ledger.encode(), "p.md")
    assert [entry.date for entry in read.entries] == ["2026-11-01", "", "2026-11-02", ""]
    assert [problem.place.line for problem in read.problems] == [4, 7]
