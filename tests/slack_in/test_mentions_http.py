"""`@gatebot …` and direct messages: the same verbs, for the asker's eyes."""

import json
from typing import Any

import pytest

from bot.app.api.commands import Approve, Asker, ListGaps, ShowGaps
from bot.readiness.refusals import NoOpenRound, Refused
from bot.sandbox.plain_text import plain_text
from bot.slack import action_ids as actions
from tests.slack_in.bot_over_http import BotOverHttp
from tests.slack_in.desk import CARD_TS, NOON, ROUND, StandInDesk
from tests.slack_in.slack_api import SlackApi


def mention(text: str, **changed: Any) -> dict[str, Any]:
    event = {"type": "app_mention", "user": "U2", "channel": "C1", "ts": "2.2", "text": text}
    return {**event, **changed}


def direct(text: str, **changed: Any) -> dict[str, Any]:
    event = {
        "type": "message",
        "channel_type": "im",
        "user": "U2",
        "channel": "D2",
        "ts": "2.2",
        "text": text,
    }
    return {**event, **changed}


async def test_a_mention_in_a_thread_is_answered_there_for_one_persons_eyes(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi
) -> None:
    ack = await bot.event(mention("<@UBOTSELF> approve P4 as security", thread_ts="1.1"))
    told = await slack.heard("chat.postEphemeral")
    assert ack.status == 200
    known = Asker("U2", "C1", "message:C1:2.2", NOON, also=("event:Ev1",))
    assert desk.asked == [(Approve("P4", "security"), known)]
    assert (told["user"], told["channel"], told["thread_ts"]) == ("U2", "C1", "1.1")
    assert "approval" in told["text"]


async def test_a_refusal_in_a_thread_names_what_can_be_typed_there(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi
) -> None:
    desk.failure = lambda: Refused(NoOpenRound("P4", None, "approve"))
    await bot.event(mention("<@UBOTSELF> approve P4", thread_ts="1.1"))
    told = json.dumps(await slack.heard("chat.postEphemeral"))
    assert "@gatebot ready P4" in told
    assert "/gate" not in told


async def test_a_refusal_in_a_channel_names_the_command(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi
) -> None:
    desk.failure = lambda: Refused(NoOpenRound("P4", None, "approve"))
    await bot.event(mention("<@UBOTSELF> approve P4"))
    assert "/gate ready P4" in json.dumps(await slack.heard("chat.postEphemeral"))


async def test_a_direct_message_needs_no_mention(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi
) -> None:
    await bot.event(direct("gaps p4"))
    told = await slack.heard("chat.postMessage")
    assert desk.asked[0][0] == ShowGaps("p4")
    assert told["channel"] == "D2"


@pytest.mark.parametrize(
    "text",
    [
        "<@UBOTSELF> gaps P4",
        "<@UBOTSELF|gatebot>: gaps P4",
        " \n<@UBOTSELF> gaps P4",
    ],
)
async def test_what_is_said_to_the_bot_follows_its_name(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi, text: str
) -> None:
    await bot.event(mention(text))
    await slack.heard("chat.postEphemeral")
    assert desk.asked[0][0] == ShowGaps("P4")


async def test_where_the_channel_will_not_do_the_answer_goes_by_direct_message(
    bot: BotOverHttp, slack: SlackApi
) -> None:
    slack.errors["chat.postEphemeral"] = "user_not_in_channel"
    await bot.event(mention("<@UBOTSELF> help"))
    assert (await slack.heard("chat.postMessage"))["channel"] == "U2"


async def test_an_event_that_comes_again_is_answered_once(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi
) -> None:
    for _ in range(3):
        await bot.event(mention("<@UBOTSELF> gaps"))
    await bot.event(mention("<@UBOTSELF> gaps EXEC", ts="3.3"), event_id="Ev2")
    await slack.heard("chat.postEphemeral", times=2)
    await bot.inflight.drain(5)
    assert len(slack.said("chat.postEphemeral")) == 2
    assert [asker.delivery for _, asker in desk.asked] == ["message:C1:2.2"] * 3 + [
        "message:C1:3.3"
    ]


