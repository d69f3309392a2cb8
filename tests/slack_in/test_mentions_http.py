"""`@gatebot …` and direct messages: the same verbs, for the asker's eyes."""

import json
from typing import Any

import pytest

from bot.readiness.refusals import NoOpenRound, Refused
from bot.usecases.commands import Approve, Asker, ListGaps, ShowGaps
from tests.slack_in.bot_over_http import BotOverHttp
from tests.slack_in.desk import CARD_TS, NOON, StandInDesk
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
    assert desk.asked == [(Approve("P4", "security"), Asker("U2", "C1", "event:Ev1", NOON))]
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
        "<@U7> please look, <@UBOTSELF> gaps P4",
        "gaps P4 <@UBOTSELF>",
    ],
)
async def test_what_is_said_to_the_bot_stands_beside_its_name(
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
    await bot.event(mention("<@UBOTSELF> gaps EXEC"), event_id="Ev2")
    await slack.heard("chat.postEphemeral", times=2)
    await bot.inflight.drain(5)
    assert len(slack.said("chat.postEphemeral")) == 2
    assert [asker.delivery for _, asker in desk.asked] == ["event:Ev1"] * 3 + ["event:Ev2"]


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
