"""Putting messages into a workspace, changing and deleting them, with the events that follow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.sandbox.elements import Json, with_ids
from bot.sandbox.errors import SlackError
from bot.sandbox.message_json import message_json
from bot.sandbox.messages import Message
from bot.sandbox.rich_text import rich_text

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace


@dataclass(frozen=True)
class Draft:
    """A message about to be posted by `user`; the text is already encoded as Slack's is."""

    channel: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    ephemeral_to: str = ""
    broadcast: bool = False


def post(workspace: Workspace, draft: Draft) -> Message:
    """Post a draft; raises `thread_not_found` where its thread isn't there."""
    message = Message(
        channel=draft.channel,
        ts=workspace.timestamps.next(),
        user=draft.user,
        text=draft.text,
        blocks=with_ids(draft.blocks),
        attachments=draft.attachments,
        thread_ts=_thread_head(workspace, draft),
        metadata=draft.metadata,
        bot_id=workspace.plan.app.bot_id if draft.user == workspace.plan.app.bot_user else "",
        ephemeral_to=draft.ephemeral_to,
        broadcast=draft.broadcast,
    )
    workspace.messages.add(message)
    _note(workspace, "posted", message)
    if not message.ephemeral_to:
        _announce(workspace, message)
    return message


def revise(workspace: Workspace, message: Message, draft: Draft) -> None:
    """Replace what a message says; metadata stays unless the draft brings some."""
    message.text, message.attachments = draft.text, draft.attachments
    message.blocks = with_ids(draft.blocks)
    message.metadata = draft.metadata or message.metadata
    message.edited_ts = workspace.timestamps.next()
    _note(workspace, "changed", message)
    if not message.ephemeral_to:
        _tell(workspace, message, _subtype(workspace, message, "message_changed"))


def withdraw(workspace: Workspace, message: Message) -> None:
    """Delete a message for everyone."""
    workspace.messages.remove(message)
    _note(workspace, "deleted", message)
    if not message.ephemeral_to:
        _tell(workspace, message, _subtype(workspace, message, "message_deleted"))


def slackbot_says(workspace: Workspace, user: str, channel: str, text: str) -> Message:
    """Show something only to one person, as Slack itself does."""
    return post(workspace, Draft(channel, "USLACKBOT", text, ephemeral_to=user))


def _thread_head(workspace: Workspace, draft: Draft) -> str:
    if not draft.thread_ts:
        return ""
    root = workspace.messages.find(draft.channel, draft.thread_ts)
    if root is None:
        raise SlackError("thread_not_found")
    return root.thread_ts if root.is_reply else root.ts


def _note(workspace: Workspace, what: str, message: Message) -> None:
    workspace.changes.add(
        f"message.{what}",
        channel=message.channel,
        ts=message.ts,
        thread_ts=message.thread_ts,
        only_for=message.ephemeral_to,
    )


def edit(workspace: Workspace, message: Message, text: str) -> None:
    """Change what a person wrote, as they do in Slack's client: it keeps its ts.

    Slack tells of a mention again then, under a new event id, with `edited` and no subtype.
    """
    message.text = text
    message.edited_ts = workspace.timestamps.next()
    _note(workspace, "changed", message)
    _tell(workspace, message, _subtype(workspace, message, "message_changed"))
    _mention(workspace, message, message.edited_ts)


def _announce(workspace: Workspace, message: Message) -> None:
    _tell(workspace, message, _as_sent(message, workspace))
    _mention(workspace, message, message.ts)


def _mention(workspace: Workspace, message: Message, event_ts: str) -> None:
    channel, bot = workspace.channels[message.channel], workspace.plan.app.bot_user
    mentioned = f"<@{bot}>" in message.text or f"<@{bot}|" in message.text
    if mentioned and message.user != bot and bot in channel.members and not channel.is_im:
        sent = _as_sent(message, workspace)
        event = {**sent, "type": "app_mention", "channel": channel.id, "event_ts": event_ts}
        team = workspace.team_of(message.user)
        connected = {"user_team": team, "source_team": team} if workspace.is_shared(channel) else {}
        workspace.on_event(event | connected)


def _as_sent(message: Message, workspace: Workspace) -> Json:
    """Return a message as an event carries it: what a person typed has its rich text."""
    shown = message_json(message, workspace)
    typed = not message.bot_id and not message.blocks
    return {**shown, "blocks": rich_text(message.text)} if typed else shown


def _subtype(workspace: Workspace, message: Message, subtype: str) -> Json:
    shown = _as_sent(message, workspace)
    key = "previous_message" if subtype == "message_deleted" else "message"
    event = {"type": "message", "subtype": subtype, key: shown, "hidden": True}
    return {**event, "ts": message.edited_ts or message.ts}


def _tell(workspace: Workspace, message: Message, event: Json) -> None:
    channel = workspace.channels[message.channel]
    if workspace.plan.app.bot_user in channel.members:
        where = {"channel": channel.id, "channel_type": channel.kind.removesuffix("s")}
        workspace.on_event({**event, **where, "event_ts": event["ts"]})
