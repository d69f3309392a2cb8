"""Every line of a list of checkboxes is read or reported, in the ops track and for a release."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents.edit_ops import edit_ops
from bot.documents.release_readiness import read_release_readiness
from bot.documents.tracker import read_tracker
from bot.documents.tracker_model import OpsEdit, Tracker
from bot.documents.vocabulary import Vocabulary
from bot.readiness.ops import changed
from bot.readiness.release import Call
from bot.readiness.work import OpsAction, OpsChange

WORDS = Vocabulary()
PHASES = "| Phase | Title | Status |\n|---|---|---|\n| P1 | One | Signed Off |\n\n"
OPS = f"{PHASES}## Parallel Ops Track\n\n- [ ] First\n"
OPEN_MARKS = ["[ ]", "[]", "[-]", "[~]", "[ x]", "[x ]", "[\u00a0]", "[\u00a0x]", "[✓]", "[х]"]  # noqa: RUF001 - a Cyrillic letter


def tracked(line: str) -> Tracker:
    return read_tracker(f"{OPS}{line}\n".encode(), "t.md", WORDS)


@pytest.mark.parametrize("mark", OPEN_MARKS)
def test_an_unknown_mark_is_open(mark: str) -> None:
    item = tracked(f"- {mark} Restore drill [blocking]").ops[1]
    assert (item.text, item.done, item.blocking) == ("Restore drill [blocking]", False, True)
    found = read_release_readiness(f"- [x] A\n- {mark} Drill\n".encode(), "r.md")
    assert [(c.text, c.call) for c in found.criteria][1] == ("Drill", Call.NO_GO)


@pytest.mark.parametrize(
    "line", ["- Restore drill", "- [drill](doc/drill.md)", "-[ ] Drill", "-\u00a0[ ] Drill"]
)
def test_a_line_without_a_box_among_boxes_is_reported(line: str) -> None:
    (problem,) = tracked(line).other_problems
    assert problem.place.line == len(OPS.splitlines()) + 1
    found = read_release_readiness(f"- [x] A\n{line}\n".encode(), "r.md")
    assert [p.place.line for p in found.problems] == [2]


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("Drill [blocking]", ""),
        ("Drill [blocking](doc/why.md)", ""),
        ("Drill [Blocking][1]", ""),
        ("Drill (blocking, owner: ravi)", "ravi"),
        ("Drill (owner: ravi, blocking)", "ravi"),
        ("Drill (owner: ravi, due: 2026-12-01, blocking)", "ravi"),
        ("Drill (blocking for the release)", ""),
    ],
)
def test_blocking_is_read_in_each_form(text: str, owner: str) -> None:
    box = tracked(f"- [ ] {text}")
    assert (box.ops[1].blocking, box.ops[1].owner) == (True, owner)
    table = f"{PHASES}## Outstanding items\n\n| Item | Due |\n|---|---|\n| {text} | |\n"
    (row,) = read_tracker(table.encode(), "t.md", WORDS).ops
    assert (row.blocking, row.owner) == (True, owner)


@pytest.mark.parametrize("text", ["Drill (non-blocking)", "Drill (blocking: no)", "Unblocking"])
def test_what_says_otherwise_does_not_block(text: str) -> None:
    assert not tracked(f"- [ ] {text}").ops[1].blocking


def test_commas_part_fields_as_semicolons_do() -> None:
    item = tracked("- [ ] Drill (owner: kwame, due: 1 Nov 2026, tracked in: TW-1, doc/G.md)").ops[1]
    assert (item.text, item.owner, item.due) == ("Drill", "kwame", "2026-11-01")
    assert item.links == ("TW-1", "doc/G.md")


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("- [ ] Drill (due: 01/11/2026)", "“01/11/2026” (due) may mean two days."),
        ("- [ ] Drill (due: someday)", "“someday” (due) is not a date that can be read."),
        (
            "- [ ] Drill (snoozed until: spring)",
            "“spring” (snoozed until) is not a date that can be read.",
        ),
        (
            "- [ ] Drill (owner: kwame; dew: 2026-12-01)",
            "“dew: 2026-12-01” is no field of an item, so none beside it is read.",
        ),
    ],
)
def test_what_can_not_be_read_of_an_item_is_told_with_its_line(line: str, wrong: str) -> None:
    tracker = tracked(line)
    (problem,) = tracker.other_problems
    assert (problem.wrong, problem.place.line) == (wrong, len(OPS.splitlines()) + 1)
    assert not tracker.ops[1].done


@pytest.mark.parametrize("due", ["TBD", "-", "n/a", ""])
def test_a_day_that_is_still_open_is_no_problem(due: str) -> None:
    assert tracked(f"- [ ] Drill (due: {due})").other_problems == ()


def test_both_headings_are_read() -> None:
    text = f"{OPS}\n## Notes\n\n- [ ] not ours\n\n## Outstanding items: infra\n\n- [ ] Second\n"
    tracker = read_tracker(text.encode(), "t.md", WORDS)
    assert [item.text for item in tracker.ops] == ["First", "Second"]


def test_a_list_that_blocks_without_boxes_and_a_table_without_items_are_reported() -> None:
    text = (
        f"{PHASES}## Outstanding items\n\n- Drill [blocking]\n- `[blocking]` holds a release back\n"
        "\n| Task | Owner |\n|---|---|\n| Keys | ana |\n"
    )
    lines = [p.place.line for p in read_tracker(text.encode(), "t.md", WORDS).other_problems]
    assert lines == [7, 10]


@pytest.mark.parametrize("mark", ["[ ]", "[]", "[~]", "[ x]", "[\u00a0]"])
def test_an_item_with_any_mark_can_be_ticked_and_nothing_else_changes(mark: str) -> None:
    text = f"{OPS}- {mark} Drill (owner: kwame, due: 1 Nov 2026)\n- [x] Last\n"
    item = read_tracker(text.encode(), "t.md", WORDS).ops[1]
    after = changed(item, OpsChange(OpsAction.DONE, item.text))
    edited = edit_ops(text.encode(), "t.md", WORDS, OpsEdit(item, after))
    assert edited.decode() == text.replace(f"{mark} Drill", "[x] Drill")


SECTION = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(["- ", "* ", "1. ", "-\u00a0", "-", "  - "]),
            st.sampled_from(["[ ] ", "[x] ", "[] ", "[~]", "[\u00a0] ", "", "[blocking](x) "]),
            st.sampled_from(["Drill", "~~Keys~~", "Alerts (due: soon)", "`code`"]),
        ).map("".join),
        st.sampled_from(["| Drill | ana |", "|Keys|", "<!-- | Gone | x | -->"]),
    ),
    max_size=6,
)


@given(lines=SECTION, gaps=st.booleans())
@settings(max_examples=120, deadline=None)
def test_each_line_of_the_section_is_a_fact_or_a_problem(*, lines: list[str], gaps: bool) -> None:
    head = (
        f"{PHASES}## Parallel Ops Track\n\n- [ ] First\n\n| Item | Owner |\n|---|---|\n| A | b |\n"
    )
    joint = "\n\n" if gaps else "\n"
    text = head + "\n" + joint.join(lines) + joint + "- [ ] Last\n"
    tracker = read_tracker(text.encode(), "t.md", WORDS)
    told = {p.place.line for p in tracker.other_problems}
    told |= {item.place.line for item in tracker.ops if item.place}
    for number, line in enumerate(text.splitlines(), start=1):
        if "[ ]" in line or "[x]" in line or "[~]" in line or line.startswith("| D"):
            # A line right behind an item belongs to it.
            assert number in told or any(line in item.text for item in tracker.ops), line


@pytest.mark.parametrize("long", [" ", ">", "- ", "[", "| ", "-", "<!--", "- [ ] ", "1. "])
def test_no_line_takes_long(long: str) -> None:
    begun = time.process_time()
    table = "| Item | Owner |\n|---|---|\n| A | b |\n"
    line = long * (19_000 // len(long))
    text = f"{OPS}{line}x\n\n{table}\nText\n{line}x\n\n<div>\n{line}x\n</div>\n"
    read_tracker(text.encode(), "t.md", WORDS)
    assert time.process_time() - begun < 5
