"""Speaking, joining, inviting, and looking at the App Home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.errors import CannotDo
from bot.sandbox.escaping import encode_message
from bot.sandbox.payloads import home_opened_event
from bot.sandbox.posting import Draft, post
from bot.sandbox.posting import edit as change

if TYPE_CHECKING:
    from bot.sandbox.acts.desk import Desk
    from bot.sandbox.messages import Message
    from bot.sandbox.views import View
    from bot.sandbox.workspace import Channel

LONGEST = 12_000


def say(desk: Desk, user: str, channel_id: str, text: str, thread_ts: str = "") -> Message:
    """Post what a person typed; raises `CannotDo` for an empty text or from outside."""
    channel = desk.channel(user, channel_id)
    desk.require_open(channel)
    if user not in channel.members:
        raise CannotDo(f"{user} is not in #{channel.name}")
    if not text.strip() or len(text) > LONGEST:
        raise CannotDo("a message has 1 to 12,000 characters")
    encoded = encode_message(text, desk.workspace)
    return post(desk.workspace, Draft(channel.id, user, encoded, thread_ts=thread_ts))


def edit(desk: Desk, user: str, channel_id: str, ts: str, text: str) -> Message:
    """Change a message of one's own; raises `CannotDo` for anybody else's."""
    message = desk.message(user, channel_id, ts)
    if message.user != user:
        raise CannotDo("people edit their own messages only")
    if not text.strip() or len(text) > LONGEST:
        raise CannotDo("a message has 1 to 12,000 characters")
    change(desk.workspace, message, encode_message(text, desk.workspace))
    return message


def bring_in(desk: Desk, user: str, channel_id: str, who: str) -> Channel:
    """Make `who` a member: oneself of a public channel, others of a channel one is in."""
    channel = desk.channel(user, channel_id)
    desk.require_open(channel)
    if channel.is_im or (who != user and user not in channel.members):
        raise CannotDo("only members of a channel invite others to it")
    channel.members.add(desk.workspace.user(who).id)
    desk.workspace.changes.add("channel.joined", channel=channel.id)
    event = {
        "type": "member_joined_channel",
        "user": who,
        "channel": channel.id,
        "channel_type": "G" if channel.is_private else "C",
        "event_ts": desk.workspace.timestamps.next(),
    }
    desk.workspace.on_event(event)
    return channel


def open_home(desk: Desk, user: str) -> View | None:
    """Look at the App Home: the app hears of it; returns what is there now, if anything."""
    desk.require_of_here(user, "Home")
    desk.workspace.on_event(home_opened_event(desk.workspace, user))
    return desk.workspace.views.homes.get(user)
