"""Whatever stands in a row or an item of a section is a fact or a problem, and never nothing."""

from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents.cells import plain_text
from bot.documents.gap_tracker import read_gap_tracker
from bot.documents.policy_file import QueueFields
from bot.documents.problems import DocumentError
from bot.documents.progress import read_progress
from bot.documents.release_readiness import read_release_readiness
from bot.documents.roadmap import read_roadmap
from bot.documents.tracker import read_tracker
from bot.documents.work_queue import read_work_queue
from bot.readiness.place import Place, Problem
from tests.documents.trackers import WORDS

PHASES = "| Phase | Status |\n|---|---|\n| P1 | Not Started |\n\n"
# What people put into cells, and what only looks like nothing.
CELL = st.one_of(
    st.sampled_from(
        (
            *("", "-", "—", "P1", "P2", "Phase 1", "doc", "code", "a.md", "[x](a.md)", "[x][y]"),
            *("`a.md`", "<br>", "&nbsp;", "&amp;", "**", "``", "<!-- x -->", "![](x)", "[ ]"),
            *("Done", "go", "2026-01-01", "soon", "abc1234", "\u00a0", "\\", "~~x~~", "?", "漢"),
        )
    ),
    st.text("abP1 .*_`<>[]()&;\\-é", max_size=8).map(str.strip),
)
ROWS = st.lists(st.lists(CELL, min_size=1, max_size=7), min_size=1, max_size=5)


def lines_of(found: Iterable[Problem | Place | None]) -> set[int]:
    places = (each.place if isinstance(each, Problem) else each for each in found)
    return {place.line for place in places if place is not None}


def of_tracker(text: str) -> set[int]:
    try:
        read = read_tracker(text.encode(), "t.md", WORDS)
    except DocumentError as error:
        return lines_of(error.problems)
    evidence = [item.place for items in read.evidence.values() for item in items]
    rows = [
        *(phase.place for phase in read.phases),
        *(row.place for row in read.signoffs),
        *(row.place for row in read.waivers),
        *(item.place for item in read.completed),
        *(item.place for item in read.ops),
    ]
    return lines_of([*evidence, *rows, *read.problems])


def of_gaps(text: str) -> set[int]:
    read = read_gap_tracker(text.encode(), "t.md")
    return lines_of([*(gap.place for gap in read.gaps), *read.problems])


def of_roadmap(text: str) -> set[int]:
    read = read_roadmap(text.encode(), "t.md", WORDS)
    facts = [*(phase.place for phase in read.phases), *(d.place for d in read.deliverables)]
    return lines_of([*facts, *read.problems])


def of_ledger(text: str) -> set[int]:
    read = read_progress(text.encode(), "t.md")
    return lines_of([*(entry.place for entry in read.entries), *read.problems])


def of_release(text: str) -> set[int]:
    try:
        read = read_release_readiness(text.encode(), "t.md")
    except DocumentError as error:
        return lines_of(error.problems)
    return lines_of([*(one.place for one in (*read.criteria, *read.decisions)), *read.problems])


TABLES: dict[str, tuple[str, str, Callable[[str], set[int]]]] = {
    "phases": ("", "| Phase | Title | Status | Owner |", of_tracker),
    "evidence": (PHASES, "| Phase | Kind | Reference | Note |", of_tracker),
    "evidence cells": (PHASES, "| Phase | Evidence |", of_tracker),
    "sign-offs": (
        PHASES,
        "| Phase | Role | Reviewer | Date | Correlation ID | Record |",
        of_tracker,
    ),
    "waivers": (PHASES, "| Phase | Waives | Reason | By | Until |", of_tracker),
    "completed items": (PHASES, "| Item | Evidence |", of_tracker),
    "ops track": (f"{PHASES}## Parallel Ops Track\n\n", "| Item | Owner | Status |", of_tracker),
    "gap tracker": ("", "| Gap | Area | Status |", of_gaps),
    "roadmap": ("", "| Phase | Title | Deliverables |", of_roadmap),
    "ledger": ("", "| Date | Commit | Title |", of_ledger),
    "release": ("", "| Criterion | State | Why |", of_release),
}


