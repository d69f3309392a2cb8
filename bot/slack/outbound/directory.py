"""What is asked of Slack about people, and remembered for a while: messages, user groups."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.ports.clock import Clock
from bot.ports.errors import Fault, Unavailable
from bot.readiness.readers import Standing, Whereabouts
from bot.slack.outbound.web_errors import Effect, SlackRefusal, asked

MEMBERS_FOR: Final = timedelta(minutes=5)  # usergroups.* take 20 requests a minute
NAME_WITHIN_SECONDS: Final = 1.0  # whoever decides waits for it
WHEREABOUTS_FOR: Final = timedelta(hours=1)  # users.info takes 100 requests a minute
_PAGE: Final = 1000  # Slack's most of conversations.members
_NOBODY: Final = frozenset({"user_not_found", "user_not_visible", "users_not_found"})


@dataclass(frozen=True, slots=True)
class _Members:
    users: tuple[str, ...]
    until: datetime


@dataclass(frozen=True, slots=True)
class _Known:
    whereabouts: Whereabouts
    standing: Standing


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
        self._known: dict[str, tuple[_Known, datetime]] = {}
        self._in: dict[str, _Members] = {}
        self._team = ""

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
        return (await self._about(user)).whereabouts

    async def standing(self, user: str) -> Standing:
        """Return what a person is in the workspace. Raises Unavailable."""
        return (await self._about(user)).standing

    async def is_in(self, user: str, channels: Sequence[str]) -> bool:
        """Tell whether a person is in one of these channels. Raises Unavailable."""
        for channel in channels:
            if user in await self._in_channel(channel):
                return True
        return False

    async def _in_channel(self, channel: str) -> tuple[str, ...]:
        now = self._clock.now()
        known = self._in.get(channel)
        if known is None or known.until <= now:
            known = _Members(await self._listed(channel), now + MEMBERS_FOR)
            self._in[channel] = known
        return known.users

    async def _listed(self, channel: str) -> tuple[str, ...]:
        """Return everybody in a channel; nobody where this app may not see it."""
        found: list[str] = []
        cursor = ""
        while True:
            request = self._client.conversations_members(
                channel=channel, limit=_PAGE, cursor=cursor or None
            )
            try:
                answer = await asked(request, Effect.NOTHING, channel)
            except SlackRefusal:
                return ()
            found += [str(member) for member in answer.get("members") or []]
            after = answer.get("response_metadata")
            cursor = str(after.get("next_cursor") or "") if isinstance(after, dict) else ""
            if not cursor:
                return tuple(found)

    async def _about(self, user: str) -> _Known:
        now = self._clock.now()
        known = self._known.get(user)
        if known is not None and known[1] > now:
            return known[0]
        try:
            found = await self._looked_up(user)
        except Unavailable:
            if known is None:
                raise
            return known[0]
        self._known[user] = (found, now + WHEREABOUTS_FOR)
        return found

    async def _looked_up(self, user: str) -> _Known:
        try:
            answer = await asked(self._client.users_info(user=user), Effect.NOTHING, user)
        except SlackRefusal as refusal:
            # Without the optional scope users:read nothing is known, which is no reason to stop.
            return _Known(Whereabouts(left=refusal.error in _NOBODY), Standing.UNKNOWN)
        given = answer.get("user")
        found = given if isinstance(given, dict) else {}
        zone = found.get("tz")
        there = Whereabouts(
            zone if isinstance(zone, str) else "", left=found.get("deleted") is True
        )
        return _Known(there, _standing(found, await self._own_team()))

    async def _own_team(self) -> str:
        if not self._team:
            said = await asked(self._client.auth_test(), Effect.NOTHING, "auth.test")
            self._team = str(said.get("team_id") or "")
        return self._team


def _standing(user: Mapping[str, object], team: str) -> Standing:
    """Return what a user is, by Slack's own flags: the user object of users.info."""
    grid = user.get("enterprise_user")
    teams = grid.get("teams") if isinstance(grid, dict) else None
    ours = user.get("team_id") == team or (isinstance(teams, list) and team in teams)
    if user.get("is_stranger") is True or not ours:
        return Standing.EXTERNAL
    if user.get("is_restricted") is True or user.get("is_ultra_restricted") is True:
        return Standing.GUEST
    return Standing.MEMBER


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
