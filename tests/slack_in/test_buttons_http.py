"""Buttons: the form that opens is made for who pressed, or says why there is none."""

from typing import Any

import pytest

from bot.app.api.commands import RetryParked
from bot.app.api.forms import GapsForm
from bot.ports.errors import Unavailable
from bot.readiness.refusals import Barred, Refused
from bot.readiness.round import Bar
from bot.slack import action_ids as actions
from bot.slack.views import modals
from tests.slack_in.bot_over_http import BotOverHttp
from tests.slack_in.desk import AUDIT, GAP, OPEN, ROUND, StandInDesk
from tests.slack_in.slack_api import SlackApi

CARD = actions.round_value(OPEN)


@pytest.mark.parametrize(
    ("action_id", "value", "callback_id"),
    [
        (actions.APPROVE, CARD, actions.APPROVE_FORM),
        (actions.LIST_GAPS, CARD, actions.GAPS_FORM),
        (actions.EVIDENCE, CARD, actions.EVIDENCE_SHEET),
        (actions.WITHDRAW, CARD, actions.WITHDRAW_FORM),
        (actions.ADDRESS, actions.gap_value(GAP), actions.ADDRESS_FORM),
    ],
)
async def test_a_button_opens_its_form(
    bot: BotOverHttp, slack: SlackApi, action_id: str, value: str, callback_id: str
) -> None:
    ack = await bot.click(action_id, value)
    opened = await slack.heard("views.open")
    assert (ack.status, ack.body) == (200, {})
    assert opened["trigger_id"] == "t.2"
    assert opened["view"]["callback_id"] == callback_id


async def test_the_form_is_made_for_the_person_who_pressed(
    bot: BotOverHttp, slack: SlackApi
) -> None:
    await bot.click(actions.APPROVE, CARD, user={"id": "U2"})
    mine = await slack.heard("views.open")
    assert "security" in str(mine["view"])
    await bot.click(actions.APPROVE, CARD, user={"id": "U9"})
    theirs = await slack.heard("views.open", times=2)
    assert "security" not in str(theirs["view"])


async def test_who_may_not_is_told_why_in_a_notice(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi
) -> None:
    desk.failure = lambda: Refused(Barred("P4", Bar.REQUESTER))
    await bot.click(actions.APPROVE, CARD)
    opened = await slack.heard("views.open")
    assert opened["view"]["callback_id"] == actions.NOTICE
    assert "P4" in str(opened["view"]["blocks"])


@pytest.mark.parametrize("value", ["", "nonsense", "x" * 1999, f"{ROUND}:-1", f"{ROUND}:²"])
@pytest.mark.parametrize("action_id", [actions.APPROVE, actions.WITHDRAW])
async def test_a_forged_value_is_answered_politely(
    bot: BotOverHttp, slack: SlackApi, action_id: str, value: str
) -> None:
    ack = await bot.click(action_id, value)
    opened = await slack.heard("views.open")
    assert ack.status == 200
    assert opened["view"]["callback_id"] == actions.NOTICE


async def test_a_round_that_is_over_or_never_was_is_refused(
    bot: BotOverHttp, slack: SlackApi
) -> None:
    await bot.click(actions.APPROVE, "00000000-0000-0000-0000-000000000000:1")
    opened = await slack.heard("views.open")
    assert opened["view"]["callback_id"] == actions.NOTICE


async def test_a_form_that_slack_will_not_open_is_told_of_in_words(
    bot: BotOverHttp, slack: SlackApi
) -> None:
    slack.errors["views.open"] = "expired_trigger_id"
    await bot.click(actions.APPROVE, CARD, response_url=slack.hook("r"))
    told = await slack.heard("hook:r")
    assert "did not open" in told["text"]
    assert told["replace_original"] is False  # the card stays


async def test_a_row_is_added_to_the_gaps_form_that_is_open(
    bot: BotOverHttp, slack: SlackApi
) -> None:
    view = modals.gaps(GapsForm(OPEN, ("security",), AUDIT, ("ERD",), ()), 2)
    opened = {**view, "id": "V7", "hash": "h7", "state": {"values": {}}}
    where: dict[str, Any] = {"channel": None, "container": {"type": "view", "view_id": "V7"}}
    await bot.click(actions.ADD_GAP_ROW, CARD, view=opened, **where)
    drawn = await slack.heard("views.update")
    blocks = [b["block_id"] for b in drawn["view"]["blocks"] if "block_id" in b]
    assert (drawn["view_id"], drawn["hash"]) == ("V7", "h7")
    assert [b for b in blocks if b.startswith("text:")] == ["text:0", "text:1", "text:2"]


async def test_a_form_opened_from_a_form_is_laid_on_it(bot: BotOverHttp, slack: SlackApi) -> None:
    view = {"type": "modal", "id": "V7", "callback_id": "x", "blocks": []}
    await bot.click(actions.EVIDENCE, CARD, view=view, channel=None)
    assert (await slack.heard("views.push"))["view"]["callback_id"] == actions.EVIDENCE_SHEET
    assert slack.said("views.open") == []


async def test_a_row_can_only_be_added_to_a_form(bot: BotOverHttp, slack: SlackApi) -> None:
    ack = await bot.click(actions.ADD_GAP_ROW, CARD)
    told = await slack.heard("chat.postEphemeral")
    assert (ack.status, told["user"]) == (200, "U2")


async def test_try_again_is_kept_before_the_ack_and_then_told(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi
) -> None:
    ack = await bot.click(
        actions.TRY_AGAIN, actions.parked_value(ROUND, "i1"), response_url=slack.hook("r")
    )
    assert ack.status == 200
    (command, asker) = desk.asked[0]
    assert (command, asker.delivery) == (RetryParked("i1", ROUND), "trigger:t.2")
    told = await slack.heard("hook:r")
    assert told["response_type"] == "ephemeral"


async def test_a_slow_retry_is_acked_in_time_and_told_later(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi
) -> None:
    desk.gate.clear()
    ack = await bot.click(actions.TRY_AGAIN, actions.parked_value(ROUND, "i1"))
    assert (ack.status, slack.calls) == (200, [])
    desk.gate.set()
    assert (await slack.heard("chat.postEphemeral"))["channel"] == "C1"


async def test_when_the_form_can_not_be_read_just_now_the_notice_says_so(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi
) -> None:
    desk.failure = lambda: Unavailable("busy")
    await bot.click(actions.EVIDENCE, CARD)
    opened = await slack.heard("views.open")
    assert "minute" in str(opened["view"]["blocks"])


async def test_a_button_nobody_knows_is_acked_and_answered(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi
) -> None:
    ack = await bot.click("some_other_app", "x")
    told = await slack.heard("chat.postEphemeral")
    assert (ack.status, told["user"], desk.asked) == (200, "U2", [])
