from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.sandbox.people import Person, Refused
from tests.sandbox.conftest import ANN, BOB, GENERAL, LOUNGE, QUIET, SECRET
from tests.sandbox.shapes import home, section

if TYPE_CHECKING:
    import aiohttp
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.sandbox.server import SandboxServer
    from tests.sandbox.scripted_app import Json


async def changes(session: aiohttp.ClientSession, server: SandboxServer, query: str) -> Json:
    async with session.get(f"{server.url}people/changes?{query}") as response:
        answer: Json = await response.json()
        return answer


async def test_the_sidebar_shows_what_a_person_may_see(ann: Person, bob: Person) -> None:
    seen = {channel.id: channel for channel in await ann.channels()}
    assert {GENERAL, LOUNGE, SECRET, QUIET} <= set(seen)
    assert (seen[SECRET].name, seen[SECRET].kind, seen[SECRET].member) == ("secret", "groups", True)
    assert not {SECRET, QUIET} & {channel.id for channel in await bob.channels()}
    with pytest.raises(Refused, match="channel_not_found"):
        await bob.see(SECRET)


async def test_direct_messages_between_people(ann: Person, bob: Person) -> None:
    dm = await ann.dm(BOB)
    assert (dm.kind, dm.with_user, dm.name) == ("im", BOB, "bob")
    await ann.say("lunch?", channel=dm.id)
    assert [m.text for m in await bob.see(dm.id)] == ["lunch?"]
    assert (await bob.dm(ANN)).id == dm.id


async def test_a_bot_is_no_person(server: SandboxServer, session: aiohttp.ClientSession) -> None:
    with pytest.raises(Refused, match="is a bot"):
        await Person(session, server.url, "U0BOT").channels()
    with pytest.raises(Refused, match="user_not_found"):
        await Person(session, server.url, "U0NONE").channels()
    async with session.get(f"{server.url}people") as response:
        people = (await response.json())["people"]
    assert {one["id"] for one in people} == {ANN, BOB}


async def test_changes_have_growing_numbers_and_say_what_changed(
    web: AsyncWebClient, server: SandboxServer, session: aiohttp.ClientSession
) -> None:
    start = (await changes(session, server, ""))["seq"]
    posted = await web.chat_postMessage(channel=GENERAL, text="x")
    await web.chat_update(channel=GENERAL, ts=posted["ts"], text="y")
    await web.views_publish(user_id=ANN, view=home(section("x")))
    await web.chat_delete(channel=GENERAL, ts=posted["ts"])
    answer = await changes(session, server, f"since={start}")
    kinds = [change["kind"] for change in answer["changes"]]
    assert kinds == ["message.posted", "message.changed", "view.updated", "message.deleted"]
    assert answer["changes"][0]["ts"] == posted["ts"]
    numbers = [change["seq"] for change in answer["changes"]]
    assert numbers == list(range(start + 1, start + 5))
    assert answer["seq"] == start + 4


async def test_what_one_person_alone_sees_is_not_told_to_others(
    web: AsyncWebClient, server: SandboxServer, session: aiohttp.ClientSession
) -> None:
    start = (await changes(session, server, ""))["seq"]
    await web.chat_postEphemeral(channel=GENERAL, user=ANN, text="psst")
    for_bob = await changes(session, server, f"since={start}&user={BOB}")
    for_ann = await changes(session, server, f"since={start}&user={ANN}")
    assert (len(for_bob["changes"]), len(for_ann["changes"])) == (0, 1)


async def test_changes_in_private_places_are_told_to_their_members(
    ann: Person, server: SandboxServer, session: aiohttp.ClientSession
) -> None:
    start = (await changes(session, server, ""))["seq"]
    await ann.say("secret", channel=SECRET)
    for_bob = await changes(session, server, f"since={start}&user={BOB}")
    for_ann = await changes(session, server, f"since={start}&user={ANN}")
    assert (len(for_bob["changes"]), len(for_ann["changes"])) == (0, 1)


async def test_a_long_poll_ends_with_the_first_change(
    web: AsyncWebClient, server: SandboxServer, session: aiohttp.ClientSession
) -> None:
    start = (await changes(session, server, ""))["seq"]
    waiting = asyncio.create_task(changes(session, server, f"since={start}&timeout=30"))
    await web.chat_postMessage(channel=GENERAL, text="x")
    async with asyncio.timeout(5):
        answer = await waiting
    assert [change["kind"] for change in answer["changes"]] == ["message.posted"]


async def test_a_long_poll_without_news_ends_too(
    server: SandboxServer, session: aiohttp.ClientSession
) -> None:
    start = (await changes(session, server, ""))["seq"]
    answer = await changes(session, server, f"since={start}&timeout=0.01")
    assert (answer["seq"], answer["changes"], answer["lost"]) == (start, [], False)


async def test_a_number_from_before_a_restart_is_lost(
    server: SandboxServer, session: aiohttp.ClientSession
) -> None:
    answer = await changes(session, server, "since=99")
    assert (answer["lost"], answer["seq"]) == (True, 0)


async def test_waiting_for_a_message(ann: Person, web: AsyncWebClient) -> None:
    waiting = asyncio.create_task(ann.wait_for_message(GENERAL, "signed off"))
    await web.chat_postMessage(channel=GENERAL, text="approved")
    await web.chat_postMessage(channel=GENERAL, text="P4 is signed off")
    assert (await waiting).text == "P4 is signed off"
    with pytest.raises(TimeoutError):
        await ann.wait_for_message(GENERAL, "never", within=0.05)


async def test_a_broken_request_is_a_bad_request(
    server: SandboxServer, session: aiohttp.ClientSession
) -> None:
    async with session.post(f"{server.url}people/{ANN}/messages", json={"text": "x"}) as response:
        assert response.status == 400
        assert (await response.json())["why"] == "KeyError: 'channel'"
    async with session.post(f"{server.url}people/{ANN}/messages", data="{") as response:
        assert response.status == 400
