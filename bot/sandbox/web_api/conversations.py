"""conversations.*: channels, direct messages and what was said in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.errors import SlackError
from bot.sandbox.message_json import channel_json, message_json
from bot.sandbox.web_api.call import page

if TYPE_CHECKING:
    from bot.sandbox.elements import Json
    from bot.sandbox.messages import Message
    from bot.sandbox.web_api.call import Call
    from bot.sandbox.workspace import Channel

_KINDS = {"public_channel": "channels", "private_channel": "groups", "im": "im"}
_FARTHEST = "9999999999.999999"


def open_direct_message(call: Call) -> Json:
    """Open the direct message with a user."""
    call.require_scope("im:write")
    users = [user for user in call.args.text("users").split(",") if user]
    if call.args.has("channel"):
        channel = call.channel()
    elif len(users) == 1:
        if call.workspace.user(users[0]).deleted:
            raise SlackError("user_disabled")
        channel = call.workspace.direct_message(call.bot, users[0])
    else:
        raise SlackError("users_list_not_supplied" if not users else "too_many_users")
    shown = channel_json(channel, call.bot, call.workspace)
    full = call.args.flag("return_im")
    return {"channel": shown if full else {"id": channel.id}, "no_op": False, "already_open": False}


def list_channels(call: Call) -> Json:
    """List the channels the bot can see, public ones unless `types` says otherwise."""
    wanted = _kinds(call)
    call.require_scope(*(f"{kind}:read" for kind in wanted))
    seen = call.workspace.seen_channels(call.bot)
    return _channels(call, [channel for channel in seen if channel.kind in wanted], call.bot)


def channels_of_user(call: Call) -> Json:
    """List the channels a user is in, as far as the bot sees them."""
    user = call.workspace.user(call.args.text("user", call.bot)).id
    wanted = _kinds(call)
    call.require_scope(*(f"{kind}:read" for kind in wanted))
    seen = call.workspace.seen_channels(call.bot)
    return _channels(call, [c for c in seen if c.kind in wanted and user in c.members], user)


def info(call: Call) -> Json:
    """Describe one channel."""
    channel = call.channel()
    call.require_scope(f"{channel.kind}:read")
    return {"channel": channel_json(channel, call.bot, call.workspace)}


def members(call: Call) -> Json:
    """List a channel's members."""
    channel = call.channel()
    call.require_scope(f"{channel.kind}:read")
    rows = [{"id": user} for user in sorted(channel.members)]
    found, cursor = page(rows, call.args, 100, 1000)
    ids = [row["id"] for row in found]
    return {"members": ids, "response_metadata": {"next_cursor": cursor}}


def join(call: Call) -> Json:
    """Make the bot a member of a public channel."""
    call.require_scope("channels:join")
    channel = call.channel()
    if channel.kind != "channels":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    channel.members.add(call.bot)
    call.workspace.changes.add("channel.joined", channel=channel.id)
    return {"channel": channel_json(channel, call.bot, call.workspace)}


def history(call: Call) -> Json:
    """Return what stands in a channel, newest first."""
    channel = _readable(call)
    timeline = call.workspace.messages.timeline(channel.id)
    found, cursor = _window(call, timeline[::-1])
    return _messages(call, found, cursor)


def replies(call: Call) -> Json:
    """Return a thread, oldest first, its head included."""
    channel = _readable(call)
    messages = call.workspace.messages
    root = messages.find(channel.id, call.args.need("ts"))
    if root is None or root.ephemeral_to:
        raise SlackError("thread_not_found")
    head = messages.find(channel.id, root.thread_ts) if root.is_reply else root
    thread = [head or root, *messages.replies(channel.id, (head or root).ts)]
    found, cursor = _window(call, thread)
    return _messages(call, found, cursor)


def _kinds(call: Call) -> set[str]:
    asked = call.args.text("types", "public_channel").split(",")
    if unknown := [kind for kind in asked if kind not in {*_KINDS, "mpim"}]:
        raise SlackError("invalid_types", [f"[ERROR] unknown type: {unknown[0]}"])
    return {_KINDS[kind] for kind in asked if kind in _KINDS}


def _channels(call: Call, channels: list[Channel], viewer: str) -> Json:
    if call.args.flag("exclude_archived"):
        channels = [channel for channel in channels if not channel.is_archived]
    rows = [channel_json(channel, viewer, call.workspace) for channel in channels]
    found, cursor = page(rows, call.args, 100, 1000)
    return {"channels": found, "response_metadata": {"next_cursor": cursor}}


def _readable(call: Call) -> Channel:
    channel = call.channel()
    call.require_scope(f"{channel.kind}:history")
    if call.bot not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _window(call: Call, messages: list[Message]) -> tuple[list[Json], str]:
    oldest, latest = call.args.text("oldest", "0"), call.args.text("latest", _FARTHEST)
    edges = call.args.flag("inclusive")
    inside = [
        message
        for message in messages
        if not message.ephemeral_to
        and (
            float(oldest) < float(message.ts) < float(latest)
            or (edges and message.ts in (oldest, latest))
        )
    ]
    full = call.args.flag("include_all_metadata")
    rows = [message_json(one, call.workspace, with_metadata=full) for one in inside]
    return page(rows, call.args, 100, 999)


def _messages(call: Call, found: list[Json], cursor: str) -> Json:
    answer: Json = {"messages": found, "has_more": bool(cursor), "pin_count": 0}
    if cursor:
        answer["response_metadata"] = {"next_cursor": cursor}
    return answer | ({"latest": call.args.text("latest")} if call.args.has("latest") else {})
