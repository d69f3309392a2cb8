"""The Chat port: what it sends, and where."""

from datetime import timedelta

import aiohttp
import pytest

from bot.ports.chat import Chat, MessageRef
from bot.ports.errors import Fault
from bot.ports.intents import ReplyTo
from bot.readiness.events import Decided, GapAddressed, Landed, Parked, StillTrying
from bot.readiness.round import RoundState
from bot.slack.outbound.chat import SlackChat, web_client
from tests.slack import people as p
from tests.slack.checks import acting
from tests.slack.fake_slack import Failure, FakeSlack, StoppedClock

LANDED = Landed(p.in_state(RoundState.LANDED), p.LANDED, p.NOON)
CARD = MessageRef("C0GATES", "1772452800.000000")


def metadata(intent: str, correlation: str) -> dict[str, object]:
    return {
        "event_type": "gatebot_intent",
        "event_payload": {"intent": intent, "correlation_id": correlation},
    }


def reply_to(slack: FakeSlack) -> ReplyTo:
    return ReplyTo("U0ADA", "C0GATES", f"{slack.url}respond", p.NOON + timedelta(minutes=30))


def test_it_is_a_chat(chat: SlackChat) -> None:
    port: Chat = chat
    assert port is chat


async def test_a_card_is_posted_with_its_intent_and_calls_the_reviewers(
    chat: SlackChat, slack: FakeSlack
) -> None:
    ref = await chat.post_card("C0GATES", p.card_of(p.OPEN), "intent-1")
    (sent,) = slack.made("chat.postMessage")
    assert ref == MessageRef("C0GATES", slack.messages[0]["ts"])
    assert sent["metadata"] == metadata("intent-1", p.ROUND_ID)
    assert sent["text"].startswith("Review of P4")
    assert {n["type"] for n in acting(sent["blocks"])} == {"usergroup", "user", "link"}


async def test_an_update_keeps_the_text_and_calls_nobody(chat: SlackChat, slack: FakeSlack) -> None:
    await chat.update_card(CARD, p.card_of(p.OPEN))
    (sent,) = slack.made("chat.update")
    assert (sent["channel"], sent["ts"]) == (CARD.channel, CARD.ts)
    assert sent["text"]
    assert {n["type"] for n in acting(sent["blocks"])} == {"link"}


async def test_an_audit_line_goes_to_the_thread_and_not_to_the_channel(
    chat: SlackChat, slack: FakeSlack
) -> None:
    await chat.tell_thread(CARD, Decided(p.OPEN, p.APPROVAL), "intent-2")
    (sent,) = slack.made("chat.postMessage")
    assert sent["thread_ts"] == CARD.ts
    assert "reply_broadcast" not in sent
    assert sent["metadata"] == metadata("intent-2", p.ROUND_ID)


async def test_a_person_is_told_in_a_conversation_that_is_opened_once(
    chat: SlackChat, slack: FakeSlack
) -> None:
    await chat.tell_person("U0ADA", LANDED, "intent-3")
    await chat.tell_person("U0ADA", GapAddressed(p.ADDRESSED, p.ADA, 0), "intent-4")
    assert len(slack.made("conversations.open")) == 1
    assert [m["channel"] for m in slack.messages] == ["D0ADA", "D0ADA"]


async def test_a_channel_is_told(chat: SlackChat, slack: FakeSlack) -> None:
    parked = Parked("sign-off", "P4", "intent-1", "corr", "It is protected.", "Let me push.")
    await chat.tell_channel("C0GATES", parked, "intent-5")
    assert slack.messages[0]["metadata"] == metadata("intent-5", "corr")


async def test_an_answer_uses_the_response_url_for_its_asker_only(
    chat: SlackChat, slack: FakeSlack
) -> None:
    await chat.answer(reply_to(slack), StillTrying("P4", "It is down."), "intent-6")
    (sent,) = slack.responses
    assert (sent["response_type"], sent["replace_original"]) == ("ephemeral", False)
    assert sent["blocks"]
    assert slack.messages == []


@pytest.mark.parametrize(
    "failure", [Failure(404, "expired_url"), Failure(404, "used_url"), Failure(410, "gone")]
)
async def test_an_answer_goes_by_direct_message_when_the_response_url_is_spent(
    chat: SlackChat, slack: FakeSlack, failure: Failure
) -> None:
    slack.fail("respond", failure)
    await chat.answer(reply_to(slack), StillTrying("P4", "It is down."), "intent-7")
    assert slack.messages[0]["channel"] == "D0ADA"
    assert slack.messages[0]["metadata"] == metadata("intent-7", "")


