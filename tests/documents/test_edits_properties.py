"""Whatever stands around a tracker's tables, an edit changes what was asked and no other byte."""

from dataclasses import replace
from datetime import date
from difflib import SequenceMatcher

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents.cells import normalise
from bot.documents.edits import TrackerEdit, edit_tracker
from bot.documents.tracker import read_tracker
from bot.readiness.evidence import Evidence, Kind
from bot.readiness.status import Status
from tests.documents.strategies import FILLERS, NEWLINES, TYPED
from tests.documents.trackers import HEADINGS, TABLE, WORDS, signoff

REFERENCES = TYPED.map(normalise).filter(bool)
EVIDENCE = st.builds(Evidence, st.sampled_from(Kind), REFERENCES, TYPED)


@st.composite
def trackers(draw: st.DrawFn) -> bytes:
    """A tracker with other things between its sections."""
    layout = draw(st.sampled_from([TABLE, HEADINGS]))
    lines: list[str] = []
    for line in layout.split("\n"):
        if line.startswith("## ") and draw(st.booleans()):
            lines += draw(FILLERS)
        lines.append(line)
    text = draw(NEWLINES).join(lines)
    if draw(st.booleans()):
        text = text.rstrip("\r\n")
    return (draw(st.sampled_from(["", "\ufeff"])) + text).encode()


EDITS = st.builds(
    TrackerEdit,
    phase=st.just("P4"),
    status=st.sampled_from([None, Status.READY, Status.SIGNED_OFF, Status.COMPLETED]),
    add_evidence=st.lists(EVIDENCE, max_size=2).map(tuple),
    signoffs=st.lists(st.builds(lambda who: signoff("ops", who), TYPED), max_size=2).map(tuple),
    snapshot=st.sampled_from([None, date(2026, 3, 1)]),
)


@given(trackers(), EDITS)
@settings(max_examples=120, deadline=None)
def test_an_edit_says_what_was_asked(data: bytes, edit: TrackerEdit) -> None:
    before = read_tracker(data, "t.md", WORDS)
    after = read_tracker(edit_tracker(data, "t.md", WORDS, edit), "t.md", WORDS)
    assert after.status_of("P4") == (edit.status or before.status_of("P4"))
    notes = [replace(e, note=normalise(e.note)) for e in edit.add_evidence]
    assert list(after.evidence_of("P4")) == [*before.evidence_of("P4"), *notes]
    names = [normalise(row.reviewer) for row in edit.signoffs]
    assert [row.reviewer for row in after.signoffs_of("P4")] == names
    others = [p.id for p in before.phases if p.id != "P4"]
    assert [after.status_of(p) for p in others] == [before.status_of(p) for p in others]
    assert [after.evidence_of(p) for p in others] == [before.evidence_of(p) for p in others]


@pytest.mark.parametrize("reference", [",", ">", "0;", "- a", "a (b)", "[a]", "`"])
def test_odd_references_are_kept_in_a_list_as_they_are(reference: str) -> None:
    edit = TrackerEdit("P4", add_evidence=(Evidence(Kind.DOC, reference),))
    after = read_tracker(edit_tracker(HEADINGS.encode(), "t.md", WORDS, edit), "t.md", WORDS)
    assert after.evidence_of("P4")[-1] == Evidence(Kind.DOC, reference)


@given(trackers(), st.sampled_from([Status.READY, Status.SIGNED_OFF]))
@settings(max_examples=60, deadline=None)
def test_a_status_edit_touches_one_place_of_each_kind(data: bytes, status: Status) -> None:
    after = edit_tracker(data, "t.md", WORDS, TrackerEdit("P4", status))
    old, new = data.decode(), after.decode()
    matcher = SequenceMatcher(None, old.split("\n"), new.split("\n"), autojunk=False)
    touched = [old.split("\n")[a:b] for op, a, b, *_ in matcher.get_opcodes() if op != "equal"]
    assert 1 <= len(touched) <= 2
    assert new.count("\r") == old.count("\r")
    assert len(new.split("\n")) == len(old.split("\n"))


@given(trackers(), EVIDENCE)
@settings(max_examples=60, deadline=None)
def test_adding_and_removing_evidence_leaves_the_file_as_it_was(
    data: bytes, evidence: Evidence
) -> None:
    item = replace(evidence, note=normalise(evidence.note))
    added = edit_tracker(data, "t.md", WORDS, TrackerEdit("P4", add_evidence=(item,)))
    removed = edit_tracker(added, "t.md", WORDS, TrackerEdit("P4", remove_evidence=(item,)))
    assert removed == data
