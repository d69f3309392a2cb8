"""Socket Mode: kept, built anew when lost, left only when what came has been answered."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest
from slack_bolt.app.async_app import AsyncApp
from structlog.testing import capture_logs

from bot.app.api.commands import Approve
from bot.platform.in_flight import InFlight
from bot.ports.errors import Fault, Unavailable
from bot.slack.app import Identity, build_app
from bot.slack.inbound.listeners.parts import Parts
from bot.slack.inbound.socket_mode import SocketMode
from bot.slack.outbound.chat import web_client
from bot.slack.outbound.responder import Voice
from tests.slack_in.bot_over_http import FixedClock
from tests.slack_in.desk import StandInDesk
from tests.slack_in.in_workspace import CHANNEL, InWorkspace, in_workspace
from tests.slack_in.slack_api import SlackApi


@pytest.fixture
async def stage() -> AsyncIterator[InWorkspace]:
    async with in_workspace("socket") as stage:
        yield stage


async def reconnected(stage: InWorkspace) -> None:
    """Wait until the workspace has a connection again, and the bot knows."""
    socket = stage.socket
    assert socket is not None

    async def back() -> bool:
        return bool(await stage.controls.connections()) and await socket.connected()

    async with asyncio.timeout(5):
        while not await back():  # asks over HTTP, which lets everybody else work
            pass


@pytest.mark.parametrize("say", [True, False])
async def test_a_connection_that_is_closed_comes_back(stage: InWorkspace, say: bool) -> None:  # noqa: FBT001 - a case
    await stage.controls.disconnect(say=say)
    await reconnected(stage)
    assert await stage.bo.command("/gate", "status", channel=CHANNEL) is not None


async def test_it_comes_back_although_slack_refuses_at_first(stage: InWorkspace) -> None:
    await stage.controls.fault("apps.connections.open", "fail", times=2)
    with capture_logs() as logs:
        await stage.controls.disconnect(say=False)
        await reconnected(stage)
    assert [log["failures"] for log in logs if log["event"] == "socket_not_connected"] == [1, 2]


@pytest.fixture
async def hasty() -> AsyncIterator[InWorkspace]:
    async with in_workspace("socket", answer_within=0.5) as stage:
        yield stage


async def test_a_stop_answers_what_came_and_leaves_the_rest_to_others(
    hasty: InWorkspace,
) -> None:
    stage = hasty
    assert stage.socket is not None
    stage.desk.gate.clear()
    under_way = asyncio.create_task(stage.bo.command("/gate", "approve P4", channel=CHANNEL))
    await stage.desk.arrived.wait()
    stopping = asyncio.create_task(stage.socket.stop(5))
    await asyncio.wait({stopping}, timeout=0.001)
    refused = asyncio.create_task(stage.ada.command("/gate", "start P4", channel=CHANNEL))
    await asyncio.wait({refused}, timeout=0.05)
    assert (stopping.done(), refused.done()) == (False, False)
    stage.desk.gate.set()
    shown = await under_way
    await stopping
    assert shown is not None
    assert "approval" in shown.shown
    unanswered = await refused
    assert unanswered is not None
    assert "operation_timeout" in unanswered.shown
    assert [command for command, _ in stage.desk.asked] == [Approve("P4")]
    assert await stage.controls.connections() == 0


@dataclass(frozen=True, slots=True)
class Unconnected:
    """A bot that has not connected yet, and the API it asks for an address."""

    app: AsyncApp
    slack: SlackApi
    socket: SocketMode


@pytest.fixture
async def unconnected(
    slack: SlackApi, session: aiohttp.ClientSession, desk: StandInDesk
) -> Unconnected:
    client = web_client("xoxb-1", slack.url, session)
    inflight = InFlight()
    parts = Parts(desk, FixedClock(), inflight, Voice(client, session))
    app = build_app(client, Identity("T1", "UBOT", "B1"), parts)
    return Unconnected(app, slack, SocketMode(app, "xapp-1", client, inflight))


@pytest.mark.parametrize(
    ("error", "family"),
    [
        ("invalid_auth", Fault),
        ("not_allowed_token_type", Fault),
        ("internal_error", Unavailable),
        ("ratelimited", Unavailable),
    ],
)
async def test_a_connection_that_is_refused_says_whose_fault_it_is(
    unconnected: Unconnected, error: str, family: type[Exception]
) -> None:
    unconnected.slack.errors["apps.connections.open"] = error
    with pytest.raises(family):
        await unconnected.socket.start()
    assert not await unconnected.socket.connected()
    await unconnected.socket.stop(0)


async def test_slack_that_can_not_be_reached_is_unavailable(unconnected: Unconnected) -> None:
    await unconnected.slack.stop()
    with pytest.raises(Unavailable, match="can't be reached"):
        await unconnected.socket.start()
    await unconnected.socket.stop(0)
