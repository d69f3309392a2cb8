"""Submitted forms: ruled on again, once, with the outcome in the ack."""

from typing import Any

import pytest

from bot.app.api.commands import Address, ApproveRound, ListGapsInRound, WithdrawRound
from bot.app.api.forms import AddressForm, ApprovalForm, GapsForm, WithdrawForm
from bot.readiness.refusals import BadText, EvidenceChanged, NotAReviewer, Refused
from bot.readiness.round import GapTarget, NewGap
from bot.readiness.status import Status
from bot.slack import action_ids as actions
from bot.slack.message import View
from bot.slack.views import fields, modals
from tests.slack_in.bot_over_http import BotOverHttp
from tests.slack_in.desk import ADA, AUDIT, GAP, OPEN, ROUND, StandInDesk
from tests.slack_in.slack_api import SlackApi

APPROVAL = modals.approval(ApprovalForm(OPEN, ("security",), AUDIT, Status.READY, ()))
GAPS = modals.gaps(GapsForm(OPEN, ("security",), AUDIT, ("ERD",), ()), 2)
WITHDRAW = modals.withdraw(WithdrawForm(OPEN, ADA))
ADDRESS = modals.address(AddressForm(GAP))


def typed(text: str | None) -> dict[str, Any]:
    return {"type": "plain_text_input", "value": text}


def chosen(value: str) -> dict[str, Any]:
    return {"type": "static_select", "selected_option": {"value": value}}


ROLE = {fields.ROLE: {fields.ROLE: chosen("security")}}


async def test_an_approval_is_kept_with_the_digest_the_form_showed(
    bot: BotOverHttp, desk: StandInDesk
) -> None:
    ack = await bot.submit(APPROVAL, {**ROLE, fields.NOTE: {fields.NOTE: typed("fine")}})
    (command, asker) = desk.asked[0]
    assert command == ApproveRound(ROUND, "security", AUDIT.digest, "fine")
    assert (asker.user, asker.channel, asker.delivery) == ("U2", "", "trigger:t.3")
    assert ack.action == "update"
    assert "approval" in ack.everything


async def test_gaps_are_kept_with_what_they_are_tied_to(
    bot: BotOverHttp, desk: StandInDesk
) -> None:
    tied = fields.subject(GapTarget.DELIVERABLE, "ERD")
    values = {
        **ROLE,
        fields.about(0): {fields.ABOUT: chosen(tied)},
        fields.text(0): {fields.TEXT: typed("no keys")},
        fields.text(1): {fields.TEXT: typed(None)},
    }
    await bot.submit(GAPS, values)
    gaps = (NewGap("no keys", GapTarget.DELIVERABLE, "ERD"),)
    assert desk.asked[0][0] == ListGapsInRound(ROUND, "security", gaps)


async def test_a_form_without_a_gap_is_marked_and_stays(
    bot: BotOverHttp, desk: StandInDesk
) -> None:
    ack = await bot.submit(GAPS, {fields.text(0): {fields.TEXT: typed("  ")}})
    assert (ack.action, list(ack.body["errors"])) == ("errors", [fields.text(0)])
    assert desk.asked == []


async def test_a_withdrawal_closes_its_form(bot: BotOverHttp, desk: StandInDesk) -> None:
    ack = await bot.submit(WITHDRAW)
    assert (ack.status, ack.body) == (200, {})
    assert desk.asked[0][0] == WithdrawRound(ROUND)


async def test_an_addressed_gap_names_its_project(bot: BotOverHttp, desk: StandInDesk) -> None:
    ack = await bot.submit(ADDRESS, {fields.DONE: {fields.DONE: typed("added it")}})
    assert desk.asked[0][0] == Address("P4-G1", "added it", "app")
    assert "/gate ready P4" in ack.everything


@pytest.mark.parametrize(
    ("reason", "action"),
    [
        (NotAReviewer("P4", "", ("security",)), "update"),
        (EvidenceChanged("P4", "sha256:a", "sha256:b"), "update"),
        (BadText("note", "too long", 1000), "push"),  # what was typed stays under the notice
    ],
)
async def test_a_refusal_at_submit_is_told_in_the_ack(
    bot: BotOverHttp, desk: StandInDesk, reason: Any, action: str
) -> None:
    desk.failure = lambda: Refused(reason)
    ack = await bot.submit(APPROVAL, ROLE)
    assert ack.action == action
    assert ack.body["view"]["callback_id"] == actions.NOTICE


async def test_a_submission_that_comes_twice_counts_once(
    bot: BotOverHttp, desk: StandInDesk
) -> None:
    await bot.submit(APPROVAL, ROLE)
    again = await bot.submit(APPROVAL, ROLE)
    assert {asker.delivery for _, asker in desk.asked} == {"trigger:t.3"}
    assert again.body == {}


async def test_a_submission_without_a_trigger_goes_by_its_form(
    bot: BotOverHttp, desk: StandInDesk
) -> None:
    await bot.submit(APPROVAL, ROLE, trigger_id=None)
    assert desk.asked[0][1].delivery == "view:V1"


async def test_a_slow_verdict_is_acked_in_time_and_the_form_says_so_later(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi
) -> None:
    desk.gate.clear()
    ack = await bot.submit(WITHDRAW)
    assert (ack.action, "Still working" in ack.everything) == ("update", True)
    desk.gate.set()
    late = await slack.heard("views.update")
    assert (late["view_id"], "It is done" in str(late["view"])) == ("V1", True)


@pytest.mark.parametrize(
    "changed",
    [
        {"private_metadata": ""},
        {"private_metadata": "[]"},
        {"private_metadata": '{"round":7,"digest":[]}'},
        {"private_metadata": "{" * 2999},
        {"private_metadata": 7},
        {"blocks": 7},
        {"blocks": [[]]},
        {"callback_id": "somebody_elses"},
    ],
)
@pytest.mark.parametrize("view", [APPROVAL, GAPS, WITHDRAW, ADDRESS])
async def test_a_forged_form_is_refused_politely_and_does_nothing(
    bot: BotOverHttp, desk: StandInDesk, view: View, changed: dict[str, Any]
) -> None:
    ack = await bot.submit({**view, **changed}, {fields.DONE: {fields.DONE: typed("x")}})
    assert (ack.status, desk.asked) == (200, [])
    assert ack.action in {"update", "errors"} or changed == {"callback_id": "somebody_elses"}


@pytest.mark.parametrize("state", [7, [], {"values": 7}, {"values": {"role": 7}}])
async def test_a_forged_state_is_refused_politely(
    bot: BotOverHttp, desk: StandInDesk, state: Any
) -> None:
    body = {
        "type": "view_submission",
        "user": {"id": "U2"},
        "trigger_id": "t.9",
        "view": {**APPROVAL, "id": "V1", "state": state},
    }
    ack = await bot.interact(body)
    assert (ack.status, ack.action, desk.asked) == (200, "update", [])
