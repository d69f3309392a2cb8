"""One reader of status words: what is a word, what stands around it, and what takes it back."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents.edits import edit_tracker
from bot.documents.gap_tracker import read_gap_tracker
from bot.documents.policy_file import QueueFields
from bot.documents.status_words import CLOSED_WORDS, read_status
from bot.documents.tracker import read_tracker
from bot.documents.tracker_model import TrackerEdit
from bot.documents.vocabulary import Vocabulary
from bot.documents.work_queue import read_work_queue
from bot.readiness.phase import UnknownStatus
from bot.readiness.status import Status

WORDS = Vocabulary()
GIVEN = [
    "{}",
    "**{}**",
    "`{}`",
    "✅ {}",
    "{} ✅",
    ":white_check_mark: {}",
    "✔️ {}",
    "{} (2026-03-01)",
    "{} (1 Mar 2026)",
    "{} (v1.2)",
    "{} — 2026-03-01",
    "{} (by Ana Lima)",
    "{} (see [the minutes](doc/minutes.md?plain=1), PR #12)",
    "{} (https://ci.example.org/runs?id=7)",
    "{}.",
]
NOT_GIVEN = [
    "~~{}~~",
    "~{}~",
    "<del>{}</del>",
    "<s>{}</s>",
    "<strike>{}</strike>",
    "<b><del>{}</del></b>",
    "**~~{}~~**",
    '<span style="text-decoration: line-through">{}</span>',
    "~~In Progress~~ {}",
    "{}?",
    "**{}**?",
    "{} (?)",
    "? {}",
    "{}\uff1f",
    "{} ❓",
    "not {}",
    "{} (pending)",
    "{} (not yet)",
    "{}, except staging",
    "{} - by Friday",
    "{} (by 2026-12-01)",
    "{} once the drill is done",
    "almost {}",
    "❌ {}",
    "⏳ {}",
    ":x: {}",
    "[ ] {}",
    "<!-- {} -->",
]


def status_of(said: str) -> Status | UnknownStatus:
    text = f"| Phase | Title | Status |\n|---|---|---|\n| P1 | One | {said} |\n"
    return read_tracker(text.encode(), "t.md", WORDS).phases[0].status


def closed(said: str) -> bool:
    text = f"| Gap | Status |\n|---|---|\n| Keys | {said} |\n"
    return read_gap_tracker(text.encode(), "g.md").gaps[0].closed


def ops_done(said: str) -> bool:
    phases = "| Phase | Title | Status |\n|---|---|---|\n| P1 | One | In Progress |\n"
    track = f"\n## Outstanding items\n\n| Item | Status |\n|---|---|\n| Keys | {said} |\n"
    return read_tracker((phases + track).encode(), "t.md", WORDS).ops[0].done


def task_done(said: str) -> bool:
    quoted = said.replace("'", "''")
    text = f"- {{id: T-1, phase: P1, status: '{quoted}'}}\n"
    return read_work_queue(text.encode(), "q.yaml", QueueFields())[0].done


@pytest.mark.parametrize("form", GIVEN)
def test_what_is_given_in_one_document_is_given_in_all(form: str) -> None:
    assert status_of(form.format("Signed Off")) is Status.SIGNED_OFF
    assert closed(form.format("Done"))
    assert closed(form.format("Closed"))
    assert ops_done(form.format("Done"))
    assert task_done(form.format("done"))


@pytest.mark.parametrize("form", NOT_GIVEN)
def test_what_is_in_doubt_is_given_nowhere(form: str) -> None:
    assert isinstance(status_of(form.format("Signed Off")), UnknownStatus)
    assert not closed(form.format("Done"))
    assert not ops_done(form.format("Done"))
    assert not task_done(form.format("done"))


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("~~Signed Off~~", "“Signed Off (struck through)” is not given (P1)."),
        ("Signed Off?", "“Signed Off?” is in question (P1)."),
        ("❌ Signed Off", "“❌ Signed Off” stands beside ❌, which says otherwise (P1)."),
        (
            "Signed Off (pending)",
            "“Signed Off (pending)” has the remark “(pending)”, which may take it back (P1).",
        ),
        ("Sined Off", "“Sined Off” is no status (P1)."),
    ],
)
def test_a_status_that_is_not_given_says_why(said: str, wrong: str) -> None:
    text = f"| Phase | Title | Status |\n|---|---|---|\n| P1 | One | {said} |\n"
    (problem,) = read_tracker(text.encode(), "t.md", WORDS).problems
    assert (problem.wrong, problem.place.line) == (wrong, 3)


@pytest.mark.parametrize("said", ["✅", "✔️", "✔", ":white_check_mark: done", "[x]", "Yes"])
def test_a_symbol_alone_closes_a_gap(said: str) -> None:
    assert closed(said)


@pytest.mark.parametrize("said", ["✅ (2026-03-01)", "✅ 2026-03-01", "✅ — v1.2", "✔️ (PR #4)"])
def test_a_symbol_may_have_a_remark(said: str) -> None:
    assert closed(said)


@pytest.mark.parametrize(
    "said", ["✅ Started", "✅ Tests", "✔ in review", "✅ (pending)", "✅ not yet"]
)
def test_a_word_behind_a_symbol_is_what_counts(said: str) -> None:
    assert not closed(said)


@pytest.mark.parametrize("said", ["⏳ In Progress", "🚧 In Progress (2026-03-01)"])
def test_a_symbol_of_work_in_hand_stands_well_beside_such_a_word(said: str) -> None:
    assert status_of(said) is Status.IN_PROGRESS


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("In Progress (v1.2)", "Ready for Signoff (v1.2)"),
        ("**In Progress** (2026-03-01)", "**Ready for Signoff** (2026-03-01)"),
        ("⏳ In Progress — 2026-03-01", "Ready for Signoff — 2026-03-01"),
    ],
)
def test_an_edit_replaces_the_word_and_keeps_the_remark(old: str, new: str) -> None:
    text = "| Phase | Title | Status |\n|---|---|---|\n| P1 | One | {} |\n| P2 | Two | {} |\n"
    before = text.format(old, "✅ Signed Off (v9)")
    edit = TrackerEdit("P1", status=Status.READY)
    edited = edit_tracker(before.encode(), "t.md", WORDS, edit)
    assert edited.decode() == text.format(new, "✅ Signed Off (v9)")
    signed = edit_tracker(edited, "t.md", WORDS, TrackerEdit("P1", status=Status.SIGNED_OFF))
    remark = new.rpartition("*")[2] if "*" in new else new.removeprefix("Ready for Signoff")
    own = "**✅ Signed Off**" if "*" in new else "✅ Signed Off"
    assert signed.decode() == text.format(own + remark, "✅ Signed Off (v9)")


@pytest.mark.parametrize(
    "long", ["~a ", "~", "<", "line-through", "<s ", ", ", "(", "by ", "1/", "[ ]", ":x", "? "]
)
def test_no_cell_takes_long(long: str) -> None:
    begun = time.process_time()
    read_status(f"Done {long * 6_000}", CLOSED_WORDS.__contains__)
    read_status(f"<{long * 6_000}", CLOSED_WORDS.__contains__)
    assert time.process_time() - begun < 3


@given(st.text("Done ~<>/sdel?()❌✅[]x:,.-\\`*_", max_size=24))
@settings(max_examples=150, deadline=None)
def test_the_parts_are_all_of_the_text_and_reading_never_fails(raw: str) -> None:
    said = read_status(raw, CLOSED_WORDS.__contains__)
    shown = [c for c in said.text if not c.isspace()]
    parts = [c for c in said.decoration + said.word + said.remark if not c.isspace()]
    assert sorted(shown) == sorted(parts)
