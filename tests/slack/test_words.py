"""Everything that can happen has words, in one voice."""

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

import pytest

from bot.app.api.answers import Answer, PhaseReport
from bot.readiness.blockers import BlockedByPredecessor, Blocker
from bot.readiness.events import Event
from bot.readiness.evidence import Evidence, Finding, Kind, Verdict
from bot.readiness.place import Problem
from bot.readiness.refusals import (
    NoOpenRound,
    NoProjectHere,
    NoSuchPhase,
    NotAnOwner,
    NotAReviewer,
    Refusal,
    RoleUnclear,
)
from bot.readiness.round import Ruling
from bot.readiness.status import Action, Status
from bot.slack.prose import Code, Note, plain
from bot.slack.views import replies
from bot.slack.views.replies import To
from bot.slack.words.answers import answer
from bot.slack.words.blockers import blocker
from bot.slack.words.events import event
from bot.slack.words.failures import SLACK_MENDS, fault, known_fault, unavailable
from bot.slack.words.help import VERBS, of_verb, overview
from bot.slack.words.refusals import problem_line, refusal
from bot.slack.words.terms import finding_line, mended_line
from bot.slack.words.thread import thread_line
from tests.slack import people as p
from tests.slack.catalogue import ANSWERS, AS_OF, BLOCKERS, EVENTS, PHASE, REFUSALS
from tests.slack.checks import sendable, words

# Finished in the answers to these; nothing is left to do.
NOTHING_LEFT = {"GapClosed"}
JARGON = re.compile(
    r"\b(invalid|error|exception|null|payload|failed to|please try|oops|sorry|unfortunately|"
    r"illegal|forbidden|denied|wrong user|enum|uuid)\b|!",
    re.IGNORECASE,
)


def subclasses(base: type) -> set[type]:
    """Return the kinds; a dataclass with slots leaves its first version behind, without them."""
    drafted: list[type] = base.__subclasses__()
    kinds = {k for k in drafted if vars(sys.modules[k.__module__]).get(k.__name__) is k}
    return kinds.union(*map(subclasses, kinds))


@pytest.mark.parametrize(
    ("base", "samples", "dispatch"),
    [
        (Refusal, REFUSALS, refusal.registry),
        (Blocker, BLOCKERS, blocker.registry),
        (Event, EVENTS, event.registry),
    ],
)
def test_every_kind_has_words_of_its_own_and_a_sample(
    base: type, samples: tuple[object, ...], dispatch: dict[type, object]
) -> None:
    kinds = subclasses(base)
    assert kinds
    assert kinds <= set(dispatch)
    assert kinds == {type(sample) for sample in samples}


def test_every_answer_has_a_sample() -> None:
    assert set(get_args(Answer)) == {type(sample) for sample in ANSWERS}


def all_notes() -> Iterator[tuple[str, Note]]:
    for reason in REFUSALS:
        yield type(reason).__name__, refusal(reason)
    for happened in EVENTS:
        yield type(happened).__name__, event(happened)
    for given in ANSWERS:
        yield type(given).__name__, answer(given)
    yield "unavailable", unavailable()
    yield "fault", fault("3f0c")
    yield "known fault", known_fault("The branch is gone.", "Correct it.", "3f0c")


@pytest.mark.parametrize(("kind", "note"), list(all_notes()))
def test_a_note_is_sentences_without_jargon(kind: str, note: Note) -> None:
    said = plain(note.said)
    assert said.endswith((".", "…", "?", ")")) or "is addressed:" in said, said
    for spans in (note.said, *note.then):
        assert not JARGON.search(plain(spans)), (kind, plain(spans))


def test_a_direct_message_is_not_told_by_its_id() -> None:
    note = refusal(NoProjectHere("D00000004", ("C0A", "C0B")))
    assert plain(note.said).startswith("A direct message belongs to no project")
    assert "D00000004" not in str(note)
    assert [plain(item) for item in note.parts[0].items] == ["#C0A", "#C0B"]


@pytest.mark.parametrize(
    ("reference", "sentence", "line"),
    [
        ("nope.md", "nope.md is not there.", "✖ fails doc nope.md — is not there."),
        ("a.md#top", "a.md has no heading top.", "✖ fails doc a.md#top — has no heading top."),
        ("a.md", "a.md.bak is no document.", "✖ fails doc a.md — a.md.bak is no document."),
    ],
)
def test_an_evidence_line_says_its_reference_once(reference: str, sentence: str, line: str) -> None:
    finding = Finding(Evidence(Kind.DOC, reference), Verdict.FAIL, sentence)
    assert plain(finding_line(finding)) == line


def test_what_an_evidence_line_names_in_backticks_is_drawn_as_code() -> None:
    finding = Finding(
        Evidence(Kind.TEST, "a_test.go::TestA"),
        Verdict.UNKNOWN,
        "The CI note of commit 0123 can't be read.",
        "Write it again with `git notes --ref=ci add -f`, as {}.",
    )
    spans = mended_line(finding)
    assert Code("git notes --ref=ci add -f") in spans
    assert "`" not in plain(spans)


def test_what_a_problem_names_in_backticks_is_drawn_as_code() -> None:
    problem = Problem(p.PLACE, "There is no key `peple`.", "Did you mean `people`?")
    spans = problem_line(problem)
    assert [s for s in spans if isinstance(s, Code)] == [
        Code(str(p.PLACE)),
        Code("peple"),
        Code("people"),
    ]