@pytest.mark.parametrize("name", TABLES)
@given(rows=ROWS)
@settings(max_examples=50, deadline=None)
def test_each_row_is_a_fact_or_a_problem(name: str, rows: list[list[str]]) -> None:
    before, header, read = TABLES[name]
    width = header.count("|") - 1
    body = ["| " + " | ".join(row[:width]) + " |" for row in rows]
    text = before + "\n".join([header, "|---" * width + "|", *body]) + "\n"
    first = text.count("\n") - len(body) + 1
    said = {first + at for at, row in enumerate(rows) if _says_something(name, row[:width])}
    if name == "roadmap":  # what is there a second time counts once
        said &= {first}
    told = read(text)
    if read is of_tracker and (name == "phases" or 3 not in told):
        assert told or not said  # the file is refused, with what is to be corrected first
        return
    assert said <= told


def _says_something(name: str, row: list[str]) -> bool:
    """Tell whether a row shows something; a phase without evidence yet says nothing of it."""
    shown = [plain_text(cell) for cell in row]
    if name == "evidence cells":
        return len(row) > 1 and any(char.isalnum() for char in shown[1])
    return any(shown)


ITEM = st.sampled_from(
    (
        *("a.md", "doc: a.md (note)", "[x](a.md)", "Owner: bo", "Status: Done", "`a.md`, b", "x"),
        *("**Evidence:** b.md", "[ ] c.md", "a.md\\", "&amp;", "漢字", "Note: later"),
    )
)


@given(
    items=st.lists(ITEM, min_size=1, max_size=6),
    label=st.sampled_from(["Evidence:", "### Evidence"]),
)
@settings(max_examples=80, deadline=None)
def test_each_item_of_an_evidence_list_is_a_fact_or_a_problem(items: list[str], label: str) -> None:
    text = f"## P1: Model\n\nStatus: Not Started\n\n{label}\n\n"
    first = text.count("\n") + 1
    told = of_tracker(text + "".join(f"- {item}\n" for item in items))
    fields = ("Owner:", "Status:")  # of the phase, wherever they stand
    said = {first + at for at, item in enumerate(items) if not item.startswith(fields)}
    assert said <= told or told - said  # or the file is refused with another line


TASK = st.sampled_from(
    (
        *("{id: T1, status: done}", "{id: T1}", "T1", "{status: done}", "[]", "{}", "~", "7"),
        *("{id: T1, status: todo, phase: P1}", "{id: T1, status: todo, phase: {a: b}}", "''"),
    )
)
KEYS = st.sampled_from(("tasks", "task", "todos"))


@given(phases=st.lists(st.tuples(KEYS, st.lists(TASK, min_size=1, max_size=3)), max_size=3))
@settings(max_examples=100, deadline=None)
def test_each_task_of_a_queue_is_a_fact_or_a_problem(phases: list[tuple[str, list[str]]]) -> None:
    lines = ["phases:", "  - id: P0", "    tasks:", "      - {id: T0, status: done}"]
    said = {4}
    for key, tasks in phases:
        lines += ["  - id: P1", f"    {key}:"]
        told_by_its_list = key != "tasks"
        for task in tasks:
            lines.append(f"      - {task}")
            said |= set() if told_by_its_list else {len(lines)}
    try:
        told = {
            t.place.line
            for t in read_work_queue("\n".join(lines).encode(), "q.yaml", QueueFields())
        }
    except DocumentError:
        return  # it names what is wrong, and nothing is taken of the rest
    assert said <= told
    others = [tasks for key, tasks in phases if key != "tasks"]
    assert not any("id:" in task and "status:" in task for tasks in others for task in tasks)