async def test_a_message_is_one_delivery_whatever_its_events_are_called(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi
) -> None:
    await bot.event(mention("<@UBOTSELF> gaps P4 no plan"))
    await bot.event(mention("<@UBOTSELF> gaps P4 no plan"), event_id="Ev2")
    await slack.heard("chat.postEphemeral", times=2)
    assert {asker.delivery for _, asker in desk.asked} == {"message:C1:2.2"}
    assert "was not done twice" in slack.said("chat.postEphemeral")[-1]["text"]


EDITED = {"user": "U2", "ts": "2.3"}


@pytest.mark.parametrize("thread", ["", CARD_TS])
async def test_an_edited_message_never_acts_and_whoever_edits_it_is_told(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi, thread: str
) -> None:
    said = mention("<@UBOTSELF> approve P4", thread_ts=thread, edited=EDITED)
    assert (await bot.event(said, event_id="Ev2")).status == 200
    assert "editing it changes nothing" in (await slack.heard("chat.postEphemeral"))["text"]
    assert desk.asked == []


async def test_an_edited_message_about_the_bot_is_left_alone(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi
) -> None:
    await bot.event(mention("never type <@UBOTSELF> approve", edited=EDITED))
    assert (desk.asked, slack.calls) == ([], [])


QUOTED = [
    "I will not do this:\n&gt; <@UBOTSELF> approve",
    "&gt; <@UBOTSELF> approve",
    "&gt;&gt;&gt; <@UBOTSELF> approve",
    "please don't type <@UBOTSELF> approve",
    "please don't type `<@UBOTSELF> approve`",
    "`<@UBOTSELF> approve`",
    "```<@UBOTSELF> approve```",
    "\u2022 <@UBOTSELF> approve",
    "<@U7> wrote <@UBOTSELF|gatebot>: approve",
]


@pytest.mark.parametrize("text", QUOTED)
async def test_speaking_about_a_command_asks_at_most_whether_it_is_meant(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi, text: str
) -> None:
    await bot.event(mention(text, thread_ts=CARD_TS))
    told = await slack.heard("chat.postEphemeral")
    assert desk.asked == []
    assert "nothing was done" in told["text"]
    assert "Did you mean that? Approve P4" in plain_text(told["blocks"])
    assert pressable(told) == {actions.APPROVE: f"{ROUND}:0"}
    assert told["user"] == "U2"


async def test_speaking_about_a_command_that_only_reads_names_what_to_type(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi
) -> None:
    await bot.event(mention("hey <@UBOTSELF> status P4"))
    told = await slack.heard("chat.postEphemeral")
    assert "/gate status P4" in plain_text(told["blocks"])
    assert (desk.asked, pressable(told)) == ([], {})


@pytest.mark.parametrize(
    "text", ["I asked <@UBOTSELF> yesterday", "thanks, <@UBOTSELF>!", "&gt; <@UBOTSELF>"]
)
async def test_talk_about_the_bot_is_left_alone(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi, text: str
) -> None:
    await bot.event(mention(text))
    assert (desk.asked, slack.calls) == ([], [])


async def test_a_forwarded_message_is_nobodys_command(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi
) -> None:
    shared = [{"is_share": True, "text": "<@UBOTSELF> approve P4", "message_blocks": []}]
    await bot.event(mention("", attachments=shared, thread_ts=CARD_TS))
    await bot.event(direct("", attachments=shared), event_id="Ev2")
    assert (desk.asked, slack.calls) == ([], [])


async def test_a_quote_in_a_direct_message_is_answered_and_not_carried_out(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi
) -> None:
    quote = {"type": "rich_text_quote", "elements": [{"type": "text", "text": "approve P4"}]}
    blocks = [{"type": "rich_text", "elements": [quote]}]
    await bot.event(direct("approve P4", blocks=blocks))
    told = await slack.heard("chat.postMessage")
    assert "Did you mean that? Approve P4" in plain_text(told["blocks"])
    assert desk.asked == []


