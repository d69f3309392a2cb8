"""Answers, refusals and events as messages: who is told what, with which buttons."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.api.answers import Answer, OpenGaps
from bot.app.api.commands import Approve
from bot.app.api.forms import EvidenceSheet
from bot.app.api.suggestions import Offer
from bot.readiness.blockers import BlockedByDocument, BlockedByGap
from bot.readiness.events import Event, GapsListed, RequestRefused
from bot.readiness.evidence import Audit
from bot.readiness.place import Problem
from bot.readiness.refusals import Blocked, Refusal
from bot.readiness.round import Gap, Round
from bot.slack import action_ids as actions
from bot.slack.views import evidence_forms, modals, offers, replies
from bot.slack.views.replies import To
from tests.slack import people as p
from tests.slack.catalogue import ANSWERS, EVENTS, OFFERS, REFUSALS
from tests.slack.checks import acting, buttons, nodes, openable, sendable, words
from tests.slack.hostile import QUICK, audits, gaps, rounds, texts


@pytest.mark.parametrize("to", To)
@pytest.mark.parametrize("happened", EVENTS, ids=lambda e: type(e).__name__)
def test_every_event_can_be_told_to_everybody(happened: Event, to: To) -> None:
    message = sendable(replies.event(happened, to))
    # A channel by its id leads there and notifies nobody.
    assert not [n for n in acting(message.blocks) if n["type"] not in {"link", "channel"}]


@pytest.mark.parametrize("reason", REFUSALS, ids=lambda r: type(r).__name__)
def test_every_refusal_can_be_sent(reason: Refusal) -> None:
    sendable(replies.refusal(reason))


@pytest.mark.parametrize("given_", ANSWERS, ids=lambda a: type(a).__name__)
def test_every_answer_can_be_sent(given_: Answer) -> None:
    sendable(replies.answer(given_))


@pytest.mark.parametrize("offer", OFFERS, ids=lambda o: type(o.command).__name__)
def test_every_question_what_is_meant_can_be_sent(offer: Offer) -> None:
    sendable(offers.unsure(offer))
    sendable(offers.aside(offer))


def test_a_note_that_no_button_can_hold_is_left_to_the_form() -> None:
    long = Offer(Approve("P4"), "x" * 2000, p.OPEN)
    values = [n["value"] for n in nodes(sendable(offers.unsure(long)).blocks) if "value" in n]
    assert values == [actions.round_value(p.OPEN)] * 2


def test_help_and_failures_can_be_sent() -> None:
    for message in (
        replies.help(None, ("P1", "P4")),
        replies.help("gaps", ()),
        replies.help("nonsense", ()),
        replies.unknown_verb(""),
        replies.malformed("address", "It needs a gap and what was done.", ("P4",)),
        replies.unavailable(),
        replies.fault(p.ROUND_ID),
    ):
        sendable(message)


def test_the_owner_gets_a_button_to_address_each_gap() -> None:
    listed = GapsListed(p.OPEN, p.GAPS_RULING, (p.GAP, replace(p.GAP, number=3)))
    blocks = sendable(replies.event(listed, To.PERSON)).blocks
    values = [n["value"] for n in nodes(blocks) if n.get("type") == "button"]
    assert buttons(blocks) == [actions.ADDRESS] * 2
    assert [actions.read_gap_value(v) for v in values] == [
        actions.GapRef("atlas", "P4-G2"),
        actions.GapRef("atlas", "P4-G3"),
    ]


def test_many_gaps_are_cut_with_a_count_and_where_to_see_them() -> None:
    listed = GapsListed(p.OPEN, p.GAPS_RULING, (replace(p.GAP, text="x" * 4000),) * 40)
    shown = words(sendable(replies.event(listed, To.PERSON)).blocks)
    assert "… and 28 more: " in shown
    assert "/gate gaps P4" in shown


def test_a_parked_step_can_be_tried_again_by_who_is_told() -> None:
    parked = next(e for e in EVENTS if type(e).__name__ == "Parked")
    blocks = replies.event(parked, To.PERSON).blocks
    values = [n["value"] for n in nodes(blocks) if n.get("type") == "button"]
    assert buttons(blocks) == [actions.TRY_AGAIN]
    assert actions.read_parked_value(values[0]) == actions.ParkedRef(p.ROUND_ID, "intent-1")
    assert buttons(replies.event(parked, To.THREAD).blocks) == []


def test_voided_approvals_are_explained_file_by_file() -> None:
    voided = next(e for e in EVENTS if type(e).__name__ == "Voided")
    shown = words(replies.event(voided, To.PERSON).blocks).replace("\n", "")
    assert f"architecture/ERD.md: from {'a' * 12} to {'c' * 12}" in shown
    assert f"gone.md: was {'d' * 12}, now gone" in shown
    assert f"new.md: was not there, now {'e' * 12}" in shown


def test_landed_names_the_commit_in_full() -> None:
    landed = next(e for e in EVENTS if type(e).__name__ == "Landed")
    assert p.LANDED in words(replies.event(landed, To.PERSON).blocks)


def test_an_answer_from_a_snapshot_says_of_which_commit_and_when() -> None:
    board = ANSWERS[0]
    shown = replies.answer(board).blocks
    assert p.COMMIT[:10] in words(shown)
    assert [n["timestamp"] for n in nodes(shown) if n.get("type") == "date"] == [
        int(p.NOON.timestamp())
    ]


@settings(max_examples=40, deadline=None, phases=QUICK)
@given(rounds(), gaps(), audits(), texts())
def test_whatever_comes_in_slack_shows_it(
    review: Round, listed: tuple[Gap, ...], audit: Audit, text: str
) -> None:
    blockers = (*map(BlockedByGap, listed), BlockedByDocument(Problem(p.PLACE, text, text)))
    refused = Blocked(review.phase, text, blockers)
    happened = GapsListed(review, replace(p.GAPS_RULING, reviewer=review.requester), listed)
    for to in To:
        sendable(replies.event(happened, to))
        sendable(replies.event(RequestRefused(refused), to))
    sendable(replies.answer(OpenGaps(text, None, listed)))
    sendable(replies.unknown_verb(text, text))
    openable(evidence_forms.sheet(EvidenceSheet(review, audit, text)))
    openable(modals.notice(text, replies.refusal(refused)))


@given(st.text())
def test_a_strange_button_value_is_none_of_ours_or_read_as_written(value: str) -> None:
    for read in (actions.read_round_value, actions.read_gap_value, actions.read_parked_value):
        read(value)
    assert actions.read_round_value(f"{value}:x") is None
