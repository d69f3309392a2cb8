from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.sandbox.people import Person, Refused
from tests.sandbox.conftest import ANN, GENERAL, OLD, QUIET, SECRET

if TYPE_CHECKING:
    from bot.sandbox.server import SandboxServer
    from tests.sandbox.scripted_app import SocketApp


async def test_a_command_carries_who_typed_it_where_and_its_tickets(
    ann: Person, app: SocketApp
) -> None:
    await ann.command("/gate", "status P4", channel=GENERAL)
    request = await app.next()
    assert request.type == "slash_commands"
    assert request.accepts_response_payload
    payload = request.payload
    assert (payload["command"], payload["text"]) == ("/gate", "status P4")
    assert (payload["user_id"], payload["user_name"]) == (ANN, "ann")
    assert (payload["channel_id"], payload["channel_name"]) == (GENERAL, "general")
    assert payload["trigger_id"]
    assert payload["response_url"].startswith("http://127.0.0.1:")


async def test_the_acks_payload_is_shown_to_the_person_alone(
    ann: Person, bob: Person, app: SocketApp
) -> None:
    app.answers = lambda _request: {"text": "P4 waits for security"}
    shown = await ann.command("/gate", "status", channel=GENERAL)
    assert shown is not None
    assert shown.ephemeral
    assert shown.shown == "P4 waits for security"
    assert [m.ts for m in await ann.see(GENERAL)] == [shown.ts]
    assert await bob.see(GENERAL) == []


async def test_an_ack_may_answer_in_the_channel(ann: Person, bob: Person, app: SocketApp) -> None:
    app.answers = lambda _request: {"text": "for all", "response_type": "in_channel"}
    await ann.command("/gate", channel=GENERAL)
    (seen,) = await bob.see(GENERAL)
    assert (seen.shown, seen.ephemeral, seen.is_bot) == ("for all", False, True)


@pytest.mark.usefixtures("app")
async def test_a_bare_ack_shows_nothing(ann: Person) -> None:
    assert await ann.command("/gate", channel=GENERAL) is None
    assert await ann.see(GENERAL) == []


async def test_no_ack_within_the_time_is_a_failure_the_person_sees(
    ann: Person, app: SocketApp, server: SandboxServer
) -> None:
    with app.silence(server):
        shown = await ann.command("/gate", channel=GENERAL)
    assert shown is not None
    assert shown.text == '/gate failed with the error "operation_timeout"'
    assert shown.author == "Slackbot"


async def test_a_late_ack_is_ignored(ann: Person, app: SocketApp, server: SandboxServer) -> None:
    with app.silence(server):
        await ann.command("/gate", channel=GENERAL)
    late = await app.next()
    await app.ack(late, {"text": "too late"})
    await ann.command("/gate", "again", channel=GENERAL)
    assert [m.author for m in await ann.see(GENERAL)] == ["Slackbot"]
    assert server.sockets.late_acks == [late.envelope_id]


async def test_without_any_connection_the_command_fails_at_once(ann: Person) -> None:
    shown = await ann.command("/gate", channel=GENERAL)
    assert shown is not None
    assert shown.text == '/gate failed with the error "dispatch_failed"'


async def test_an_invalid_answer_is_an_invalid_command_response(
    ann: Person, app: SocketApp
) -> None:
    app.answers = lambda _request: {"blocks": [{"type": "nonsense"}]}
    shown = await ann.command("/gate", channel=GENERAL)
    assert shown is not None
    assert shown.text == '/gate failed with the error "invalid_command_response"'


async def test_a_command_the_app_does_not_have(ann: Person, app: SocketApp) -> None:
    shown = await ann.command("/gates", channel=GENERAL)
    assert shown is not None
    assert shown.text == "`/gates` is not a valid command."
    assert app.heard.empty()


async def test_commands_cant_be_typed_in_threads(ann: Person, app: SocketApp) -> None:
    head = await ann.say("a thread", channel=GENERAL)
    shown = await ann.command("/gate", channel=GENERAL, thread=head.ts)
    assert shown is not None
    assert shown.text == "/gate is not supported in threads. Sorry!"
    assert [m.ts for m in await ann.thread(head)] == [head.ts, shown.ts]
    assert app.heard.empty()


async def test_mentions_are_escaped_with_their_names(ann: Person, app: SocketApp) -> None:
    text = "assign @bob in #general & <x> see https://ci.example.org/run/1?a=b or mail a@ops"
    await ann.command("/gate", text, channel=GENERAL)
    request = await app.next()
    assert request.payload["text"] == (
        "assign <@U0BOB|bob> in <#C0GENERAL|general> &amp; &lt;x&gt; "
        "see <https://ci.example.org/run/1?a=b> or mail a@ops"
    )


async def test_groups_and_unknown_names(ann: Person, app: SocketApp) -> None:
    await ann.command("/gate", "ask @ops, @nobody and #nowhere", channel=GENERAL)
    request = await app.next()
    assert request.payload["text"] == "ask <!subteam^S0OPS|@ops>, @nobody and #nowhere"


async def test_without_should_escape_mentions_stay_as_typed(ann: Person, app: SocketApp) -> None:
    await ann.command("/raw", "assign @bob <b>", channel=GENERAL)
    assert (await app.next()).payload["text"] == "assign @bob &lt;b&gt;"


async def test_private_channels_and_direct_messages_have_no_name(
    ann: Person, app: SocketApp
) -> None:
    await ann.command("/gate", channel=SECRET)
    assert (await app.next()).payload["channel_name"] == "privategroup"
    await ann.command("/gate", channel=(await ann.dm()).id)
    assert (await app.next()).payload["channel_name"] == "directmessage"


async def test_a_command_works_where_the_bot_is_not_a_member(ann: Person, app: SocketApp) -> None:
    app.answers = lambda _request: {"text": "hello"}
    shown = await ann.command("/gate", channel=QUIET)
    assert shown is not None
    assert shown.ephemeral
    url = (await app.next()).payload["response_url"]
    answered = await AsyncWebhookClient(url).send(text="more", response_type="in_channel")
    assert answered.body == "ok"
    assert [m.shown for m in await ann.see(QUIET)] == ["hello", "more"]


async def test_one_cant_type_where_one_cant_look_or_in_an_archive(ann: Person, bob: Person) -> None:
    with pytest.raises(Refused, match="channel_not_found"):
        await bob.command("/gate", channel=SECRET)
    with pytest.raises(Refused, match="archived"):
        await ann.command("/gate", channel=OLD)
