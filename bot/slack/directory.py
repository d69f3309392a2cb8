"""What is asked of Slack about people, and remembered for a while: messages, user groups."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.ports import Clock, Fault, Unavailable, Whereabouts
from bot.slack.web_errors import Effect, SlackRefusal, asked

MEMBERS_FOR: Final = timedelta(minutes=5)  # usergroups.* take 20 requests a minute
NAME_WITHIN_SECONDS: Final = 1.0  # whoever decides waits for it
WHEREABOUTS_FOR: Final = timedelta(hours=1)  # users.info takes 100 requests a minute
_NOBODY: Final = frozenset({"user_not_found", "user_not_visible", "users_not_found"})


@dataclass(frozen=True, slots=True)
class _Members:
    users: tuple[str, ...]
    until: datetime


class Directory:
    """Direct-message channels (for good), members of user groups and names (five minutes).

    Where people are is known for an hour; longer, while Slack does not answer.
    """

    def __init__(self, client: AsyncWebClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._channels: dict[str, str] = {}
        self._members: dict[str, _Members] = {}
        self._names: dict[str, tuple[str, datetime]] = {}
        self._whereabouts: dict[str, tuple[Whereabouts, datetime]] = {}

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

    async def display_name(self, user: str) -> str:
        """Return what a person is called; their id where Slack does not say so at once."""
        now = self._clock.now()
        name, until = self._names.get(user, (user, now))
        if until <= now:
            name = await self._called(user)
            self._names[user] = (name, now + MEMBERS_FOR)
        return name

    async def _called(self, user: str) -> str:
        try:
            async with asyncio.timeout(NAME_WITHIN_SECONDS):
                answer = await asked(self._client.users_info(user=user), Effect.NOTHING, user)
        except (Unavailable, Fault, TimeoutError):
            return user  # the scope users:read is optional
        return _name(answer.get("user")) or user

    async def whereabouts(self, user: str) -> Whereabouts:
        """Return a person's zone and whether they have left. Raises Unavailable."""
        now = self._clock.now()
        known = self._whereabouts.get(user)
        if known is not None and known[1] > now:
            return known[0]
        try:
            found = await self._looked_up(user)
        except Unavailable:
            if known is None:
                raise
            return known[0]
        self._whereabouts[user] = (found, now + WHEREABOUTS_FOR)
        return found

    async def _looked_up(self, user: str) -> Whereabouts:
        try:
            answer = await asked(self._client.users_info(user=user), Effect.NOTHING, user)
        except SlackRefusal as refusal:
            # Without the optional scope users:read nothing is known, which is no reason to stop.
            return Whereabouts(left=refusal.error in _NOBODY)
        found = answer.get("user")
        zone = found.get("tz") if isinstance(found, dict) else ""
        left = isinstance(found, dict) and found.get("deleted") is True
        return Whereabouts(zone if isinstance(zone, str) else "", left)


def _name(user: object) -> str:
    found = user if isinstance(user, dict) else {}
    profile = found.get("profile")
    shown = profile if isinstance(profile, dict) else {}
    names = (shown.get("real_name"), found.get("real_name"), shown.get("display_name"))
    return next((n.strip() for n in names if isinstance(n, str) and n.strip()), "")


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
