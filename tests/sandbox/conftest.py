"""A small team, a server of it, and the people and the app that use it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.access_token import HEADER
from bot.sandbox.controls import Controls
from bot.sandbox.courier import Pace
from bot.sandbox.people import Person
from bot.sandbox.server import SandboxServer
from bot.sandbox.team import AppPlan, ChannelPlan, SlashCommand, TeamPlan, User, UserGroup
from bot.sandbox.workspace import Workspace
from tests.sandbox.scripted_app import SocketApp

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

BOT, ANN, BOB = "U0BOT", "U0ANN", "U0BOB"
GENERAL, SECRET, LOUNGE, OLD, QUIET = "C0GENERAL", "G0SECRET", "C0LOUNGE", "C0OLD", "G0QUIET"
APP = AppPlan(
    name="gatebot", commands=(SlashCommand("/gate"), SlashCommand("/raw", should_escape=False))
)
TOKEN = "of-this-start"
PACE = Pace(answer_within=20.0, send_again_after=(0.0, 0.01, 0.02))


class StepClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def step(self, **amount: float) -> None:
        self.now += timedelta(**amount)


def a_team(app: AppPlan = APP) -> TeamPlan:
    return TeamPlan(
        users=(
            User(ANN, "ann", "Ann Example", tz="Europe/Berlin", email="ann@example.org"),
            User(BOB, "bob", "Bob Example"),
        ),
        groups=(UserGroup("S0OPS", "ops", "Operations", (BOB,)),),
        channels=(
            ChannelPlan(GENERAL, "general", (ANN, BOB, BOT)),
            ChannelPlan(SECRET, "secret", (ANN, BOT), is_private=True),
            ChannelPlan(LOUNGE, "lounge", (ANN, BOB)),
            ChannelPlan(OLD, "old", (ANN, BOB, BOT), is_archived=True),
            ChannelPlan(QUIET, "quiet", (ANN,), is_private=True),
        ),
        app=app,
    )


@pytest.fixture
def clock() -> StepClock:
    return StepClock()


@pytest.fixture
def team() -> TeamPlan:
    return a_team()


@pytest.fixture
def workspace(team: TeamPlan, clock: StepClock) -> Workspace:
    return Workspace(team, clock)


@pytest.fixture
async def server(workspace: Workspace) -> AsyncIterator[SandboxServer]:
    sandbox = SandboxServer(workspace, pace=PACE)
    sandbox.token = TOKEN
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """Return a session that is let in, as a browser is after it has opened the link."""
    async with aiohttp.ClientSession(headers={HEADER: TOKEN}) as opened:
        yield opened


@pytest.fixture
def web(server: SandboxServer, session: aiohttp.ClientSession) -> AsyncWebClient:
    return AsyncWebClient("xoxb-sandbox", base_url=server.api_url, session=session)


@pytest.fixture
def ann(server: SandboxServer, session: aiohttp.ClientSession) -> Person:
    return Person(session, server.url, ANN)


@pytest.fixture
def bob(server: SandboxServer, session: aiohttp.ClientSession) -> Person:
    return Person(session, server.url, BOB)


@pytest.fixture
async def app(server: SandboxServer) -> AsyncIterator[SocketApp]:
    async with SocketApp(server.api_url, "xoxb-sandbox", "xapp-sandbox") as connected:
        yield connected


@pytest.fixture
def controls(server: SandboxServer, session: aiohttp.ClientSession) -> Controls:
    return Controls(session, server.url)
