"""Every example of docs/tracker.md is read as the page says."""

import re
from datetime import date
from pathlib import Path

from bot.documents.policy_file import read_policy
from bot.documents.roadmap import read_roadmap
from bot.documents.tracker import read_tracker
from bot.documents.work_queue import read_work_queue
from bot.readiness.evidence import Kind
from bot.readiness.reminding import Reminding
from bot.readiness.status import Status
from tests.documents.trackers import WORDS

PAGE = Path(__file__).parents[2] / "docs" / "tracker.md"
EXAMPLE = re.compile(r"^(`{3,})(\w+) ([\w-]+)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
EXAMPLES = [(m[3], m[4]) for m in EXAMPLE.finditer(PAGE.read_text(encoding="utf-8"))]


def example(name: str, number: int = 0) -> bytes:
    return [text for known, text in EXAMPLES if known == name][number].encode()


def test_every_example_has_a_test_here() -> None:
    assert [name for name, _ in EXAMPLES] == [
        "tracker",
        "tracker",
        "evidence",
        "signoffs",
        "waivers",
        "extras",
        "ops",
        "policy",
        "tracker-with-synonyms",
        "queue",
        "roadmap",
    ]
    fences = re.findall(r"^`{3,}\w+", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(fences) == len(EXAMPLES) + 1  # the diagram within an example


def test_the_table_and_what_may_stand_beside_it() -> None:
    names = ("tracker", "evidence", "signoffs", "waivers", "extras")
    parts = [example(name) for name in names]
    tracker = read_tracker(b"\n".join(parts), "t.md", WORDS)
    assert [p.id for p in tracker.phases] == ["P3", "P4", "EXEC"]
    assert [e.kind for e in tracker.evidence_of("P4")] == [Kind.DOC, Kind.CONTRACT, Kind.TEST]
    assert [row.reviewer for row in tracker.signoffs_of("P3")] == ["Ana Lima"]
    assert [(w.waives, w.by, w.until) for w in tracker.waivers] == [
        ("security", "ana", "2026-12-31")
    ]
    assert [item.done for item in tracker.ops] == [False, True]
    assert len(tracker.completed[0].evidence) == 2
    assert {n.id: n.css_class for n in tracker.diagram} == {
        "P3": "done",
        "P4": "inprog",
        "EXEC": "notstarted",
    }
    assert tracker.snapshot_date is not None
    assert tracker.problems == ()


def test_the_headings() -> None:
    tracker = read_tracker(example("tracker", 1), "t.md", WORDS)
    assert [(p.id, p.status) for p in tracker.phases] == [
        ("P4", Status.IN_PROGRESS),
        ("EXEC", Status.NOT_STARTED),
    ]
    assert [e.kind for e in tracker.evidence_of("P4")] == [Kind.DOC, Kind.TEST]
    assert [e.kind for e in tracker.evidence_of("EXEC")] == [Kind.CODE, Kind.CONTRACT]


def test_the_policy_and_the_tracker_that_needs_its_words() -> None:
    file = read_policy(example("policy"), "oid")
    assert file.policy.gate("EXEC").requires["security"] == 2
    assert file.policy.gate("EXEC").owners == ("bo",)
    assert file.policy.rules.reminding == Reminding(72, (24, 48), frozenset({date(2026, 12, 25)}))
    tracker = read_tracker(example("tracker-with-synonyms"), "t.md", file.vocabulary)
    assert [p.status for p in tracker.phases] == [Status.SIGNED_OFF, Status.IN_PROGRESS]
    queue = read_work_queue(example("queue"), "q.yaml", file.queue)
    assert all(task.closed for task in queue)


def test_the_roadmap() -> None:
    roadmap = read_roadmap(example("roadmap"), "r.md", WORDS)
    assert [(d.phase, d.text) for d in roadmap.deliverables] == [
        ("P4", "Entity relationship diagram"),
        ("P4", "Schema, version 1"),
        ("EXEC", "First vertical slice"),
    ]


def test_the_ops_track() -> None:
    tracker = read_tracker(example("tracker") + b"\n" + example("ops"), "t.md", WORDS)
    slo, drill, runbooks = tracker.ops
    assert (slo.owner, slo.due, slo.since, slo.blocking) == (
        "ana",
        "2026-12-01",
        "2026-02-24",
        True,
    )
    assert (drill.text, drill.owner, runbooks.done) == ("Restore drill", "bo", True)
