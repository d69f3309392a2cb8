"""The real Bolt app behind a real HTTP server, between a stand-in desk and Slack's Web API."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.platform.in_flight import InFlight
from bot.slack.app import build_app, who_am_i
from bot.slack.inbound.listeners.parts import Parts
from bot.slack.outbound.chat import web_client
from bot.slack.outbound.responder import Voice
from bot.web.routes import routes
from bot.web.server import WebServer
from bot.web.slack_events import SlackEvents
from tests.slack_in.bot_over_http import SECRET, TOKEN, BotOverHttp, FixedClock
from tests.slack_in.desk import StandInDesk
from tests.slack_in.slack_api import SlackApi


@pytest.fixture
async def slack() -> AsyncIterator[SlackApi]:
    api = SlackApi()
    await api.start()
    yield api
    await api.stop()


@pytest.fixture
def desk() -> StandInDesk:
    return StandInDesk()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def bot(
    slack: SlackApi, desk: StandInDesk, session: aiohttp.ClientSession
) -> AsyncIterator[BotOverHttp]:
    client = web_client(TOKEN, slack.url, session)
    inflight = InFlight()
    parts = Parts(desk, FixedClock(), inflight, Voice(client, session), patience=0.2)
    app = build_app(client, await who_am_i(client), parts, SECRET)
    slack.calls.clear()
    server = WebServer(routes(SlackEvents(app, inflight), {}))
    host, port = await server.start("127.0.0.1", 0, grace=1)
    yield BotOverHttp(f"http://{host}:{port}", session, inflight, server)
    desk.gate.set()
    await inflight.drain(5)
    await server.stop()
