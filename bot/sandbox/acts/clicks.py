"""Clicking and choosing: elements in messages, modals and the App Home."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.sandbox.elements import find_element
from bot.sandbox.errors import CannotDo, NotAnswered
from bot.sandbox.payloads import message_action_payload, suggestion_payload, view_action_payload
from bot.sandbox.view_state import filled, options_of

if TYPE_CHECKING:
    from bot.sandbox.acts.desk import Desk
    from bot.sandbox.elements import Json
    from bot.sandbox.view_state import State
    from bot.sandbox.views import View


@dataclass(frozen=True)
class Pressed:
    """Which element a person uses; for a select or an overflow, `value` is what they choose."""

    user: str
    action_id: str
    block_id: str | None = None
    value: Any = None


async def click_in_message(desk: Desk, pressed: Pressed, channel: str, ts: str) -> str:
    """Use an element of a message; returns "" or Slack's word for how the app failed.

    Raises `CannotDo` where the message has no such element (any more).
    """
    message = desk.message(pressed.user, channel, ts)
    found = _find(message.blocks, pressed)
    action = _action(desk, found, pressed)
    chosen = desk.workspace.choices_in(message, pressed.user)
    _remember(chosen, found, pressed.value)
    act, _ = desk.act_in(pressed.user, message.channel, message.ts)
    payload = message_action_payload(desk.workspace, act, message, action)
    payload["state"] = {"values": chosen}
    return await _send(desk, payload, {"channel": message.channel, "ts": ts}, pressed.user)


async def click_in_view(desk: Desk, pressed: Pressed, view: View) -> str:
    """Use an element of a modal or home; like `click_in_message`."""
    found = _find(view.blocks, pressed)
    action = _action(desk, found, pressed)
    _remember(view.state, found, pressed.value)
    payload = view_action_payload(desk.workspace, desk.act(pressed.user), view, action)
    return await _send(desk, payload, {"view_id": view.id}, pressed.user)


async def suggest(desk: Desk, pressed: Pressed, view: View) -> list[Json]:
    """Type into an external select; returns the options the app offers, none if it fails."""
    found = find_element(view.blocks, pressed.action_id, pressed.block_id)
    if found is None or "external" not in found[1]["type"]:
        raise CannotDo(f"there is no external select {pressed.action_id!r}")
    act = desk.act(pressed.user)
    payload = suggestion_payload(desk.workspace, act, view, found, str(pressed.value or ""))
    try:
        answer = await desk.courier.ask("interactive", payload, accepts_answer=True)
    except NotAnswered:
        return []
    return options_of(answer)


def _find(blocks: list[Json], pressed: Pressed) -> tuple[Json, Json]:
    value = None if pressed.value is None else str(pressed.value)
    found = find_element(blocks, pressed.action_id, pressed.block_id, value)
    if found is None:
        raise CannotDo(f"there is no {pressed.action_id!r} to use here")
    if found[0]["type"] == "input" and not found[0].get("dispatch_action"):
        raise CannotDo(f"{pressed.action_id!r} is only filled in: it tells the app nothing")
    return found


def _remember(state: State, found: tuple[Json, Json], value: Any) -> None:
    block, element = found
    if element["action_id"] in state.get(block["block_id"], {}):
        state[block["block_id"]][element["action_id"]] = filled(element, value)


def _action(desk: Desk, found: tuple[Json, Json], pressed: Pressed) -> Json:
    block, element = found
    ids = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": desk.workspace.timestamps.next(),
    }
    match element["type"]:
        case "button" | "icon_button" | "workflow_button":
            kept = ("text", "value", "style", "url")
            return {**{key: element[key] for key in kept if key in element}, **ids}
        case "overflow":
            return {"selected_option": _option(element, pressed.value), **ids}
        case "feedback_buttons":
            return {"value": pressed.value, **ids}
        case _:
            return {**filled(element, pressed.value), **ids}


def _option(element: Json, value: Any) -> Json:
    for option in options_of(element):
        if option.get("value") == value:
            return option
    raise CannotDo(f"{value!r} is not among the options of {element['action_id']}")


async def _send(desk: Desk, payload: Json, where: dict[str, str], user: str) -> str:
    try:
        await desk.courier.ask("interactive", payload, accepts_answer=False)
    except NotAnswered as unanswered:
        desk.workspace.changes.add("interaction.failed", **where, only_for=user)
        return unanswered.reason
    return ""
