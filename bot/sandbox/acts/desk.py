"""What every act of a person needs: the workspace, and the way to the app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.sandbox.errors import CannotDo, SlackError
from bot.sandbox.payloads import Act

if TYPE_CHECKING:
    from bot.sandbox.courier import Courier
    from bot.sandbox.messages import Message
    from bot.sandbox.workspace import Channel, Workspace


@dataclass(frozen=True)
class Desk:
    """The workspace and its courier; `base_url` begins every response URL."""

    workspace: Workspace
    courier: Courier
    base_url: str

    def act(self, user: str) -> Act:
        """Return the tickets of something `user` does that has no response URL."""
        return Act(user, self.workspace.triggers.issue(user))

    def act_in(self, user: str, channel: str, message_ts: str = "") -> tuple[Act, str]:
        """Return the tickets of something done in a channel, and the response token alone."""
        ticket = self.workspace.response_urls.issue(user, channel, message_ts)
        url = f"{self.base_url}response/{ticket.token}"
        return Act(user, self.workspace.triggers.issue(user), url), ticket.token

    def channel(self, user: str, channel_id: str) -> Channel:
        """Return a channel the person can look into, by id or #name; raises `SlackError`."""
        found = self.workspace.channels.get(channel_id) or self.workspace.channel_named(channel_id)
        if found is None or not self.workspace.sees(user, found):
            raise SlackError("channel_not_found")
        return found

    def message(self, user: str, channel_id: str, ts: str) -> Message:
        """Return a message the person sees; raises `SlackError`."""
        message = self.workspace.messages.find(self.channel(user, channel_id).id, ts)
        if message is None or not message.seen_by(user) or message.deleted:
            raise SlackError("message_not_found")
        return message

    def require_of_here(self, user: str, what: str) -> None:
        """Raise `CannotDo` for what people of a connected workspace have not in this one."""
        if self.workspace.user(user).team_id:
            raise CannotDo(f"people of another workspace have no {what} of this one's apps")

    def require_open(self, channel: Channel) -> None:
        """Raise `CannotDo` for an archived channel."""
        if channel.is_archived:
            raise CannotDo(f"#{channel.name} is archived")
