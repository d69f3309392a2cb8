"""The ledger of landed commits: read in two layouts, and appended to without another byte."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents.edit_progress import NEW_FILE, append_progress
from bot.documents.problems import DocumentError
from bot.documents.progress import read_progress
from bot.readiness.progress import LandedEntry, by_section, chart

PATH = "doc/Execution_Progress.md"
TABLE = """# Execution progress

The ledger, oldest first.

| Date | Commit | Area | What landed | By |
|------|--------|------|-------------|----|
| 2026-02-24 | aaaaaaaaa1 | Workers | billing worker runtime | jonas |
| 2026-02-26 | `aaaaaaaaa2` | Outbox + relays | NATS publisher | |

Nothing below is a ledger.

| Name | What |
|---|---|
| x | y |
"""
LISTS = """# Progress

## Outbox + relays

- 2026-02-24 `aaaaaaaaa1` outbox relay runtime
- [x] `aaaaaaaaa2` — notification relay (2026-02-26)

## Workers

* 2026-02-27: bbbbbbbbb3 billing worker

Prose with a word like defaced, and a list:

- nothing landed here
"""
NEW = (
    LandedEntry("2026-03-01", "c1" * 20, "Workers", "P4: signed off"),
    LandedEntry("2026-03-02", "c3" * 20, "P4", "P4: start"),
)


def entry(day: str, commit: str, section: str, title: str) -> LandedEntry:
    return LandedEntry(day, commit, section, title)


def appended(text: str, *entries: LandedEntry) -> str:
    return append_progress(text.encode(), PATH, entries).decode()


def added_lines(before: str, after: str) -> list[str]:
    """Return the lines that are new; all others are as they were, in their order."""
    old, new = before.splitlines(), after.splitlines()
    found, at = [], 0
    for line in new:
        if at < len(old) and line == old[at]:
            at += 1
        else:
            found.append(line)
    assert at == len(old), "a line of before is missing"
    return found


def test_a_table_is_read_by_its_headers() -> None:
    ledger = read_progress(TABLE.encode(), PATH)
    assert ledger.entries == (
        entry("2026-02-24", "aaaaaaaaa1", "Workers", "billing worker runtime"),
        entry("2026-02-26", "aaaaaaaaa2", "Outbox + relays", "NATS publisher"),
    )
    assert ledger.problems == ()
    assert str(ledger.entries[0].place) == f"{PATH}:7"


def test_lists_are_read_by_their_headings() -> None:
    ledger = read_progress(LISTS.encode(), PATH)
    assert ledger.entries == (
        entry("2026-02-24", "aaaaaaaaa1", "Outbox + relays", "outbox relay runtime"),
        entry("2026-02-26", "aaaaaaaaa2", "Outbox + relays", "notification relay"),
        entry("2026-02-27", "bbbbbbbbb3", "Workers", "billing worker"),
    )
    assert ledger.problems == ()


def test_a_table_under_a_heading_has_its_section() -> None:
    text = "# X\n\n### Relays\n\n| sha | Subject |\n|---|---|\n| abcdef1 | relay |\n"
    assert read_progress(text.encode(), PATH).entries == (entry("", "abcdef1", "Relays", "relay"),)


def test_what_cannot_be_read_is_told_with_its_line() -> None:
    text = TABLE.replace("aaaaaaaaa1", "soon").replace("2026-02-26", "26 Feb")
    ledger = read_progress(text.encode(), PATH)
    assert [str(p.place) for p in ledger.problems] == [f"{PATH}:7", f"{PATH}:8"]
    assert "“soon” is no commit." in ledger.problems[0].wrong
    assert "“26 Feb” (date) is not a date that can be read." in ledger.problems[1].wrong
    assert ledger.entries == (entry("", "aaaaaaaaa2", "Outbox + relays", "NATS publisher"),)
    lists = LISTS + "- 2026-03-01 the commit was forgotten\n"
    (problem,) = read_progress(lists.encode(), PATH).problems
    assert "names no commit" in problem.wrong
    with pytest.raises(DocumentError, match="not UTF-8"):
        read_progress(b"\xff", PATH)


def test_a_row_is_added_in_the_columns_and_the_style_of_the_table() -> None:
    after = appended(TABLE, *NEW)
    assert added_lines(TABLE, after) == [
        f"| 2026-03-01 | `{'c1' * 5}` | Workers | P4: signed off |  |",
        f"| 2026-03-02 | `{'c3' * 5}` | P4 | P4: start |  |",
    ]
    assert after.index("P4: start") < after.index("Nothing below")


def test_a_ledger_that_begins_with_the_newest_goes_on_doing_so() -> None:
    rows = [line for line in TABLE.splitlines() if line.startswith("| 2026")]
    turned = TABLE.replace("\n".join(rows), "\n".join(rows[::-1]))
    ledger = read_progress(appended(turned, *NEW).encode(), PATH)
    assert [e.date for e in ledger.entries] == sorted(e.date for e in ledger.entries)[::-1]


def test_sections_in_any_order_are_each_gone_on_with_at_their_end() -> None:
    first, second = LISTS.index("## Outbox"), LISTS.index("## Workers")
    prose = LISTS.index("Prose with")
    turned = LISTS[:first] + LISTS[second:prose] + LISTS[first:second] + LISTS[prose:]
    later = turned.replace("(2026-02-26)", "(2026-02-25)")
    after = appended(later, NEW[0])
    assert after.index("billing worker") < after.index("signed off") < after.index("## Outbox")


def test_notes_under_the_last_item_stay_there() -> None:
    noted = LISTS.replace("billing worker\n", "billing worker\n  - with notes\n\n  and more\n")
    after = appended(noted, NEW[0])
    assert after.index("and more") < after.index("signed off") < after.index("Prose with")


def test_an_item_goes_under_its_heading_or_a_new_one() -> None:
    after = appended(LISTS, *NEW)
    assert added_lines(LISTS, after) == [
        f"* 2026-03-01 {'c1' * 5} P4: signed off",
        "",
        "## P4",
        "",
        f"- 2026-03-02 `{'c3' * 5}` P4: start",
    ]
    assert after.index("signed off") < after.index("Prose with")


def test_a_section_is_found_whatever_its_case() -> None:
    shouted = LandedEntry("2026-03-01", "d" * 39 + "1", "WORKERS", "again")
    assert read_progress(appended(LISTS, shouted).encode(), PATH).entries[-1].section == "Workers"


def test_tables_under_headings_get_a_table_for_a_new_section() -> None:
    text = "# X\n\n## Relays\n\n| Commit | Title |\n|---|---|\n| abcdef1 | relay |\n"
    ledger = read_progress(appended(text, *NEW).encode(), PATH)
    assert [s.name for s in by_section(ledger.entries)] == ["Relays", "Workers", "P4"]


@pytest.mark.parametrize("text", ["", NEW_FILE.decode(), "# X\n\nNo ledger yet.", "\r\n"])
def test_a_file_without_a_ledger_gets_a_table(text: str) -> None:
    after = appended(text, *NEW)
    assert after.startswith(text)
    assert [e.title for e in read_progress(after.encode(), PATH).entries] == [
        "P4: signed off",
        "P4: start",
    ]


def test_what_is_there_is_not_added_again() -> None:
    once = appended(TABLE, NEW[0])
    assert appended(once, NEW[0]) == once
    known = LandedEntry("2026-02-24", "aaaaaaaaa1" + "0" * 30, "Workers", "another title")
    assert appended(TABLE, known) == TABLE


def test_a_sha_without_a_digit_is_written_longer() -> None:
    odd = LandedEntry("2026-03-01", "abcdefabcdefab1" + "0" * 25, "Workers", "x")
    assert "abcdefabcdefab1 x" in appended(LISTS, odd)


def test_a_file_that_ends_in_code_is_left_alone() -> None:
    with pytest.raises(DocumentError, match="not closed"):
        appended("# X\n\n```\nopen", *NEW)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("text", [TABLE, LISTS])
def test_line_ends_and_marks_stay(text: str, newline: str, bom: str) -> None:
    before = (bom + text.replace("\n", newline)).encode()
    expected = bom + appended(text, *NEW).replace("\n", newline)
    assert append_progress(before, PATH, NEW) == expected.encode()


WORDS = st.text(max_size=60) | st.sampled_from(
    (
        "a | b",
        "<b>x</b>",
        "`code`",
        "*x*",
        "[a](b)",
        "2026-01-01 x",
        "abcdef12 x",
        "x:",
        "(x)",
        "#1",
    )
)


@given(WORDS, WORDS, st.sampled_from((TABLE, LISTS, "")))
@settings(max_examples=150, deadline=None)
def test_whatever_a_commit_says_it_can_be_kept(title: str, section: str, text: str) -> None:
    new = LandedEntry("2026-03-01", "c0ffee" + "1" * 34, section, title)
    after = appended(text, new)
    added = [
        e for e in read_progress(after.encode(), PATH).entries if e.commit.startswith("c0ffee")
    ]
    assert len(added) == 1
    assert appended(after, new) == after


# --- the chart ---


def test_a_chart_places_landings_by_day_and_marks_what_is_not_recorded() -> None:
    entries = (
        entry("2026-02-01", "aaaaaa1", "Relays", "a"),
        entry("2026-02-02", "aaaaaa2", "Workers", "b"),
        LandedEntry("2026-02-11", "aaaaaa3", "relays", "c", recorded=False),
    )
    found = chart(entries, 11)
    assert (found.first, found.last) == ("2026-02-01", "2026-02-11")
    assert [(r.name, r.count, dict(r.cells)) for r in found.rows] == [
        ("Relays", 2, {0: True, 10: False}),
        ("Workers", 1, {1: True}),
    ]


def test_a_chart_without_days_shows_the_order() -> None:
    entries = tuple(entry("", f"aaaaaa{n}", str(n % 2), "x") for n in range(4))
    found = chart(entries, 10)
    assert (found.first, found.last) == ("", "")
    assert [sorted(r.cells) for r in found.rows] == [[0, 6], [3, 9]]


def test_a_chart_of_nothing_and_of_one_day() -> None:
    assert chart((), 10).rows == ()
    (row,) = chart((entry("2026-02-01", "aaaaaa1", "", "x"),) * 2, 10).rows
    assert row.cells == {0: True}
