"""auth.test, apps.connections.open, reactions.add: the app itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.sandbox.errors import SlackError

if TYPE_CHECKING:
    from bot.sandbox.elements import Json
    from bot.sandbox.web_api.call import Call

_EMOJI = re.compile(r"[\w+'-]+(::skin-tone-[2-6])?")


def test_token(call: Call) -> Json:
    """Say whose token it is."""
    plan = call.workspace.plan
    return {
        "url": call.base_url,
        "team": plan.name,
        "user": call.workspace.user(call.bot).name,
        "team_id": plan.id,
        "user_id": call.bot,
        "bot_id": plan.app.bot_id,
        "is_enterprise_install": False,
    }


def open_connection(call: Call) -> Json:
    """Hand out the URL of a socket."""
    return {"url": call.socket_url()}


def add_reaction(call: Call) -> Json:
    """Put an emoji on a message."""
    call.require_scope("reactions:write")
    channel = call.channel()
    message = call.workspace.messages.find(channel.id, call.args.need("timestamp"))
    if message is None or message.ephemeral_to:
        raise SlackError("message_not_found")
    name = call.args.need("name").strip(":")
    if not _EMOJI.fullmatch(name):
        raise SlackError("invalid_name")
    who = message.reactions.setdefault(name, [])
    if call.bot in who:
        raise SlackError("already_reacted")
    who.append(call.bot)
    call.workspace.changes.add("message.changed", channel=channel.id, ts=message.ts)
    return {}
