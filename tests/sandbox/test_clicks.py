from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.sandbox.people import AppFailed, Person, Refused
from tests.sandbox.conftest import ANN, BOT, GENERAL
from tests.sandbox.shapes import actions, button, field, home, modal, options

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.sandbox.controls import Controls
    from bot.sandbox.server import SandboxServer
    from tests.sandbox.scripted_app import SocketApp


async def test_a_click_says_who_where_and_what(
    web: AsyncWebClient, ann: Person, app: SocketApp
) -> None:
    metadata = {"event_type": "round", "event_payload": {"id": "r1"}}
    blocks = [actions(button("approve", "r1"), button("gaps", "r1"))]
    posted = await web.chat_postMessage(
        channel=GENERAL, text="card", blocks=blocks, metadata=metadata
    )
    (card,) = await ann.see(GENERAL)
    assert card.buttons == ["approve", "gaps"]
    await ann.click(card, "gaps")
    request = await app.next()
    payload = request.payload
    assert (request.type, payload["type"]) == ("interactive", "block_actions")
    assert (payload["user"]["id"], payload["user"]["username"]) == (ANN, "ann")
    assert payload["channel"] == {"id": GENERAL, "name": "general"}
    assert payload["message"]["ts"] == payload["container"]["message_ts"] == posted["ts"]
    assert payload["message"]["metadata"] == metadata
    (action,) = payload["actions"]
    assert (action["action_id"], action["value"], action["block_id"]) == ("gaps", "r1", "row")
    assert payload["trigger_id"]
    assert payload["response_url"]


async def test_a_button_that_is_gone_cant_be_clicked(
    web: AsyncWebClient, ann: Person, app: SocketApp
) -> None:
    blocks = [actions(button("approve"))]
    posted = await web.chat_postMessage(channel=GENERAL, text="card", blocks=blocks)
    (card,) = await ann.see(GENERAL)
    await web.chat_update(channel=GENERAL, ts=posted["ts"], text="decided")
    with pytest.raises(Refused, match="no 'approve'"):
        await ann.click(card, "approve")
    await web.chat_delete(channel=GENERAL, ts=posted["ts"])
    with pytest.raises(Refused, match="message_not_found"):
        await ann.click(card, "approve")
    assert app.heard.empty()


async def test_one_of_several_like_buttons_is_chosen_by_its_value(
    web: AsyncWebClient, ann: Person, app: SocketApp
) -> None:
    rows = [actions(button("address", f"g{n}"), block_id=f"gap{n}") for n in (1, 2, 3)]
    await web.chat_postMessage(channel=GENERAL, text="gaps", blocks=rows)
    (card,) = await ann.see(GENERAL)
    await ann.click(card, "address", value="g2")
    assert (await app.next()).payload["actions"][0]["block_id"] == "gap2"
    await ann.click(card, "address", block_id="gap3")
    assert (await app.next()).payload["actions"][0]["value"] == "g3"
    with pytest.raises(Refused):
        await ann.click(card, "address", value="g4")


async def test_an_unanswered_click_is_shown_as_failed(
    web: AsyncWebClient, ann: Person, app: SocketApp, server: SandboxServer
) -> None:
    await web.chat_postMessage(channel=GENERAL, text="card", blocks=[actions(button("approve"))])
    (card,) = await ann.see(GENERAL)
    with app.silence(server), pytest.raises(AppFailed, match="operation_timeout"):
        await ann.click(card, "approve")
    last = server.workspace.changes.since(0)[-1]
    assert (last.kind, last.ts, last.only_for) == ("interaction.failed", card.ts, ANN)


async def test_menus_send_what_was_chosen(web: AsyncWebClient, ann: Person, app: SocketApp) -> None:
    overflow = {"type": "overflow", "action_id": "more", "options": options("edit", "drop")}
    select = {"type": "static_select", "action_id": "role", "options": options("ops", "security")}
    people = {"type": "users_select", "action_id": "who"}
    blocks = [actions(overflow, select, people)]
    await web.chat_postMessage(channel=GENERAL, text="card", blocks=blocks)
    (card,) = await ann.see(GENERAL)
    await ann.click(card, "more", value="drop")
    assert (await app.next()).payload["actions"][0]["selected_option"]["value"] == "drop"
    await ann.click(card, "role", value="ops")
    assert (await app.next()).payload["actions"][0]["selected_option"]["text"]["text"] == "Ops"
    await ann.click(card, "who", value=BOT)
    assert (await app.next()).payload["actions"][0]["selected_user"] == BOT
    with pytest.raises(Refused, match="not among the options"):
        await ann.click(card, "more", value="explode")


