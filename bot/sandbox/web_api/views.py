"""views.*: modals and the App Home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.errors import SlackError
from bot.sandbox.views import view_json
from bot.sandbox.web_api.content import read_view

if TYPE_CHECKING:
    from bot.sandbox.elements import Json
    from bot.sandbox.views import View
    from bot.sandbox.web_api.call import Call


def open_modal(call: Call) -> Json:
    """Open a modal for whoever caused the trigger."""
    definition = _definition(call, "modal")
    user = call.workspace.triggers.exchange(call.args.need("trigger_id"))
    return _shown(call, call.workspace.views.open(user, definition), "opened")


def push_modal(call: Call) -> Json:
    """Put a modal upon the one that is open."""
    definition = _definition(call, "modal")
    user = call.workspace.triggers.exchange(call.args.need("trigger_id"))
    return _shown(call, call.workspace.views.push(user, definition), "opened")


def update_view(call: Call) -> Json:
    """Replace what an open view shows."""
    views, view_id = call.workspace.views, call.args.text("view_id")
    external = call.args.text("external_id")
    view = views.find(view_id) if view_id else views.find_external(external) if external else None
    if view is None:
        raise SlackError("not_found")
    definition = _definition(call, view.type)
    _check_hash(call, view)
    return _shown(call, views.update(view, definition), "updated")


def publish_home(call: Call) -> Json:
    """Show a person's App Home."""
    user = call.workspace.user(call.args.need("user_id")).id
    definition = _definition(call, "home")
    home = call.workspace.views.homes.get(user)
    if home is not None:
        _check_hash(call, home)
    return _shown(call, call.workspace.views.publish(user, definition), "updated")


def _definition(call: Call, kind: str) -> Json:
    view = call.args.decoded("view", "invalid_arguments")
    return read_view(view, kind, call.workspace.files)


def _check_hash(call: Call, view: View) -> None:
    if call.args.text("hash", view.hash) != view.hash:
        raise SlackError("hash_conflict")


def _shown(call: Call, view: View, what: str) -> Json:
    call.workspace.changes.add(f"view.{what}", view_id=view.id, only_for=view.user)
    plan = call.workspace.plan
    return {"view": view_json(view, plan.id, plan.app)}
