"""Rows that fell out of their table are a problem with their line, in every document."""

from collections.abc import Callable, Iterable
from typing import Protocol

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents.gap_tracker import read_gap_tracker
from bot.documents.problems import DocumentError
from bot.documents.progress import read_progress
from bot.documents.release_readiness import read_release_readiness
from bot.documents.roadmap import read_roadmap
from bot.documents.tracker import read_tracker
from bot.documents.vocabulary import Vocabulary
from bot.readiness.place import Place, Problem

WORDS = Vocabulary()
PHASES = "| Phase | Title | Status |\n|---|---|---|\n| P1 | One | Signed Off |\n"
BETWEEN = [
    "\n",
    "\n\n",
    "<!-- the next ones wait -->\n",
    "\n<!-- two\nlines -->\n\n",
    "<!-- | P9 | commented | out | -->\n",
    "\nThese wait:\n\n",
    "<div>\n",
]


def lines(problems: tuple[Problem, ...]) -> list[int]:
    assert all("is outside its table" in p.wrong for p in problems)
    return [p.place.line for p in problems]


def line_of(text: str, words: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), start=1) if words in line)


@pytest.mark.parametrize("prefix", ["", "> ", "  "])
@pytest.mark.parametrize("between", BETWEEN)
def test_phases_outside_their_table_refuse_the_tracker(between: str, prefix: str) -> None:
    text = "".join(
        f"{prefix}{line}\n"
        for line in f"{PHASES}{between}| P2 | Two | Not Started |\n".splitlines()
    )
    with pytest.raises(DocumentError) as caught:
        read_tracker(text.encode(), "t.md", WORDS)
    assert lines(caught.value.problems) == [line_of(text, "P2")]


def test_a_row_that_is_indented_into_code_is_outside_as_well() -> None:
    text = f"{PHASES}\n    | P2 | Two | Not Started |\n"
    with pytest.raises(DocumentError):
        read_tracker(text.encode(), "t.md", WORDS)


@pytest.mark.parametrize(
    "behind",
    [
        "\n```\n| P2 | Two | Not Started |\n```\n",
        "\n<!--\n| P2 | Two | Not Started |\n-->\n",
        "\n| Risk | Owner | Note |\n|---|---|---|\n| r | o | n |\n",
        "\nA | stands for absolute.\n",
        "\n## Notes\n\n| P2 | Two | Not Started |\n",
        "\n    | Phase | Title | Status |\n    |---|---|---|\n    | P2 | Two | Signed Off |\n",
    ],
)
def test_code_comments_other_tables_and_prose_are_left_alone(behind: str) -> None:
    tracker = read_tracker((PHASES + behind).encode(), "t.md", WORDS)
    assert [phase.id for phase in tracker.phases] == ["P1"]
    assert tracker.problems == ()


def test_a_row_of_evidence_or_of_a_sign_off_blocks_its_phase() -> None:
    text = (
        f"{PHASES}\n| Phase | Kind | Reference | Note |\n|---|---|---|---|\n"
        "| P1 | doc | a.md | |\n\n| P1 | doc | b.md | |\n\n"
        "| Phase | Role | Reviewer | Date | Correlation ID | Record |\n|---|---|---|---|---|---|\n"
        "| P1 | ops | Ana | 2026-01-01 | c1 | r1 |\n\n| P1 | ops | Bo | 2026-01-01 | c2 | r2 |\n"
    )
    tracker = read_tracker(text.encode(), "t.md", WORDS)
    expected = [line_of(text, "b.md"), line_of(text, "c2")]
    assert lines(tracker.problems_of("P1")) == expected


def test_a_row_of_the_ops_track_is_named() -> None:
    text = (
        f"{PHASES}\n## Outstanding items\n\n| Item | Owner |\n|---|---|\n| Drill | ana |\n\n"
        "| Keys [blocking] | bo |\n"
    )
    tracker = read_tracker(text.encode(), "t.md", WORDS)
    assert lines(tracker.other_problems) == [line_of(text, "Keys")]
    assert [item.text for item in tracker.ops] == ["Drill"]


def test_gaps_roadmap_ledger_and_release() -> None:
    gaps = "| Gap | Status |\n|---|---|\n| Keys | open |\n\n| Drill | open |\n"
    assert lines(read_gap_tracker(gaps.encode(), "g.md").problems) == [5]
    plan = "| Phase | Deliverables |\n|---|---|\n| P1 | a |\n<!-- x -->\n| P2 | b |\n"
    assert lines(read_roadmap(plan.encode(), "r.md", WORDS).problems) == [5]
    ledger = "| Date | Commit | Title |\n|---|---|---|\n\n| 2026-01-01 | abc1234 | one |\n"
    assert lines(read_progress(ledger.encode(), "p.md").problems) == [4]
    release = "| Check | State |\n|---|---|\n| Drill | go |\n\n| Keys | no-go |\n"
    assert lines(read_release_readiness(release.encode(), "r.md").problems) == [5]


class Placed(Protocol):
    @property
    def place(self) -> Place | None: ...


def places(facts: Iterable[Placed], problems: Iterable[Placed]) -> set[int]:
    return {one.place.line for one in (*facts, *problems) if one.place}


def of_gaps(text: str) -> set[int]:
    read = read_gap_tracker(text.encode(), "d.md")
    return places(read.gaps, read.problems)


def of_release(text: str) -> set[int]:
    read = read_release_readiness(text.encode(), "d.md")
    return places(read.criteria, read.problems)


def of_roadmap(text: str) -> set[int]:
    read = read_roadmap(text.encode(), "d.md", WORDS)
    return places(read.phases, read.problems)


def of_ledger(text: str) -> set[int]:
    read = read_progress(text.encode(), "d.md")
    return places(read.entries, read.problems)


def of_tracker(text: str) -> set[int]:
    try:
        read = read_tracker(text.encode(), "d.md", WORDS)
    except DocumentError as error:
        return {problem.place.line for problem in error.problems}
    return places(read.phases, read.problems)


READERS: list[tuple[str, str, Callable[[str], set[int]]]] = [
    ("| Gap | Area | Status |", "| Keys {} | ops | open |", of_gaps),
    ("| Check | State | Why |", "| Keys {} | go | |", of_release),
    ("| Phase | Title | Deliverables |", "| P{} | Keys | a list |", of_roadmap),
    ("| Date | Commit | Title |", "| 2026-01-01 | abc123{} | keys |", of_ledger),
    ("| Phase | Title | Status |", "| P{} | Keys | Not Started |", of_tracker),
]


@pytest.mark.parametrize(("header", "row", "read"), READERS)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_whatever_stands_between_them_each_row_is_a_fact_or_a_problem(
    header: str, row: str, read: Callable[[str], set[int]], data: st.DataObject
) -> None:
    between = st.sampled_from(["", "", "\n", "<!-- x -->\n", "\n<!--\nx\n-->\n\n", "\nWait.\n\n"])
    newline = data.draw(st.sampled_from(["\n", "\r\n"]))
    prefix = data.draw(st.sampled_from(["", "> ", "  "]))
    body = "".join(f"{data.draw(between)}{row.format(n)}\n" for n in range(1, 6))
    lines = f"{header}\n|---|---|---|\n{row.format(0)}\n{body}".splitlines()
    text = newline.join(prefix + line for line in lines) + newline
    told = read(text)
    # A tracker with phases outside their table is refused, and names all of those alone.
    first = min(told) if read is of_tracker else 3
    rows = {n for n, line in enumerate(lines, start=1) if line.startswith("|") and n >= first}
    assert rows - {1, 2} <= told