async def test_a_button_beside_a_menu_is_sent_with_what_was_chosen_there(
    web: AsyncWebClient, ann: Person, bob: Person, app: SocketApp
) -> None:
    select = {"type": "static_select", "action_id": "role", "options": options("ops", "security")}
    blocks = [actions(select, button("go"))]
    await web.chat_postMessage(channel=GENERAL, text="card", blocks=blocks)
    (card,) = await ann.see(GENERAL)
    await ann.click(card, "role", value="ops")
    await ann.click(card, "go")
    await bob.click(card, "go")
    _, by_ann, by_bob = [(await app.next()).payload["state"]["values"] for _ in range(3)]
    assert by_ann["row"]["role"]["selected_option"]["value"] == "ops"
    assert by_bob["row"]["role"]["selected_option"] is None


async def test_typing_is_told_only_where_the_app_asked_for_it(
    web: AsyncWebClient, ann: Person, app: SocketApp
) -> None:
    loud, quiet = field("loud", dispatch_action=True), field("quiet")
    await web.chat_postMessage(channel=GENERAL, text="card", blocks=[loud, quiet])
    (card,) = await ann.see(GENERAL)
    await ann.click(card, "loud_text", value="hello")
    assert (await app.next()).payload["actions"][0]["value"] == "hello"
    with pytest.raises(Refused, match="only filled in"):
        await ann.click(card, "quiet_text", value="hello")


async def test_only_its_reader_can_click_in_an_ephemeral(
    web: AsyncWebClient, ann: Person, bob: Person, app: SocketApp
) -> None:
    blocks = [actions(button("mine"))]
    await web.chat_postEphemeral(channel=GENERAL, user=ANN, text="x", blocks=blocks)
    (card,) = await ann.see(GENERAL)
    await ann.click(card, "mine")
    payload = (await app.next()).payload
    assert payload["container"]["is_ephemeral"]
    assert "message" not in payload
    with pytest.raises(Refused, match="message_not_found"):
        await bob.click(card, "mine")


async def test_a_click_in_a_thread_names_the_thread(
    web: AsyncWebClient, ann: Person, app: SocketApp
) -> None:
    head = await ann.say("head", channel=GENERAL)
    blocks = [actions(button("ok"))]
    await web.chat_postMessage(channel=GENERAL, text="x", blocks=blocks, thread_ts=head.ts)
    await ann.click((await ann.thread(head))[1], "ok")
    assert (await app.next()).payload["container"]["thread_ts"] == head.ts


async def test_a_click_in_a_modal_carries_what_was_filled_in(
    ann: Person, web: AsyncWebClient, app: SocketApp
) -> None:
    await ann.command("/gate", channel=GENERAL)
    trigger = (await app.next()).payload["trigger_id"]
    shown = modal(field("gap"), actions(button("add_row", "1")), private_metadata="P4")
    await web.views_open(trigger_id=trigger, view=shown)
    opened = await ann.wait_for_modal("Gaps")
    await ann.fill(opened, {"gap": "no alerts"})
    await ann.click(opened, "add_row")
    payload = (await app.next()).payload
    assert payload["container"] == {"type": "view", "view_id": opened.id}
    assert payload["view"]["private_metadata"] == "P4"
    assert payload["view"]["state"]["values"]["gap"]["gap_text"]["value"] == "no alerts"
    assert "response_url" not in payload


async def test_what_was_sent_stays_as_it_was_while_the_view_moves_on(
    ann: Person, web: AsyncWebClient, app: SocketApp, controls: Controls
) -> None:
    await ann.command("/gate", channel=GENERAL)
    trigger = (await app.next()).payload["trigger_id"]
    await web.views_open(trigger_id=trigger, view=modal(field("gap"), actions(button("add"))))
    opened = await ann.wait_for_modal("Gaps")
    await ann.fill(opened, {"gap": "first"})
    await ann.click(opened, "add")
    first = await app.next()
    await ann.fill(opened, {"gap": "second"})
    await controls.send_again(2)
    assert (await app.next()).payload == first.payload


async def test_a_click_in_the_home_comes_from_a_home_view(
    ann: Person, web: AsyncWebClient, app: SocketApp
) -> None:
    await web.views_publish(user_id=ANN, view=home(actions(button("refresh"))))
    shown = await ann.home()
    assert shown is not None
    await ann.click(shown, "refresh")
    assert (await app.next()).payload["view"]["type"] == "home"