async def test_an_answer_after_its_time_does_not_try_the_response_url(
    chat: SlackChat, slack: FakeSlack, clock: StoppedClock
) -> None:
    clock.at += timedelta(minutes=30)
    await chat.answer(reply_to(slack), StillTrying("P4", "It is down."), "intent-8")
    assert slack.made("respond") == []
    assert slack.messages[0]["channel"] == "D0ADA"


async def test_without_a_response_url_the_answer_is_a_direct_message(
    chat: SlackChat, slack: FakeSlack
) -> None:
    nowhere = ReplyTo("U0ADA", "C0GATES", "", p.NOON + timedelta(minutes=30))
    await chat.answer(nowhere, StillTrying("P4", "It is down."), "intent-9")
    assert slack.messages[0]["channel"] == "D0ADA"


# --- looking for what was posted ---


async def test_a_posted_message_is_found_by_its_intent_in_every_place(
    chat: SlackChat, slack: FakeSlack
) -> None:
    card = await chat.post_card("C0GATES", p.card_of(p.OPEN), "card")
    await chat.tell_thread(card, Decided(p.OPEN, p.APPROVAL), "line")
    await chat.tell_person("U0ADA", LANDED, "direct")
    assert await chat.find("C0GATES", "card", p.NOON) == card
    assert await chat.find(card, "line", p.NOON) == MessageRef("C0GATES", slack.messages[1]["ts"])
    assert await chat.find("U0ADA", "direct", p.NOON) == MessageRef(
        "D0ADA", slack.messages[2]["ts"]
    )
    assert await chat.find("C0GATES", "never sent", p.NOON) is None


async def test_looking_goes_through_the_pages_and_no_further_back_than_asked(
    chat: SlackChat, slack: FakeSlack
) -> None:
    slack.page = 2
    for number in range(5):
        await chat.tell_channel("C0GATES", LANDED, f"intent-{number}")
    assert await chat.find("C0GATES", "intent-4", p.NOON) is not None
    assert len(slack.made("conversations.history")) == 3
    assert all(c["include_all_metadata"] == "1" for c in slack.made("conversations.history"))
    assert await chat.find("C0GATES", "intent-0", p.NOON + timedelta(hours=1)) is None


@pytest.mark.parametrize("error", ["missing_scope", "not_in_channel", "channel_not_found"])
async def test_a_history_that_may_not_be_read_is_no_failure(
    chat: SlackChat, slack: FakeSlack, error: str
) -> None:
    slack.refuse("conversations.history", error)
    assert await chat.find("C0GATES", "intent-1", p.NOON) is None


async def test_another_failure_of_looking_is_one(chat: SlackChat, slack: FakeSlack) -> None:
    slack.refuse("conversations.history", "invalid_auth")
    with pytest.raises(Fault, match="does not accept my token"):
        await chat.find("C0GATES", "intent-1", p.NOON)


# --- user groups ---


async def test_members_of_a_group_are_remembered_for_five_minutes(
    chat: SlackChat, slack: FakeSlack, clock: StoppedClock
) -> None:
    slack.groups["S0SEC"] = ["U0CY"]
    assert await chat.group_members("S0SEC") == ("U0CY",)
    slack.groups["S0SEC"] = ["U0CY", "U0DEE"]
    clock.at += timedelta(minutes=4, seconds=59)
    assert await chat.group_members("S0SEC") == ("U0CY",)
    clock.at += timedelta(seconds=1)
    assert await chat.group_members("S0SEC") == ("U0CY", "U0DEE")
    assert len(slack.made("usergroups.users.list")) == 2


async def test_one_of_several_projects_is_named(slack: FakeSlack) -> None:
    clock = StoppedClock(p.NOON)
    async with aiohttp.ClientSession() as session:
        chat = SlackChat(web_client("xoxb-test", slack.url, session), session, clock, several=True)
        await chat.post_card("C0GATES", p.card_of(p.OPEN), "intent-1")
        await chat.tell_person("U0ADA", GapAddressed(p.ADDRESSED, p.ADA, 0), "intent-2")
    for sent, project in zip(
        slack.made("chat.postMessage"), (p.OPEN.project, p.ADDRESSED.project), strict=True
    ):
        assert sent["blocks"][-1]["elements"][0]["text"] == f"Project {project}"
