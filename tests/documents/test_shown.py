"""What people see in a tracker is what is read from it, or it blocks the phase and says so."""

import pytest

from bot.documents.problems import DocumentError
from bot.documents.tracker import read_tracker
from bot.documents.tracker_model import Tracker
from bot.documents.vocabulary import Vocabulary

ID = "c1f0aa21-1111-4222-8333-444455556666"
OTHER = "deadbeef-1111-4222-8333-444455556666"
RECORD = f"operations/evidence/signoffs/P4/{ID}.json"
PHASES = "| Phase | Title | Status | Owner |\n|---|---|---|---|\n"
ROW = "| P4 | ERD | In Progress | ana |\n"
SIGNOFFS = (
    "\n| Phase | Role | Reviewer | Date | Correlation ID | Record |\n|---|---|---|---|---|---|\n"
)
EVIDENCE = "\n| Phase | Kind | Reference | Note |\n|---|---|---|---|\n"


def read(text: str) -> Tracker:
    return read_tracker(text.encode(), "doc/T.md", Vocabulary())


def signed(reviewer: str = "Ana (ana)", id_: str = ID, record: str = RECORD) -> str:
    return f"{PHASES}{ROW}{SIGNOFFS}| P4 | ops | {reviewer} | 2026-02-24 | {id_} | {record} |\n"


@pytest.mark.parametrize(
    "text",
    [
        signed(id_=f"[{OTHER}]({ID})"),
        signed(id_=f"[**{OTHER[:8]}**]({ID})"),
        signed(id_=f"![{OTHER}]({ID})"),
        signed(record=f"[operations/evidence/signoffs/P4/{OTHER}.json]({RECORD})"),
        signed(record=f"[approved by all 5]({RECORD})"),
        signed(reviewer="\u202e)ana( anA\u202c"),
        signed(reviewer="Ana &#x202E;(ana)"),
        signed(reviewer="Ana <span hidden>(ana)</span>"),
        signed(reviewer="Ana (ana)<!-- and no one else -->"),
        signed(reviewer="![Ravi](r.png)"),
        PHASES + "| P4 | ERD | <span style='display:none'>In Progress</span> | ana |\n",
        PHASES + "| P4 | ERD | In Progress <img src=signed-off.svg> | ana |\n",
        PHASES + "| P4 | ERD | ![In Progress](signed-off.svg) | ana |\n",
        PHASES + "| P4 <a title='P5'>x</a> | ERD | In Progress | ana |\n",
        PHASES + "| P4 | ERD \u2067x\u2069 | In Progress | ana |\n",
        PHASES + ROW + EVIDENCE + "| P4 | doc | [doc/A.md](doc/Empty.md) | |\n",
        PHASES + ROW + EVIDENCE + "| P4 | doc | [Good.md](doc/Empty.md) | |\n",
        PHASES + ROW + EVIDENCE + "| P4 | code | [abc1234](def5678) | |\n",
        "## P4: ERD\n\nStatus: In <i hidden>x</i> Progress\n",
        "## P4: ERD <!-- x -->\n\nStatus: In Progress\n",
        "## P4: ERD\n\nStatus: In Progress\n\nEvidence:\n\n- [doc/A.md](doc/Empty.md)\n",
    ],
)
def test_what_shows_something_else_blocks_its_phase(text: str) -> None:
    tracker = read(text)

    named = {phase for phase, problem in tracker.shown_otherwise if problem.mend}
    assert named
    assert {phase[:2] for phase in named} == {"P4"}
    assert all(problem.place.line for _, problem in tracker.shown_otherwise)
    assert set(tracker.shown_otherwise) <= set(tracker.problems_by_phase)


@pytest.mark.parametrize(
    "text",
    [
        signed(),
        signed(id_=f"`{ID}`", record=f"`{RECORD}`"),
        signed(id_=f"[{ID}]({ID})", record=f"[record]({RECORD})"),
        signed(id_=f"[{ID[:8]}]({ID})", record=f"[{ID}.json]({RECORD})"),
        signed(reviewer="Ána \U0001f469\u200d\U0001f4bb (ana)"),
        signed(reviewer="\u05d0\u05e0\u05d4\u200f (ana)"),  # Hebrew, with the mark it needs
        PHASES + "| **P4** | <b>ERD</b><br/>v2 | ~~Not~~ In Progress | [@ana](https://x.y/ana) |\n",
        PHASES + "| P4 | `List<String>` \\<T> and 1 < 2 > 0 | In Progress | ana |\n",
        PHASES + "| P4 | [ERD, v1.2](doc/x.md) | In Progress 🔄 | ana |\n",
        PHASES + ROW + EVIDENCE + "| P4 | doc | [the ERD](doc/A.md) | <details>x</details> |\n",
        PHASES + ROW + EVIDENCE + "| P4 | doc | [doc/A.md](../doc/A.md) | |\n",
        PHASES + ROW + EVIDENCE + "| P4 | doc | [A.md](doc/A.md#keys) | |\n",
        PHASES + ROW + EVIDENCE + "| P4 | doc | [Node.js](doc/A.md) | |\n",
        PHASES + ROW + EVIDENCE + "| P4 | test | t.py::x <https://ci.example/1> | |\n",
        "<details>\n\n" + PHASES + ROW + "\n</details>\n",
        "<!-- display: none -->\n\n" + PHASES + ROW,
        PHASES + ROW + "\n<div hidden>\n\nOld words\n\n</div>\n",
        "| Risk | Impact |\n|---|---|\n| <img src=x> \u202e | y |\n\n" + PHASES + ROW,
    ],
)
def test_what_shows_what_it_is_blocks_nothing(text: str) -> None:
    assert read(text).shown_otherwise == ()


@pytest.mark.parametrize(
    "opening",
    ["<div hidden>", "<div style='display: none'>", '<p style="font-size:0">', "<template>"],
)
def test_a_table_that_is_hidden_is_not_read(opening: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read(f"# T\n\n{opening}\n\n{PHASES}{ROW}\n")

    (problem,) = caught.value.problems
    assert str(problem.place) == "doc/T.md:3"
    assert "hides from people" in problem.wrong


def test_columns_that_look_alike_are_refused() -> None:
    with pytest.raises(DocumentError, match="look alike"):
        read("| Phase | \u0405tatus | Status |\n|---|---|---|\n| P4 | Signed Off | In Progress |\n")


def test_phases_that_look_alike_block_each_other() -> None:
    tracker = read(PHASES + ROW + "| \u04204 | ERD | Not Started | ana |\n")

    assert [phase for phase, _ in tracker.shown_otherwise] == ["P4", "\u04204"]


@pytest.mark.parametrize("word", ["\u0405igned Off", "Signed Off \u202e", "S1gned Off"])
def test_a_status_that_only_looks_right_is_none(word: str) -> None:
    tracker = read(PHASES + f"| P4 | ERD | {word} | ana |\n")

    assert tracker.problems_of("P4")
