"""Filling in, submitting and closing modals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from bot.sandbox.acts.required import unfinished
from bot.sandbox.elements import every_element
from bot.sandbox.errors import CannotDo, NotAnswered, SlackError
from bot.sandbox.payloads import closed_payload, submission_payload
from bot.sandbox.view_state import filled
from bot.sandbox.web_api.content import read_view

if TYPE_CHECKING:
    from bot.sandbox.acts.desk import Desk
    from bot.sandbox.elements import Json
    from bot.sandbox.views import View

Outcome = Literal["closed", "errors", "updated", "pushed", "cleared", "trouble"]
TROUBLE = "We had some trouble connecting. Try again?"


def own_view(desk: Desk, user: str, view_id: str) -> View:
    """Return a view the person has in front of them; raises `CannotDo`."""
    view = desk.workspace.views.find(view_id)
    if view is None or view.user != user:
        raise CannotDo(f"{user} has no view {view_id} open")
    return view


def fill(desk: Desk, view: View, values: dict[str, Any]) -> None:
    """Fill values into a view, by action_id, block_id or "block_id/action_id".

    Raises `CannotDo` for a name no element has, or a value it doesn't offer.
    """
    for name, value in values.items():
        block, element = _named(view, name)
        view.state[block["block_id"]][element["action_id"]] = filled(element, value)
        view.errors.pop(block["block_id"], None)  # said of what stood there before
    _changed(desk, view, "filled")


async def submit(desk: Desk, view: View) -> Outcome:
    """Press the submit button; errors stay on the view, as Slack shows them."""
    if view.definition.get("submit") is None:
        raise CannotDo("this modal has no submit button")
    view.trouble, view.failure, view.errors = "", "", unfinished(view)
    if view.errors:
        _changed(desk, view, "updated")
        return "errors"
    payload = submission_payload(desk.workspace, desk.act(view.user), view)
    try:
        answer = await desk.courier.ask("interactive", payload, accepts_answer=True)
        return _respond(desk, view, answer)
    except NotAnswered as unanswered:
        return _trouble(desk, view, unanswered.reason)
    except SlackError as refusal:
        return _trouble(desk, view, "; ".join([refusal.code, *refusal.messages]))


async def close(desk: Desk, view: View, *, everything: bool = False) -> None:
    """Close a modal, or with `everything` the whole stack, as the cross in its corner does."""
    views = desk.workspace.views
    closed = views.stack(view.user) if everything else [view]
    act = desk.act(view.user)
    for one in reversed(closed):
        _shut(desk, one)
    for one in reversed(closed):
        if one.definition.get("notify_on_close"):
            payload = closed_payload(desk.workspace, act, one, cleared=everything)
            await _notify(desk, payload)


async def _notify(desk: Desk, payload: Json) -> None:
    try:
        await desk.courier.ask("interactive", payload, accepts_answer=False)
    except NotAnswered:
        # The view is closed for the person either way; the delivery keeps how it failed.
        desk.workspace.changes.add("interaction.failed", only_for=payload["user"]["id"])


def _respond(desk: Desk, view: View, answer: Json) -> Outcome:
    files = desk.workspace.files
    match answer.get("response_action"):
        case None:
            _shut(desk, view)
            return "closed"
        case "clear":
            for one in desk.workspace.views.close_all(view.user):
                _changed(desk, one, "closed")
            return "cleared"
        case "errors":
            return _show_errors(desk, view, answer.get("errors"))
        case "update":
            desk.workspace.views.update(view, read_view(answer.get("view"), "modal", files))
            _changed(desk, view, "updated")
            return "updated"
        case "push":
            definition = read_view(answer.get("view"), "modal", files)
            _changed(desk, desk.workspace.views.push(view.user, definition), "opened")
            return "pushed"
        case other:
            raise SlackError("invalid_response_action", [f"[ERROR] unknown action: {other}"])


def _trouble(desk: Desk, view: View, failure: str) -> Outcome:
    view.trouble, view.failure = TROUBLE, failure
    _changed(desk, view, "updated")
    return "trouble"


def _show_errors(desk: Desk, view: View, errors: Any) -> Outcome:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise SlackError("invalid_errors", ["[ERROR] errors must name input blocks of the view"])
    view.errors = {block: str(text) for block, text in errors.items()}
    _changed(desk, view, "updated")
    return "errors"


def _shut(desk: Desk, view: View) -> None:
    desk.workspace.views.close(view)
    _changed(desk, view, "closed")


def _changed(desk: Desk, view: View, what: str) -> None:
    desk.workspace.changes.add(f"view.{what}", view_id=view.id, only_for=view.user)


def _named(view: View, name: str) -> tuple[Json, Json]:
    for block, element in every_element(view.blocks):
        block_id, action_id = block["block_id"], element["action_id"]
        fillable = action_id in view.state.get(block_id, {})
        if fillable and name in (action_id, block_id, f"{block_id}/{action_id}"):
            return block, element
    raise CannotDo(f"nothing in this view is called {name!r}")
