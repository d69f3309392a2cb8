"""The workspace as one person sees it, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.sandbox.elements import Json
    from bot.sandbox.messages import Message
    from bot.sandbox.views import View
    from bot.sandbox.workspace import Channel, Workspace


def seen_message(message: Message, viewer: str, workspace: Workspace) -> Json:
    """Return a message as people see it: no metadata, and whether only they see it."""
    author = workspace.users[message.user]
    replies = workspace.messages.replies(message.channel, message.ts)
    return {
        "channel": message.channel,
        "ts": message.ts,
        "thread_ts": message.thread_ts,
        "user": message.user,
        "author": author.real_name or author.name,
        "is_bot": author.is_bot,
        "text": message.text,
        "blocks": message.blocks,
        "ephemeral": bool(message.ephemeral_to),
        "edited": bool(message.edited_ts),
        "deleted": message.deleted,
        "replies": sum(reply.seen_by(viewer) for reply in replies),
        "reactions": message.reactions,
    }


def seen_messages(messages: list[Message], viewer: str, workspace: Workspace) -> list[Json]:
    """Return those of `messages` that `viewer` sees."""
    return [seen_message(one, viewer, workspace) for one in messages if one.seen_by(viewer)]


def seen_view(view: View) -> Json:
    """Return a modal or home as its owner sees it."""
    words = ("title", "submit", "close")
    shown = {word: (view.definition.get(word) or {}).get("text", "") for word in words}
    return {
        "id": view.id,
        "type": view.type,
        **shown,
        "blocks": view.blocks,
        "values": view.state,
        "errors": view.errors,
        "trouble": view.trouble,
    }


def seen_channel(channel: Channel, viewer: str, workspace: Workspace) -> Json:
    """Return a channel or direct message as it stands in a person's sidebar."""
    other = workspace.other_in(channel, viewer) if channel.is_im else ""
    return {
        "id": channel.id,
        "name": channel.name or workspace.users[other].name,
        "kind": channel.kind,
        "member": viewer in channel.members,
        "archived": channel.is_archived,
        "with": other,
    }