def test_a_predecessor_the_tracker_lacks_is_told_with_what_mends_it() -> None:
    said = plain(blocker(BlockedByPredecessor("P0", None)))
    assert said == (
        "Comes first. P0 is not in the tracker. Add its row, or correct after in .gatebot.yml."
    )
    assert "/gate status P3" in plain(blocker(BlockedByPredecessor("P3", Status.IN_PROGRESS)))


def test_a_misspelt_role_is_answered_with_the_nearest() -> None:
    note = refusal(NotAReviewer("P4", "opps", ("architecture", "security", "ops")))
    assert plain(note.then[0]) == "Did you mean ops?"
    assert "Did you mean" not in str(refusal(NotAReviewer("P4", "zzz", ("architecture", "ops"))))


def test_where_there_is_no_round_the_deed_that_was_asked_is_named() -> None:
    assert "nothing to withdraw." in plain(refusal(NoOpenRound("P4", None, "withdraw")).said)


def test_a_phase_of_the_roadmap_alone_is_told_with_the_row_to_add() -> None:
    note = refusal(NoSuchPhase("OPS", "", ("P1",), "Operations", "doc/tracker.md"))
    assert plain(note.said).startswith("OPS is in the roadmap, Not Started, and has no row")
    assert plain(note.then[0]) == (
        "Add the row | OPS | Operations | Not Started | | to doc/tracker.md."
    )


@pytest.mark.parametrize("reason", REFUSALS, ids=lambda r: type(r).__name__)
def test_a_refusal_says_what_to_do_next(reason: Refusal) -> None:
    note = refusal(reason)
    assert note.then or type(reason).__name__ in NOTHING_LEFT


def test_an_owner_is_told_that_their_approval_does_not_count() -> None:
    owner = next(r for r in REFUSALS if repr(r).startswith("Barred") and "OWNER" in repr(r))
    assert plain(refusal(owner).said) == "You own P4, so your verdict does not count."


def test_only_owners_are_named_for_what_only_they_can_do() -> None:
    note = refusal(NotAnOwner("P4", Action.REQUEST, ("Ada", "Bo")))
    assert [plain(s) for s in (note.said, *note.then)] == [
        "Only an owner of P4 can ask for its sign-off.",
        "Ask Ada or Bo.",
    ]


@pytest.mark.parametrize("found", BLOCKERS, ids=lambda b: type(b).__name__)
def test_a_blocker_names_its_fix(found: Blocker) -> None:
    line = plain(blocker(found))
    fix = re.search(r"/gate |\.gatebot\.yml|queue\.yaml|Did you mean|Make it green|Ask again", line)
    assert fix, line


@pytest.mark.parametrize(
    ("ruling", "example"),
    [
        (Ruling.APPROVE, "/gate approve P4 as security"),
        (Ruling.GAPS, "/gate gaps P4 as security: <what is missing>"),
    ],
)
def test_a_role_is_named_as_the_verb_that_was_typed_names_it(ruling: Ruling, example: str) -> None:
    note = refusal(RoleUnclear("P4", ("security", "ops"), ruling))
    assert plain(note.then[0]) == f"For example: {example}."


def test_all_blockers_are_listed_at_once() -> None:
    blocked = next(r for r in REFUSALS if type(r).__name__ == "Blocked")
    shown = words(sendable(replies.refusal(blocked)).blocks)
    for lead in ("Status", "Document", "Comes first", "Open task", "Evidence", "No evidence"):
        assert f"{lead}. " in shown
    assert "more." not in shown


@pytest.mark.parametrize("happened", EVENTS, ids=lambda e: type(e).__name__)
def test_an_audit_line_is_one_line(happened: Event) -> None:
    line = plain(thread_line(happened))
    assert line
    assert "\n" not in line
    assert len(sendable(replies.event(happened, To.THREAD)).blocks) == 1


@pytest.mark.parametrize("verb", list(VERBS))
def test_help_of_a_verb_gives_an_example_with_a_real_phase(verb: str) -> None:
    note = of_verb(verb, ("TN-07",))
    assert note is not None
    text = "\n".join(plain(s) for s in (note.said, *note.then))
    assert "For example: /gate" in text
    assert "{phase}" not in text


def test_help_lists_every_verb() -> None:
    listed = [plain(item) for part in overview(("P1",)).parts for item in part.items]
    assert len(listed) == len(VERBS)
    assert all(f"/gate {verb}".strip() in "\n".join(listed) for verb in VERBS)


def test_a_typo_is_answered_with_the_nearest_verb_and_an_example() -> None:
    message = sendable(replies.unknown_verb("aprove", "approve P4"))
    assert "/gate approve P4" in words(message.blocks)


def test_a_word_near_to_help_is_pointed_there_once() -> None:
    message = sendable(replies.unknown_verb("hello", "help"))
    assert words(message.blocks).count("/gate help") == 1


def test_asking_for_what_is_signed_off_says_what_for() -> None:
    signed = replace(PHASE, status=Status.SIGNED_OFF)
    report = PhaseReport(AS_OF, signed, (), None, (), (), (), (), (Action.REQUEST,))
    message = sendable(replies.answer(report))
    assert "to have the sign-off affirmed in a new round" in words(message.blocks)


def test_every_refusal_of_slack_says_what_mends_it() -> None:
    assert all(why.endswith(".") and len(mend) > 20 for why, mend in SLACK_MENDS.values())
