from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.sandbox.escaping import escape
from bot.sandbox.people import Person, Refused
from bot.sandbox.rich_text import rich_text
from bot.sandbox.team import ALL_EVENTS, TeamPlan
from tests.sandbox.conftest import ANN, APP, BOB, BOT, GENERAL, LOUNGE, OLD, SECRET, a_team
from tests.sandbox.shapes import home, section

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.sandbox.server import SandboxServer
    from tests.sandbox.scripted_app import SocketApp


async def test_a_mention_reaches_the_app(ann: Person, app: SocketApp) -> None:
    said = await ann.say("@gatebot status P4 & more", channel=GENERAL)
    request = await app.next()
    assert request.type == "events_api"
    assert not request.accepts_response_payload
    assert request.payload["event_id"].startswith("Ev")
    event = request.payload["event"]
    assert (event["type"], event["user"], event["channel"]) == ("app_mention", ANN, GENERAL)
    assert event["text"] == "<@U0BOT> status P4 &amp; more"
    assert event["ts"] == event["event_ts"] == said.ts


async def test_a_mention_in_a_thread_names_the_thread(ann: Person, app: SocketApp) -> None:
    head = await ann.say("head", channel=GENERAL)
    await ann.say("<@U0BOT> help", channel=GENERAL, thread=head.ts)
    assert (await app.next()).payload["event"]["thread_ts"] == head.ts


async def test_what_the_app_doesnt_hear(ann: Person, app: SocketApp, server: SandboxServer) -> None:
    await ann.say("no mention", channel=GENERAL)
    await ann.say("@gatebot where it is no member", channel=LOUNGE)
    await server.courier.settled()
    assert app.heard.empty()


async def test_a_direct_message_reaches_the_app(ann: Person, app: SocketApp) -> None:
    dm = await ann.dm()
    await ann.say("status", channel=dm.id)
    event = (await app.next()).payload["event"]
    assert (event["type"], event["channel_type"], event["channel"]) == ("message", "im", dm.id)
    assert (event["user"], event["text"]) == (ANN, "status")
    assert app.heard.empty()


async def test_the_apps_own_direct_messages_are_told_as_a_bots(
    web: AsyncWebClient, app: SocketApp
) -> None:
    posted = await web.chat_postMessage(channel=ANN, text="decided")
    event = (await app.next()).payload["event"]
    assert (event["bot_id"], event["user"]) == ("B0BOT", BOT)
    await web.chat_update(channel=posted["channel"], ts=posted["ts"], text="landed")
    event = (await app.next()).payload["event"]
    assert (event["subtype"], event["message"]["text"]) == ("message_changed", "landed")


async def test_opening_the_home_tells_the_app_what_is_there(
    ann: Person, web: AsyncWebClient, app: SocketApp
) -> None:
    assert await ann.open_home() is None
    event = (await app.next()).payload["event"]
    assert (event["type"], event["user"], event["tab"]) == ("app_home_opened", ANN, "home")
    assert "view" not in event
    await web.views_publish(user_id=ANN, view=home(section("P4")))
    shown = await ann.open_home()
    assert shown is not None
    assert (await app.next()).payload["event"]["view"]["id"] == shown.id


async def test_an_unanswered_event_is_sent_again_as_it_was(
    ann: Person, app: SocketApp, server: SandboxServer
) -> None:
    with app.silence(server):
        await ann.say("@gatebot hello", channel=GENERAL)
        tries = [await app.next() for _ in range(4)]
        await server.courier.settled()
    assert {one.envelope_id for one in tries} == {tries[0].envelope_id}
    assert {one.payload["event_id"] for one in tries} == {tries[0].payload["event_id"]}
    assert [one.retry_attempt for one in tries] == [0, 1, 2, 3]
    assert [one.retry_reason for one in tries] == ["", "timeout", "timeout", "timeout"]


async def test_an_event_waits_for_the_app_to_connect(ann: Person, server: SandboxServer) -> None:
    await ann.say("@gatebot hello", channel=GENERAL)
    await server.courier.settled()
    (delivery,) = server.courier.sent
    assert [attempt.outcome for attempt in delivery.attempts] == ["dispatch_failed"] * 4