async def test_an_approval_with_a_note_is_asked_about_and_the_form_holds_the_note(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi
) -> None:
    await bot.event(mention("<@UBOTSELF> approve looks good to me", thread_ts=CARD_TS))
    told = await slack.heard("chat.postEphemeral")
    shown = plain_text(told["blocks"])
    assert "with this note? Nothing was done yet." in shown
    assert "\u2022 looks good to me" in shown
    assert "role \u201clooks" not in shown
    values = pressable(told)
    assert list(values) == [actions.APPROVE_NOTED, actions.APPROVE]
    await bot.click(actions.APPROVE_NOTED, values[actions.APPROVE_NOTED])
    form = json.dumps((await slack.heard("views.open"))["view"])
    assert '"initial_value": "looks good to me"' in form
    assert desk.asked == []


async def test_a_gap_that_states_nothing_is_asked_about_and_the_form_holds_it(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi
) -> None:
    await bot.event(mention("<@UBOTSELF> gaps in the plan?", thread_ts=CARD_TS))
    told = await slack.heard("chat.postEphemeral")
    value = pressable(told)[actions.LIST_GAPS_WORDED]
    await bot.click(actions.LIST_GAPS_WORDED, value)
    form = json.dumps((await slack.heard("views.open"))["view"])
    assert '"initial_value": "in the plan?"' in form
    assert desk.asked == []


@pytest.mark.parametrize(
    ("typed", "button"),
    [
        ("withdraw, we found a bug", actions.WITHDRAW),
        ("address P4-G1 when will that be?", actions.ADDRESS),
        ("ready please have a look", actions.READY),
        ("start it please", actions.START),
    ],
)
async def test_prose_behind_a_step_is_asked_about(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi, typed: str, button: str
) -> None:
    await bot.event(mention(f"<@UBOTSELF> {typed}", thread_ts=CARD_TS))
    told = await slack.heard("chat.postEphemeral")
    assert "Nothing was done yet." in told["text"]
    assert (desk.asked, list(pressable(told))) == ([], [button])


def pressable(told: dict[str, Any]) -> dict[str, str]:
    """Return the buttons of a message: action id \u2192 value."""
    rows = [block["elements"] for block in told["blocks"] if block["type"] == "actions"]
    return {button["action_id"]: button["value"] for row in rows for button in row}


@pytest.mark.parametrize(
    "event",
    [
        direct("status", bot_id="B9"),
        direct("status", subtype="message_changed"),
        direct("status", subtype="bot_message"),
        direct("status", user=None),
        direct("status", channel_type="channel"),
        direct("status", user="UBOTSELF"),
        mention("<@UBOTSELF> status", bot_id="B9"),
        {"type": "reaction_added", "user": "U2"},
        {"type": "link_shared", "channel": "C1"},
    ],
)
async def test_bots_edits_and_other_events_are_acked_and_left_alone(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi, event: dict[str, Any]
) -> None:
    ack = await bot.event(event)
    assert (ack.status, desk.asked, slack.calls) == (200, [], [])


async def test_an_event_is_acked_only_when_it_is_kept(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi
) -> None:
    desk.gate.clear()
    delivery = bot.inflight.start(bot.event(mention("<@UBOTSELF> approve P4")), "delivery")
    await desk.arrived.wait()
    assert (delivery.done(), desk.asked) == (False, [])
    desk.gate.set()
    assert (await delivery).status == 200
    assert len(desk.asked) == 1
    await slack.heard("chat.postEphemeral")


async def test_in_a_cards_thread_its_phase_is_meant(bot: BotOverHttp, desk: StandInDesk) -> None:
    await bot.event(mention("<@UBOTSELF> approve as security", thread_ts=CARD_TS))
    [(command, _)] = desk.asked
    assert command == Approve("P4", "security")


async def test_a_suggestion_in_a_thread_can_be_typed_there(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi
) -> None:
    await bot.event(mention("<@UBOTSELF> aprove as security", thread_ts=CARD_TS))
    told = await slack.heard("chat.postEphemeral")
    assert '"@gatebot approve as security"' in json.dumps(told["blocks"]).replace('\\"', '"')
    assert desk.asked == []


async def test_a_verb_may_end_in_a_colon(bot: BotOverHttp, desk: StandInDesk) -> None:
    await bot.event(mention("<@UBOTSELF> gaps: P4 no rollback", thread_ts=CARD_TS))
    [(command, _)] = desk.asked
    assert command == ListGaps("P4", ("no rollback",))
