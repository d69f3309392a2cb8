from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest
from aiohttp import web as http
from slack_sdk.signature import SignatureVerifier

from bot.sandbox.errors import CannotDo
from bot.sandbox.people import AppFailed, Person
from bot.sandbox.team import TeamPlan
from tests.sandbox.conftest import ANN, APP, GENERAL, a_team
from tests.sandbox.scripted_app import HASTY
from tests.sandbox.shapes import actions, button

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.sandbox.server import SandboxServer
    from tests.sandbox.scripted_app import Json


class Receiver:
    """An HTTP app that verifies signatures and answers as it is told."""

    def __init__(self) -> None:
        self.verifier = SignatureVerifier("sandbox-signing-secret")
        self.heard: asyncio.Queue[http.Request] = asyncio.Queue()
        self.answer: Callable[[], http.Response] = http.Response
        self.release = asyncio.Event()
        self.url = ""

    async def handle(self, request: http.Request) -> http.StreamResponse:
        body = await request.read()
        assert self.verifier.is_valid_request(body, dict(request.headers))
        if b"url_verification" in body:
            return http.json_response({"challenge": json.loads(body)["challenge"]})
        await self.heard.put(request)
        return self.answer()

    async def hang(self, request: http.Request) -> http.StreamResponse:
        await self.heard.put(request)
        await self.release.wait()
        return http.Response()

    async def next(self) -> tuple[http.Request, Json]:
        async with asyncio.timeout(5):
            request = await self.heard.get()
        text = await request.text()
        if request.content_type == "application/json":
            return request, json.loads(text)
        form = {key: values[0] for key, values in parse_qs(text, keep_blank_values=True).items()}
        return request, json.loads(form["payload"]) if "payload" in form else form


@pytest.fixture
def team() -> TeamPlan:
    return a_team(replace(APP, delivery="http"))


@pytest.fixture
async def receiver(server: SandboxServer) -> AsyncIterator[Receiver]:
    receiving = Receiver()
    app = http.Application()
    app.add_routes(
        [
            http.post("/slack/events", receiving.handle),
            http.post("/hang", receiving.hang),
            http.post("/deaf", _no_challenge),
        ]
    )
    runner = http.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await http.TCPSite(runner, "127.0.0.1", 0).start()
    receiving.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    await server.deliver_to(f"{receiving.url}/slack/events")
    yield receiving
    receiving.release.set()
    await runner.cleanup()


async def _no_challenge(_request: http.Request) -> http.Response:
    return http.Response(text="hello")


async def test_a_command_is_a_signed_form(ann: Person, receiver: Receiver) -> None:
    receiver.answer = lambda: http.json_response({"text": "by HTTP"})
    shown = await ann.command("/gate", "status ü & ö", channel=GENERAL)
    request, form = await receiver.next()
    assert request.content_type == "application/x-www-form-urlencoded"
    assert (form["command"], form["user_id"]) == ("/gate", ANN)
    assert form["text"] == "status ü &amp; ö"
    assert shown is not None
    assert (shown.text, shown.ephemeral) == ("by HTTP", True)


async def test_a_plain_body_is_the_answers_text(ann: Person, receiver: Receiver) -> None:
    receiver.answer = lambda: http.Response(text="just words")
    shown = await ann.command("/gate", channel=GENERAL)
    assert shown is not None
    assert shown.text == "just words"


async def test_an_interaction_is_a_form_with_a_payload(
    ann: Person, receiver: Receiver, server: SandboxServer, web: AsyncWebClient
) -> None:
    blocks = [actions(button("ok"))]
    await web.chat_postMessage(channel=GENERAL, text="card", blocks=blocks)
    (card,) = await ann.see(GENERAL)
    await ann.click(card, "ok")
    _, payload = await receiver.next()
    assert payload["actions"][0]["action_id"] == "ok"
    receiver.answer = lambda: http.Response(status=500)
    with pytest.raises(AppFailed, match="http_service_error"):
        await ann.click(card, "ok")
    assert server.courier.sent[-1].attempts[0].outcome == "http_service_error"


async def test_an_event_is_json(ann: Person, receiver: Receiver) -> None:
    await ann.say("@gatebot hello", channel=GENERAL)
    request, payload = await receiver.next()
    assert request.content_type == "application/json"
    assert payload["type"] == "event_callback"
    assert payload["event"]["type"] == "app_mention"
    assert "x-slack-retry-num" not in request.headers


async def test_a_failed_event_is_retried_with_its_reason(
    ann: Person, receiver: Receiver, server: SandboxServer
) -> None:
    receiver.answer = lambda: http.Response(status=503)
    await ann.say("@gatebot hello", channel=GENERAL)
    tries = [await receiver.next() for _ in range(4)]
    assert len({payload["event_id"] for _, payload in tries}) == 1
    headers = [request.headers for request, _ in tries[1:]]
    assert [one["x-slack-retry-num"] for one in headers] == ["1", "2", "3"]
    assert {one["x-slack-retry-reason"] for one in headers} == {"http_error"}
    await server.courier.settled()


async def test_an_app_may_ask_not_to_be_retried(
    ann: Person, receiver: Receiver, server: SandboxServer
) -> None:
    no = {"x-slack-no-retry": "1"}
    receiver.answer = lambda: http.Response(status=503, headers=no)
    await ann.say("@gatebot hello", channel=GENERAL)
    await server.courier.settled()
    assert receiver.heard.qsize() == 1


async def test_no_answer_within_the_time(
    ann: Person, receiver: Receiver, server: SandboxServer
) -> None:
    server.use_request_url(f"{receiver.url}/hang")
    server.courier.pace = HASTY
    shown = await ann.command("/gate", channel=GENERAL)
    assert shown is not None
    assert shown.text == '/gate failed with the error "operation_timeout"'


async def test_a_url_is_taken_only_if_it_returns_the_challenge(
    receiver: Receiver, server: SandboxServer, ann: Person
) -> None:
    with pytest.raises(CannotDo, match="did not return the challenge"):
        await server.deliver_to(f"{receiver.url}/deaf")
    with pytest.raises(CannotDo, match="http_service_error"):
        await server.deliver_to(f"{receiver.url}/nothing-here")
    await ann.command("/gate", channel=GENERAL)
    request, _ = await receiver.next()
    assert request.path == "/slack/events"


@pytest.mark.parametrize("url", ["http://example.org/slack", "http://10.0.0.1/", "nonsense"])
async def test_nothing_is_delivered_off_this_machine(server: SandboxServer, url: str) -> None:
    with pytest.raises(CannotDo, match="stays on this machine"):
        await server.deliver_to(url)


async def test_before_a_url_is_set_commands_fail(ann: Person) -> None:
    shown = await ann.command("/gate", channel=GENERAL)
    assert shown is not None
    assert shown.text == '/gate failed with the error "dispatch_failed"'
