"""What is asked of Slack about people, and remembered for a while: messages, user groups."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.ports import Clock, Fault
from bot.slack.web_errors import Effect, asked

MEMBERS_FOR: Final = timedelta(minutes=5)  # usergroups.* take 20 requests a minute


@dataclass(frozen=True, slots=True)
class _Members:
    users: tuple[str, ...]
    until: datetime


class Directory:
    """Direct-message channels (for good) and members of user groups (for five minutes)."""

    def __init__(self, client: AsyncWebClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._channels: dict[str, str] = {}
        self._members: dict[str, _Members] = {}

    async def direct_channel(self, user: str) -> str:
        """Return the channel of the direct messages with a person. Raises as `asked` does."""
        if user not in self._channels:
            request = self._client.conversations_open(users=[user])
            answer = await asked(request, Effect.NOTHING, user)
            self._channels[user] = _channel_id(answer.get("channel"), user)
        return self._channels[user]

    async def group_members(self, group: str) -> tuple[str, ...]:
        """Return the Slack user ids in a user group. Raises as `asked` does."""
        now = self._clock.now()
        known = self._members.get(group)
        if known is None or known.until <= now:
            request = self._client.usergroups_users_list(usergroup=group)
            answer = await asked(request, Effect.NOTHING, group)
            users = answer.get("users", [])
            known = _Members(tuple(str(user) for user in users), now + MEMBERS_FOR)
            self._members[group] = known
        return known.users


def is_person(place: str) -> bool:
    """Tell whether this id is a person's rather than a channel's."""
    return place.startswith(("U", "W"))


def _channel_id(channel: object, user: str) -> str:
    found = channel.get("id") if isinstance(channel, dict) else None
    if not isinstance(found, str) or not found:
        raise Fault(
            f"Slack opened no conversation with {user}.",
            "Try again; if it stays so, tell whoever runs gatebot.",
        )
    return found
