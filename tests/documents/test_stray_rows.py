"""Rows that fell out of their table are a problem with their line, in every document."""

import pytest

from bot.documents.gap_tracker import read_gap_tracker
from bot.documents.problems import DocumentError
from bot.documents.progress import read_progress
from bot.documents.release_readiness import read_release_readiness
from bot.documents.roadmap import read_roadmap
from bot.documents.tracker import read_tracker
from bot.documents.vocabulary import Vocabulary
from bot.readiness.place import Problem

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
