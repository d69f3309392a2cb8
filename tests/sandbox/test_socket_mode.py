from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.people import Refused
from tests.sandbox.conftest import GENERAL
from tests.sandbox.refusals import refused
from tests.sandbox.scripted_app import SocketApp
from tests.sandbox.shapes import modal

if TYPE_CHECKING:
    from bot.sandbox.controls import Controls
    from bot.sandbox.people import Person
    from bot.sandbox.server import SandboxServer


async def next_message(app: SocketApp, kind: str) -> dict[str, object]:
    async with asyncio.timeout(5):
        while True:
            message = await app.messages.get()
            if message.get("type") == kind:
                return message


async def test_hello_comes_first(app: SocketApp) -> None:
    hello = await next_message(app, "hello")
    assert hello["num_connections"] == 1
    assert hello["connection_info"] == {"app_id": "A0SANDBOX"}


async def test_a_ticket_opens_one_socket(
    server: SandboxServer, session: aiohttp.ClientSession
) -> None:
    app_client = AsyncWebClient("xapp-sandbox", base_url=server.api_url, session=session)
    url = (await app_client.apps_connections_open(app_token="xapp-sandbox"))["url"]
    assert url.startswith("ws://127.0.0.1:")
    async with session.ws_connect(url) as socket:
        assert (await socket.receive_json())["type"] == "hello"
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await session.ws_connect(url)


async def test_pings_are_answered_with_their_own_words(
    server: SandboxServer, session: aiohttp.ClientSession
) -> None:
    app_client = AsyncWebClient("xapp-sandbox", base_url=server.api_url, session=session)
    url = (await app_client.apps_connections_open(app_token="xapp-sandbox"))["url"]
    async with session.ws_connect(url, autoping=False) as socket:
        await socket.receive()
        await socket.ping(b"sdk-ping-pong:1")
        pong = await socket.receive()
        assert (pong.type, bytes(pong.data)) == (aiohttp.WSMsgType.PONG, b"sdk-ping-pong:1")


async def test_two_sockets_take_turns(ann: Person, app: SocketApp, server: SandboxServer) -> None:
    async with SocketApp(server.api_url, "xoxb-sandbox", "xapp-sandbox") as other:
        await next_message(other, "hello")
        for _ in range(4):
            await ann.command("/gate", channel=GENERAL)
        assert (app.heard.qsize(), other.heard.qsize()) == (2, 2)


async def test_a_disconnect_makes_the_client_come_back(
    ann: Person, app: SocketApp, controls: Controls
) -> None:
    await next_message(app, "hello")
    await controls.disconnect()
    await next_message(app, "hello")
    assert await controls.connections() == 1
    assert await ann.command("/gate", channel=GENERAL) is None


async def test_a_disconnect_says_why_before_the_socket_closes(
    server: SandboxServer, session: aiohttp.ClientSession, controls: Controls
) -> None:
    app_client = AsyncWebClient("xapp-sandbox", base_url=server.api_url, session=session)
    url = (await app_client.apps_connections_open(app_token="xapp-sandbox"))["url"]
    async with session.ws_connect(url) as socket:
        await socket.receive_json()
        closing = asyncio.create_task(controls.disconnect("warning"))
        assert (await socket.receive_json())["reason"] == "warning"
        assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
        await closing


async def test_a_connection_lost_without_a_word(
    ann: Person, app: SocketApp, controls: Controls
) -> None:
    await next_message(app, "hello")
    await controls.disconnect(say=False)
    await next_message(app, "hello")
    assert await ann.command("/gate", channel=GENERAL) is None


async def test_a_delivery_can_be_sent_again_verbatim(
    ann: Person, app: SocketApp, controls: Controls, web: AsyncWebClient
) -> None:
    await ann.command("/gate", "approve P4", channel=GENERAL)
    first = await app.next()
    await web.views_open(trigger_id=first.payload["trigger_id"], view=modal())
    app.answers = lambda _request: {"text": "twice"}
    (sent,) = await controls.deliveries()
    again = await controls.send_again(sent["number"])
    second = await app.next()
    assert (second.envelope_id, second.payload) == (first.envelope_id, first.payload)
    assert again["answer"] == {"text": "twice"}
    call = web.views_open(trigger_id=second.payload["trigger_id"], view=modal())
    await refused("exchanged_trigger_id", call)


async def test_an_event_sent_again_says_that_it_is_a_retry(
    ann: Person, app: SocketApp, controls: Controls, server: SandboxServer
) -> None:
    await ann.say("@gatebot hi", channel=GENERAL)
    first = await app.next()
    await server.courier.settled()
    await controls.send_again(1)
    second = await app.next()
    assert second.payload["event_id"] == first.payload["event_id"]
    assert (first.retry_attempt, second.retry_attempt) == (0, 1)
    with pytest.raises(Refused, match="there was no delivery 9"):
        await controls.send_again(9)


async def test_a_forged_interaction_goes_straight_to_the_app(
    app: SocketApp, controls: Controls, server: SandboxServer
) -> None:
    app.answers = lambda _request: {"response_action": "clear"}
    payload = {"type": "block_actions", "user": {"id": "U0BOB"}, "actions": []}
    answer = await controls.forge(payload)
    assert (await app.next()).payload == payload
    assert (answer["answer"], answer["failed"]) == ({"response_action": "clear"}, "")
    with app.silence(server):
        assert (await controls.forge(payload))["failed"] == "operation_timeout"


async def test_what_is_no_ack_is_ignored(ann: Person, app: SocketApp) -> None:
    await app.client.send_message("{]")
    await app.client.send_message('{"envelope_id": "unheard of"}')
    assert await ann.command("/gate", channel=GENERAL) is None