async def test_where_people_can_not_speak(ann: Person, bob: Person) -> None:
    with pytest.raises(Refused, match="archived"):
        await ann.say("x", channel=OLD)
    with pytest.raises(Refused, match="channel_not_found"):
        await bob.say("x", channel=SECRET)
    with pytest.raises(Refused, match="characters"):
        await ann.say(" ", channel=GENERAL)


async def test_inviting(ann: Person, bob: Person) -> None:
    with pytest.raises(Refused, match="channel_not_found"):
        await bob.bring_in(BOB, channel=SECRET)
    await ann.bring_in(BOB, channel=SECRET)
    assert SECRET in [channel.id for channel in await bob.channels()]


class TestOfAnAppThatHearsEveryMessage:
    @pytest.fixture
    def team(self) -> TeamPlan:
        events = ALL_EVENTS | {"message.channels", "message.groups", "member_joined_channel"}
        return a_team(replace(APP, events=events))

    async def test_messages_of_channels_it_is_in(self, ann: Person, app: SocketApp) -> None:
        await ann.say("public", channel=GENERAL)
        assert (await app.next()).payload["event"]["channel_type"] == "channel"
        await ann.say("private", channel=SECRET)
        assert (await app.next()).payload["event"]["channel_type"] == "group"

    async def test_its_own_arrival(self, ann: Person, app: SocketApp) -> None:
        await ann.bring_in(BOT, channel=LOUNGE)
        event = (await app.next()).payload["event"]
        assert (event["type"], event["user"]) == ("member_joined_channel", BOT)


async def test_an_edited_mention_is_told_again_under_a_new_event_id(
    ann: Person, app: SocketApp
) -> None:
    said = await ann.say("@gatebot gaps P4", channel=GENERAL)
    first = (await app.next()).payload
    edited = await ann.edit(said, "@gatebot approve P4")
    again = (await app.next()).payload
    event = again["event"]
    assert again["event_id"] != first["event_id"]
    assert (event["type"], event["ts"], event.get("subtype")) == ("app_mention", said.ts, None)
    assert event["edited"] == {"user": ANN, "ts": event["event_ts"]}
    assert event["text"] == "<@U0BOT> approve P4"
    assert (edited.ts, edited.text, edited.edited) == (said.ts, event["text"], True)


async def test_an_edited_direct_message_is_told_as_changed(ann: Person, app: SocketApp) -> None:
    said = await ann.say("status", channel=(await ann.dm()).id)
    await app.next()
    await ann.edit(said, "approve P4")
    event = (await app.next()).payload["event"]
    assert (event["type"], event["subtype"]) == ("message", "message_changed")
    assert (event["message"]["text"], event["message"]["ts"]) == ("approve P4", said.ts)
    assert "user" not in event


async def test_people_edit_their_own_messages_only(ann: Person, bob: Person) -> None:
    said = await ann.say("mine", channel=GENERAL)
    with pytest.raises(Refused, match="their own"):
        await bob.edit(said, "not mine")


async def test_what_a_person_types_comes_with_its_rich_text(ann: Person, app: SocketApp) -> None:
    await ann.say("Not this:\n> @gatebot `approve` it", channel=GENERAL)
    [block] = (await app.next()).payload["event"]["blocks"]
    assert block["type"] == "rich_text"
    assert [part["type"] for part in block["elements"]] == ["rich_text_section", "rich_text_quote"]
    assert block["elements"][1]["elements"] == [
        {"type": "user", "user_id": BOT},
        {"type": "text", "text": " "},
        {"type": "text", "text": "approve", "style": {"code": True}},
        {"type": "text", "text": " it"},
    ]


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ("plain & simple", ["section"]),
        (">>> all\nof it", ["quote"]),
        ("see\n>>> all\nof it", ["section", "quote"]),
        ("```one\ntwo``` and", ["preformatted", "section"]),
        ("• an item", ["list"]),
        ("a > b", ["section"]),
    ],
)
def test_each_way_of_drawing_a_line_is_a_part_of_its_own(typed: str, kinds: list[str]) -> None:
    [block] = rich_text(escape(typed))
    assert [part["type"].removeprefix("rich_text_") for part in block["elements"]] == kinds
