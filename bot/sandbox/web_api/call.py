"""One call of a Web API method, and the checks that many methods share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.sandbox.errors import SlackError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.sandbox.elements import Json
    from bot.sandbox.web_api.arguments import Arguments
    from bot.sandbox.workspace import Channel, Workspace


@dataclass(frozen=True)
class Call:
    """What a method works with; `socket_url` mints the URL of a fresh socket."""

    workspace: Workspace
    args: Arguments
    base_url: str
    socket_url: Callable[[], str]

    @property
    def bot(self) -> str:
        """Return the user id of the app's bot."""
        return self.workspace.plan.app.bot_user

    def require_scope(self, *scopes: str) -> None:
        """Raise `missing_scope` unless the bot token has each of `scopes`."""
        provided = self.workspace.plan.app.scopes
        missing = [scope for scope in scopes if scope not in provided]
        if missing:
            has = ",".join(sorted(provided))
            raise SlackError("missing_scope", needed=missing[0], provided=has)

    def channel(self, name: str = "channel") -> Channel:
        """Return the channel an argument names; raises `channel_not_found` for unseen ones."""
        asked = self.args.need(name)
        channels = self.workspace.channels
        channel = channels.get(asked) or self.workspace.channel_named(asked)
        if channel is None or (channel.kind != "channels" and self.bot not in channel.members):
            raise SlackError("channel_not_found")
        return channel

    def place_to_write(self) -> Channel:
        """Return the channel to post to: a user id stands for the direct message with them."""
        asked = self.args.need("channel")
        if asked in self.workspace.users:
            return self.workspace.direct_message(self.bot, asked)
        channel = self.channel()
        if channel.is_archived:
            raise SlackError("is_archived")
        public = "chat:write.public" in self.workspace.plan.app.scopes
        if self.bot not in channel.members and not public:
            raise SlackError("not_in_channel")
        return channel


def page(items: Sequence[Json], args: Arguments, default: int, most: int) -> tuple[list[Json], str]:
    """Return one page of `items` and the cursor of the next; raises `invalid_cursor`."""
    cursor = args.text("cursor")
    if cursor and not cursor.removeprefix("next:").isdigit():
        raise SlackError("invalid_cursor")
    start = int(cursor.removeprefix("next:") or 0)
    end = start + max(1, min(args.number("limit", default), most))
    return list(items[start:end]), f"next:{end}" if end < len(items) else ""
