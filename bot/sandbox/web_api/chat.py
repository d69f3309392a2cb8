"""chat.*: messages of the bot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.errors import SlackError
from bot.sandbox.message_json import message_json
from bot.sandbox.posting import Draft, post, revise, withdraw
from bot.sandbox.web_api.content import LONGEST_UPDATE, Content, read_content

if TYPE_CHECKING:
    from bot.sandbox.elements import Json
    from bot.sandbox.messages import Message
    from bot.sandbox.web_api.call import Call


def post_message(call: Call) -> Json:
    """Post to a channel, a thread or a person."""
    call.require_scope("chat:write")
    content = read_content(call.args, call.workspace.files)
    channel = call.place_to_write()
    message = post(call.workspace, _draft(call, channel.id, content))
    shown = message_json(message, call.workspace, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def post_ephemeral(call: Call) -> Json:
    """Show something to one member of a channel."""
    call.require_scope("chat:write")
    content = read_content(call.args, call.workspace.files)
    channel = call.place_to_write()
    user = call.workspace.user(call.args.need("user")).id
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    if call.bot not in channel.members:
        raise SlackError("not_in_channel")
    message = post(call.workspace, _draft(call, channel.id, content, ephemeral_to=user))
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    """Replace the bot's own message; text alone removes its blocks."""
    call.require_scope("chat:write")
    channel = call.channel()
    message = _standing(call, channel.id, "ts")
    if message.user != call.bot:
        raise SlackError("cant_update_message")
    content = read_content(call.args, call.workspace.files, LONGEST_UPDATE)
    revise(call.workspace, message, _draft(call, channel.id, content))
    shown = message_json(message, call.workspace, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def delete(call: Call) -> Json:
    """Delete the bot's own message."""
    call.require_scope("chat:write")
    channel = call.channel()
    message = _standing(call, channel.id, "ts")
    if message.user != call.bot:
        raise SlackError("cant_delete_message")
    withdraw(call.workspace, message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(call: Call) -> Json:
    """Return a message's address."""
    channel = call.channel()
    message = _standing(call, channel.id, "message_ts")
    link = f"{call.base_url}archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def _draft(call: Call, channel: str, content: Content, ephemeral_to: str = "") -> Draft:
    return Draft(
        channel=channel,
        user=call.bot,
        text=content.text,
        blocks=content.blocks,
        attachments=content.attachments,
        thread_ts=call.args.text("thread_ts"),
        metadata=content.metadata,
        ephemeral_to=ephemeral_to,
        broadcast=call.args.flag("reply_broadcast"),
    )


def _standing(call: Call, channel: str, name: str) -> Message:
    message = call.workspace.messages.find(channel, call.args.need(name))
    # An ephemeral message can't be reached by the Web API, only by its response_url.
    if message is None or message.ephemeral_to or message.deleted:
        raise SlackError("message_not_found")
    return message
