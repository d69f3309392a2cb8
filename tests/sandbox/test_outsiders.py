"""Guests, and people of a connected workspace: what they see, and how the app hears of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from slack_sdk.errors import SlackApiError

from bot.sandbox.people import Person, Refused
from bot.sandbox.team import ChannelPlan, User
from tests.sandbox.conftest import ANN, BOT, GENERAL, LOUNGE, a_team

if TYPE_CHECKING:
    import aiohttp
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.sandbox.controls import Controls
    from bot.sandbox.server import SandboxServer
    from bot.sandbox.team import TeamPlan
    from tests.sandbox.scripted_app import SocketApp

GUEST, SINGLE, EXTERNAL, STRANGER = "U0GUEST", "U0SINGLE", "U0EXT", "U0STRANGER"
SHARED, OTHER_TEAM = "C0SHARED", "T0OTHER"


@pytest.fixture
def team() -> TeamPlan:
    plan = a_team()
    users = (
        User(GUEST, "guest", is_restricted=True),
        User(SINGLE, "single", is_ultra_restricted=True),
        User(EXTERNAL, "ext", team_id=OTHER_TEAM),
        User(STRANGER, "stranger", team_id=OTHER_TEAM),
    )
    shared = ChannelPlan(SHARED, "shared", (ANN, EXTERNAL, BOT))
    general = replace(plan.channels[0], members=(*plan.channels[0].members, GUEST, SINGLE))
    channels = (general, *plan.channels[1:], shared)
    return replace(plan, users=(*plan.users, *users), channels=channels)


def person(session: aiohttp.ClientSession, server: SandboxServer, user: str) -> Person:
    return Person(session, server.url, user)


async def test_users_info_tells_who_is_a_guest_or_external(web: AsyncWebClient) -> None:
    flags = ("team_id", "is_restricted", "is_ultra_restricted", "is_stranger")

    async def of(user: str) -> list[object]:
        found = (await web.users_info(user=user))["user"]
        return [found.get(flag) for flag in flags]

    assert await of(ANN) == ["T0SANDBOX", False, False, None]
    assert await of(GUEST) == ["T0SANDBOX", True, False, None]
    assert await of(SINGLE) == ["T0SANDBOX", True, True, None]
    assert await of(EXTERNAL) == [OTHER_TEAM, False, False, False]
    assert await of(STRANGER) == [OTHER_TEAM, False, False, True]


async def test_members_of_a_channel_are_listed_in_pages(web: AsyncWebClient) -> None:
    first = await web.conversations_members(channel=GENERAL, limit=3)
    cursor = first["response_metadata"]["next_cursor"]
    rest = await web.conversations_members(channel=GENERAL, limit=3, cursor=cursor)
    assert {*first["members"], *rest["members"]} == {ANN, "U0BOB", BOT, GUEST, SINGLE}
    assert rest["response_metadata"]["next_cursor"] == ""
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await web.conversations_members(channel="C0NOWHERE")


@pytest.mark.parametrize("who", [GUEST, SINGLE, EXTERNAL])
async def test_they_see_the_channels_they_are_in_only(
    session: aiohttp.ClientSession, server: SandboxServer, who: str
) -> None:
    one = person(session, server, who)
    seen = {channel.id for channel in await one.channels()}
    assert seen == ({SHARED} if who == EXTERNAL else {GENERAL})
    with pytest.raises(Refused, match="channel_not_found"):
        await one.command("/gate", "status", channel=LOUNGE)


async def test_what_an_external_person_says_carries_their_team_and_the_apps_own(
    session: aiohttp.ClientSession, server: SandboxServer, app: SocketApp
) -> None:
    await person(session, server, EXTERNAL).say("@gatebot status", channel=SHARED)
    payload = (await app.next()).payload
    event = payload["event"]
    assert (event["team"], event["user_team"], payload["team_id"]) == (OTHER_TEAM,) * 3
    assert payload["authorizations"][0]["team_id"] == payload["context_team_id"] == "T0SANDBOX"
    assert payload["is_ext_shared_channel"] is True


async def test_an_external_person_has_no_command_home_or_messages_of_the_app(
    session: aiohttp.ClientSession, server: SandboxServer, app: SocketApp
) -> None:
    one = person(session, server, EXTERNAL)
    shown = await one.command("/gate", "status", channel=SHARED)
    assert shown is not None
    assert "not a valid command" in shown.text
    for act in (one.open_home, one.dm):
        with pytest.raises(Refused, match="another workspace"):
            await act()
    assert app.heard.empty()


async def test_deliveries_of_any_kind_can_be_made_up(controls: Controls, app: SocketApp) -> None:
    event = {"type": "event_callback", "team_id": OTHER_TEAM, "event": {"type": "app_mention"}}
    await controls.forge(event, "events_api")
    heard = await app.next()
    assert (heard.type, heard.payload["team_id"]) == ("events_api", OTHER_TEAM)
    with pytest.raises(Refused, match="no kind"):
        await controls.forge({}, "letters")  # type: ignore[arg-type]
