"""The bot in a local workspace, by Socket Mode or over HTTP: the same listeners either way."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.platform.in_flight import InFlight
from bot.sandbox.controls import Controls
from bot.sandbox.courier import Pace
from bot.sandbox.people import Person
from bot.sandbox.seen import Message
from bot.sandbox.server import SandboxServer
from bot.sandbox.team import AppPlan, ChannelPlan, SlashCommand, TeamPlan, User
from bot.sandbox.workspace import Workspace
from bot.slack import action_ids as actions
from bot.slack.app import Identity, build_app, who_am_i
from bot.slack.inbound.listeners.parts import Parts
from bot.slack.inbound.socket_mode import SocketMode
from bot.slack.outbound.chat import web_client
from bot.slack.outbound.responder import Voice
from bot.web.routes import routes
from bot.web.server import WebServer
from bot.web.slack_events import SlackEvents
from tests.slack_in.bot_over_http import FixedClock
from tests.slack_in.desk import OPEN, StandInDesk

Transport = Literal["socket", "http"]
CHANNEL = "C1"
APP = AppPlan(name="gatebot", commands=(SlashCommand("/gate"),))
TEAM = TeamPlan(
    users=(User("U1", "ada", "Ada"), User("U2", "bo", "Bo")),
    channels=(ChannelPlan(CHANNEL, "gates", ("U1", "U2", APP.bot_user)),),
    app=APP,
)


@dataclass(frozen=True, slots=True)
class InWorkspace:
    """The bot, the people, and the workspace's own controls."""

    desk: StandInDesk
    ada: Person
    bo: Person
    controls: Controls
    client: AsyncWebClient
    inflight: InFlight
    socket: SocketMode | None

    async def card(self) -> Message:
        """Post a card with the buttons of one round, and return it as people see it."""
        ids = (actions.APPROVE, actions.LIST_GAPS, actions.EVIDENCE, actions.WITHDRAW)
        buttons: list[dict[str, Any]] = [
            {
                "type": "button",
                "text": {"type": "plain_text", "text": action_id},
                "action_id": action_id,
                "value": actions.round_value(OPEN),
            }
            for action_id in ids
        ]
        await self.client.chat_postMessage(
            channel=CHANNEL, text="card", blocks=[{"type": "actions", "elements": buttons}]
        )
        return (await self.ada.see(CHANNEL))[-1]


@asynccontextmanager
async def in_workspace(
    transport: Transport, answer_within: float = 3.0, identity: Identity | None = None
) -> AsyncIterator[InWorkspace]:
    """Start a workspace and the bot in it; stop both, the bot first.

    `identity`: what the bot is installed as, where it isn't in that workspace alone.
    """
    desk, inflight = StandInDesk(), InFlight()
    sandbox = SandboxServer(
        Workspace(TEAM), pace=Pace(answer_within=answer_within, send_again_after=(0.0, 0.01, 0.02))
    )
    async with AsyncExitStack() as stack:
        await sandbox.start()
        stack.push_async_callback(sandbox.stop)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        client = web_client(APP.bot_token, sandbox.api_url, session)
        parts = Parts(desk, FixedClock(), inflight, Voice(client, session))
        app = build_app(client, identity or await who_am_i(client), parts, APP.signing_secret)
        socket: SocketMode | None = None
        if transport == "socket":
            socket = SocketMode(app, APP.app_token, client, inflight, watch_every=0.05)
            await socket.start()
            stack.push_async_callback(socket.stop)
        else:
            server = WebServer(routes(SlackEvents(app, inflight), {}))
            host, port = await server.start("127.0.0.1", 0)
            stack.push_async_callback(server.stop)
            stack.push_async_callback(inflight.drain, 5)
            await sandbox.deliver_to(f"http://{host}:{port}/slack/events")
        stack.callback(desk.gate.set)
        yield InWorkspace(
            desk=desk,
            ada=Person(session, sandbox.link, "U1"),
            bo=Person(session, sandbox.link, "U2"),
            controls=Controls(session, sandbox.link),
            client=client,
            inflight=inflight,
            socket=socket,
        )
