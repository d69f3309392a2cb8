"""The payloads an app is sent when people act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.sandbox.message_json import message_json
from bot.sandbox.views import view_json

if TYPE_CHECKING:
    from bot.sandbox.elements import Json
    from bot.sandbox.messages import Message
    from bot.sandbox.views import View
    from bot.sandbox.workspace import Channel, Workspace


@dataclass(frozen=True)
class Act:
    """Who did something, with the tickets that the app may answer with."""

    user: str
    trigger_id: str
    response_url: str = ""


def command_payload(
    workspace: Workspace, act: Act, channel: Channel, command: str, text: str
) -> Json:
    """Return what a slash command posts; `text` is encoded already."""
    plan = workspace.plan
    names = {"im": "directmessage", "groups": "privategroup"}
    return {
        "token": plan.app.verification_token,
        "team_id": plan.id,
        "team_domain": plan.domain,
        "channel_id": channel.id,
        "channel_name": names.get(channel.kind, channel.name),
        "user_id": act.user,
        "user_name": workspace.user(act.user).name,
        "command": command,
        "text": text,
        "api_app_id": plan.app.id,
        "is_enterprise_install": "false",
        "response_url": act.response_url,
        "trigger_id": act.trigger_id,
    }


def message_action_payload(workspace: Workspace, act: Act, message: Message, action: Json) -> Json:
    """Return the `block_actions` payload of an element in a message."""
    channel = workspace.channels[message.channel]
    payload = _interaction(workspace, act, "block_actions") | {
        "container": {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": bool(message.ephemeral_to),
        },
        "channel": {"id": channel.id, "name": channel.name or "directmessage"},
        "response_url": act.response_url,
        "actions": [action],
    }
    if message.is_reply:
        payload["container"]["thread_ts"] = message.thread_ts
    if not message.ephemeral_to:
        payload["message"] = message_json(message, workspace, with_metadata=True)
    return payload


def view_action_payload(workspace: Workspace, act: Act, view: View, action: Json) -> Json:
    """Return the `block_actions` payload of an element in a modal or a home."""
    return _interaction(workspace, act, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "view": _view(workspace, view),
        "actions": [action],
    }


def submission_payload(workspace: Workspace, act: Act, view: View) -> Json:
    """Return the `view_submission` payload."""
    shown = {"view": _view(workspace, view), "response_urls": []}
    return _interaction(workspace, act, "view_submission") | shown


def closed_payload(workspace: Workspace, act: Act, view: View, *, cleared: bool) -> Json:
    """Return the `view_closed` payload, which carries no trigger."""
    payload = _interaction(workspace, act, "view_closed")
    del payload["trigger_id"]
    return payload | {"view": _view(workspace, view), "is_cleared": cleared}


def suggestion_payload(
    workspace: Workspace, act: Act, view: View, element: tuple[Json, Json], typed: str
) -> Json:
    """Return the `block_suggestion` payload of an external select."""
    block, select = element
    payload = _interaction(workspace, act, "block_suggestion")
    del payload["trigger_id"]
    return payload | {
        "container": {"type": "view", "view_id": view.id},
        "view": _view(workspace, view),
        "action_id": select["action_id"],
        "block_id": block["block_id"],
        "value": typed,
    }


def home_opened_event(workspace: Workspace, user: str) -> Json:
    """Return the `app_home_opened` event of a person looking at the Home tab."""
    plan = workspace.plan
    event: Json = {
        "type": "app_home_opened",
        "user": user,
        "channel": workspace.direct_message(user, plan.app.bot_user).id,
        "tab": "home",
        "event_ts": workspace.timestamps.next(),
    }
    home = workspace.views.homes.get(user)
    return event | ({"view": _view(workspace, home)} if home else {})


def _view(workspace: Workspace, view: View) -> Json:
    return view_json(view, workspace.plan.id, workspace.plan.app)


def _interaction(workspace: Workspace, act: Act, kind: str) -> Json:
    plan = workspace.plan
    user = workspace.user(act.user)
    return {
        "type": kind,
        "user": {
            "id": user.id,
            "username": user.name,
            "name": user.name,
            "team_id": workspace.team_of(user.id),
        },
        "api_app_id": plan.app.id,
        "token": plan.app.verification_token,
        "trigger_id": act.trigger_id,
        "team": {"id": plan.id, "domain": plan.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }
