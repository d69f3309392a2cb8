"""What Slack's failures mean: later, unknown, or a fault with its mend. Nothing is sent twice."""

import socket
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest

from bot.ports.chat import MessageRef
from bot.ports.errors import Fault, Unavailable, UnknownOutcome
from bot.ports.intents import ReplyTo
from bot.readiness.events import Landed, StillTrying
from bot.readiness.round import RoundState
from bot.slack.outbound.chat import SlackChat, web_client
from bot.slack.words.failures import SLACK_MENDS
from tests.slack import people as p
from tests.slack.fake_slack import Failure, FakeSlack, StoppedClock

LANDED = Landed(p.in_state(RoundState.LANDED), p.LANDED, p.NOON)
CARD = MessageRef("C0GATES", "1772452800.000000")
PAUSE = Failure(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "17"})
UNSURE = [
    Failure(503, "<html>upstream</html>"),
    Failure(500, {"ok": False, "error": "internal_error"}),
    Failure(200, {"ok": False, "error": "fatal_error"}),
    Failure(200, "<html>not JSON</html>"),
    Failure(drop=True),
    Failure(hang=True),
]
IDS = ["503", "500", "fatal_error", "no JSON", "dropped", "timeout"]

Call = Callable[[SlackChat], Awaitable[object]]


def post(chat: SlackChat) -> Awaitable[object]:
    return chat.post_card("C0GATES", p.card_of(p.OPEN), "intent-1")


def update(chat: SlackChat) -> Awaitable[object]:
    return chat.update_card(CARD, p.card_of(p.OPEN))


def find(chat: SlackChat) -> Awaitable[object]:
    return chat.find("C0GATES", "intent-1", p.NOON)


def members(chat: SlackChat) -> Awaitable[object]:
    return chat.group_members("S0SEC")


CALLS: list[tuple[str, Call]] = [
    ("chat.postMessage", post),
    ("chat.update", update),
    ("conversations.history", find),
    ("usergroups.users.list", members),
]


@pytest.mark.parametrize("failure", UNSURE, ids=IDS)
async def test_a_post_without_an_answer_has_an_unknown_outcome_and_is_not_repeated(
    chat: SlackChat, slack: FakeSlack, failure: Failure
) -> None:
    slack.fail("chat.postMessage", failure)
    with pytest.raises(UnknownOutcome):
        await post(chat)
    assert len(slack.made("chat.postMessage")) == 1


@pytest.mark.parametrize("failure", UNSURE, ids=IDS)
@pytest.mark.parametrize(("method", "call"), CALLS[1:])
async def test_what_can_be_done_again_is_only_unavailable(
    chat: SlackChat, slack: FakeSlack, failure: Failure, method: str, call: Call
) -> None:
    slack.fail(method, failure, failure)  # aiohttp itself repeats a GET whose connection broke
    with pytest.raises(Unavailable):
        await call(chat)


@pytest.mark.parametrize(("method", "call"), CALLS)
async def test_a_rate_limit_says_how_long_to_wait(
    chat: SlackChat, slack: FakeSlack, method: str, call: Call
) -> None:
    slack.fail(method, PAUSE)
    with pytest.raises(Unavailable) as caught:
        await call(chat)
    assert caught.value.retry_after == 17
    assert len(slack.made(method)) == 1


async def test_a_post_whose_answer_was_lost_is_found_afterwards(
    chat: SlackChat, slack: FakeSlack
) -> None:
    slack.fail("chat.postMessage", Failure(drop=True, keep=True))
    with pytest.raises(UnknownOutcome):
        await post(chat)
    found = await find(chat)
    assert found == MessageRef("C0GATES", slack.messages[0]["ts"])


async def test_nobody_listening_is_unavailable_for_a_post_too(clock: StoppedClock) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/api/"
    async with aiohttp.ClientSession() as session:
        chat = SlackChat(web_client("xoxb-test", url, session), session, clock)
        with pytest.raises(Unavailable, match="can't be reached"):
            await post(chat)
        reply = ReplyTo("U0ADA", "C0GATES", f"{url}respond", p.NOON + timedelta(minutes=30))
        with pytest.raises(Unavailable):
            await chat.answer(reply, StillTrying("P4", "It is down."), "intent-1")


@pytest.mark.parametrize("error", SLACK_MENDS)
async def test_a_refusal_is_a_fault_with_its_mend(
    chat: SlackChat, slack: FakeSlack, error: str
) -> None:
    slack.refuse("chat.postMessage", error)
    with pytest.raises(Fault) as caught:
        await post(chat)
    assert caught.value.mend == SLACK_MENDS[error][1]
    assert "{" not in str(caught.value)


async def test_a_missing_channel_is_named_with_the_invitation(
    chat: SlackChat, slack: FakeSlack
) -> None:
    slack.refuse("chat.postMessage", "channel_not_found")
    with pytest.raises(Fault) as caught:
        await post(chat)
    assert "C0GATES" in str(caught.value)
    assert "/invite @gatebot" in caught.value.mend


async def test_a_missing_scope_is_named(chat: SlackChat, slack: FakeSlack) -> None:
    slack.refuse("chat.postMessage", "missing_scope", needed="chat:write.public")
    with pytest.raises(Fault, match=r"permission \(chat:write.public\)"):
        await post(chat)


async def test_a_deleted_card_is_a_fault_that_says_how_to_go_on(
    chat: SlackChat, slack: FakeSlack
) -> None:
    slack.refuse("chat.update", "message_not_found")
    with pytest.raises(Fault) as caught:
        await update(chat)
    assert "/gate approve" in caught.value.mend


async def test_an_error_nobody_knows_is_shown_by_its_code(
    chat: SlackChat, slack: FakeSlack
) -> None:
    slack.refuse("chat.postMessage", "brand_new_error")
    with pytest.raises(Fault, match="brand_new_error"):
        await post(chat)


@pytest.mark.parametrize("failure", [Failure(503, "x"), Failure(drop=True), Failure(hang=True)])
async def test_an_answer_whose_outcome_is_unknown_is_not_sent_by_direct_message_as_well(
    chat: SlackChat, slack: FakeSlack, failure: Failure
) -> None:
    slack.fail("respond", failure)
    reply = ReplyTo("U0ADA", "C0GATES", f"{slack.url}respond", p.NOON + timedelta(minutes=30))
    with pytest.raises(UnknownOutcome):
        await chat.answer(reply, StillTrying("P4", "It is down."), "intent-1")
    assert slack.messages == []


async def test_a_conversation_that_slack_does_not_open_is_a_fault(
    chat: SlackChat, slack: FakeSlack
) -> None:
    slack.fail("conversations.open", Failure(body={"ok": True}))
    with pytest.raises(Fault, match="opened no conversation"):
        await chat.tell_person("U0ADA", LANDED, "intent-1")


async def test_what_slack_would_refuse_is_not_sent(chat: SlackChat, slack: FakeSlack) -> None:
    absurd = replace(p.OPEN, number=10**4200)
    with pytest.raises(Fault, match="does not fit Slack's limits"):
        await chat.post_card("C0GATES", p.card_of(absurd), "intent-1")
    assert slack.calls == []
