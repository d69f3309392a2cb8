"""The state of a workspace. It survives the bot: nothing in here knows how an app is reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.sandbox.changes import ChangeLog
from bot.sandbox.clock import Clock, WorkspaceClock, system_clock
from bot.sandbox.errors import SlackError
from bot.sandbox.files import FileStore
from bot.sandbox.messages import MessageStore, Timestamps
from bot.sandbox.response_urls import ResponseUrls
from bot.sandbox.team import TeamPlan, User
from bot.sandbox.triggers import Triggers
from bot.sandbox.view_state import State, state_of
from bot.sandbox.views import ViewStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from bot.sandbox.elements import Json
    from bot.sandbox.messages import Message
    from bot.sandbox.team import ChannelPlan

SLACKBOT = User(id="USLACKBOT", name="slackbot", real_name="Slackbot", is_bot=True)


@dataclass
class Channel:
    """A channel, or a direct message (`is_im`) between its two members."""

    id: str
    name: str = ""
    members: set[str] = field(default_factory=set)
    is_private: bool = False
    is_archived: bool = False
    is_im: bool = False

    @property
    def kind(self) -> str:
        """Return the event suffix Slack has for this kind: im, groups or channels."""
        if self.is_im:
            return "im"
        return "groups" if self.is_private else "channels"


class Workspace:
    """People, channels, messages, files, views and the tickets that apps act with.

    `on_event` is called with every event an app could have subscribed to, `on_forward` after the
    clock was set forward: what an app does by the clock it then does at once.
    """

    def __init__(self, plan: TeamPlan, clock: Clock = system_clock) -> None:
        self.plan = plan
        self.clock = WorkspaceClock(clock)
        self.users = {user.id: user for user in (*_with_bot(plan), SLACKBOT)}
        self.channels = {one.id: _from_plan(one) for one in plan.channels}
        self.messages = MessageStore()
        self.files = FileStore()
        self.timestamps = Timestamps(self.clock)
        self.views = ViewStore()
        self.triggers = Triggers(self.clock)
        self.response_urls = ResponseUrls(self.clock)
        self.changes = ChangeLog()
        self._choices: dict[tuple[str, str, str], State] = {}
        self.on_event: Callable[[Json], None] = unheard
        self.on_forward: Callable[[], None] = unnoticed

    def set_forward(self, by: timedelta) -> None:
        """Set the clock forward, and tell whoever goes by it; raises `CannotDo` for a step back."""
        self.clock.forward(by)
        self.changes.add("clock.set")
        self.on_forward()

    def user(self, user_id: str) -> User:
        """Return a user; raises `user_not_found`."""
        if user_id not in self.users:
            raise SlackError("user_not_found")
        return self.users[user_id]

    def channel_named(self, name: str) -> Channel | None:
        """Return a channel by its name, with or without the #."""
        bare = name.removeprefix("#")
        return next((c for c in self.channels.values() if bare and c.name == bare), None)

    def direct_message(self, one: str, other: str) -> Channel:
        """Return the direct message between two users, opening it where there is none yet."""
        pair = {self.user(one).id, self.user(other).id}
        for channel in self.channels.values():
            if channel.is_im and channel.members == pair:
                return channel
        channel = Channel(id=f"D{len(self.channels) + 1:08d}", members=pair, is_im=True)
        self.channels[channel.id] = channel
        self.changes.add("channel.opened", channel=channel.id)
        return channel

    def choices_in(self, message: Message, user: str) -> State:
        """Return what a person has chosen in the menus of a message, as they left them."""
        key = (message.channel, message.ts, user)
        self._choices[key] = state_of(message.blocks, self._choices.get(key))
        return self._choices[key]

    def other_in(self, channel: Channel, user: str) -> str:
        """Return whom `user` talks to in a direct message."""
        return next(iter(channel.members - {user}), user)

    def seen_channels(self, user: str) -> list[Channel]:
        """Return the channels a user knows of: public ones, and those they are in."""
        return [c for c in self.channels.values() if self.sees(user, c)]

    def sees(self, user: str, channel: Channel) -> bool:
        """Tell whether a user can look into a channel; guests only into those they are in."""
        public = channel.kind == "channels" and not self.user(user).limited
        return public or user in channel.members

    def team_of(self, user: str) -> str:
        """Return the id of the workspace somebody belongs to."""
        return self.user(user).team_id or self.plan.id

    def is_stranger(self, user: User) -> bool:
        """Tell whether an external person shares no channel with the app."""
        seen = self.seen_channels(self.plan.app.bot_user)
        return bool(user.team_id) and not any(user.id in c.members for c in seen)

    def is_shared(self, channel: Channel) -> bool:
        """Tell whether a channel is shared with another workspace."""
        return any(self.user(member).team_id for member in channel.members)


def _with_bot(plan: TeamPlan) -> tuple[User, ...]:
    app = plan.app
    if any(user.id == app.bot_user for user in plan.users):
        return plan.users
    return (*plan.users, User(id=app.bot_user, name=app.name, real_name=app.name, is_bot=True))


def _from_plan(plan: ChannelPlan) -> Channel:
    return Channel(
        id=plan.id,
        name=plan.name,
        members=set(plan.members),
        is_private=plan.is_private,
        is_archived=plan.is_archived,
    )


def unheard(_event: Json) -> None:
    """Drop an event: no app listens yet."""


def unnoticed() -> None:
    """Do nothing: no app in this process goes by the workspace's clock."""
