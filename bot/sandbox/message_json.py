"""Messages, channels and users in the shapes Slack's API has for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.sandbox.elements import Json
    from bot.sandbox.messages import Message
    from bot.sandbox.team import User, UserGroup
    from bot.sandbox.workspace import Channel, Workspace


def message_json(message: Message, workspace: Workspace, *, with_metadata: bool = False) -> Json:
    """Return a message as `conversations.history` lists it."""
    app = workspace.plan.app
    shown: Json = {
        "type": "message",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "team": workspace.team_of(message.user),
    }
    if message.bot_id:
        shown |= {"bot_id": message.bot_id, "app_id": app.id}
    if message.blocks:
        shown["blocks"] = message.blocks
    if message.attachments:
        shown["attachments"] = message.attachments
    if message.deleted:
        shown |= {"subtype": "tombstone", "user": "USLACKBOT"}
    if message.edited_ts:
        shown["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.metadata and with_metadata:
        shown["metadata"] = message.metadata
    return shown | _thread(message, workspace) | _reactions(message)


def _thread(message: Message, workspace: Workspace) -> Json:
    if message.is_reply:
        return {"thread_ts": message.thread_ts}
    replies = [
        reply
        for reply in workspace.messages.replies(message.channel, message.ts)
        if not reply.ephemeral_to
    ]
    if not replies:
        return {}
    authors = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users": authors,
        "reply_users_count": len(authors),
        "latest_reply": replies[-1].ts,
    }


def _reactions(message: Message) -> Json:
    if not message.reactions:
        return {}
    return {
        "reactions": [
            {"name": name, "users": users, "count": len(users)}
            for name, users in message.reactions.items()
        ]
    }


def channel_json(channel: Channel, viewer: str, workspace: Workspace) -> Json:
    """Return a channel as `conversations.info` shows it to `viewer`."""
    if channel.is_im:
        return {
            "id": channel.id,
            "is_im": True,
            "is_archived": False,
            "user": workspace.other_in(channel, viewer),
        }
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_member": viewer in channel.members,
        "num_members": len(channel.members),
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def user_json(user: User, workspace: Workspace, *, with_email: bool) -> Json:
    """Return a user as `users.info` shows it; the address only to apps that may read it.

    `is_stranger` is there for external people only, true unless they share a channel with the app.
    https://docs.slack.dev/reference/objects/user-object
    """
    external = {"is_stranger": workspace.is_stranger(user)} if user.team_id else {}
    real_name = user.real_name or user.name
    return {
        "id": user.id,
        "team_id": workspace.team_of(user.id),
        "name": user.name,
        "real_name": real_name,
        "deleted": user.deleted,
        "tz": user.tz,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "is_admin": False,
        "is_restricted": user.is_restricted or user.is_ultra_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        **external,
        "profile": {
            "real_name": real_name,
            "display_name": user.name,
            **({"email": user.email} if user.email and with_email else {}),
        },
    }


def group_json(group: UserGroup, team_id: str, *, with_users: bool) -> Json:
    """Return a user group as `usergroups.list` shows it."""
    shown: Json = {
        "id": group.id,
        "team_id": team_id,
        "is_usergroup": True,
        "name": group.name or group.handle,
        "handle": group.handle,
        "date_delete": 0,
        "user_count": len(group.users),
    }
    return shown | ({"users": list(group.users)} if with_users else {})
