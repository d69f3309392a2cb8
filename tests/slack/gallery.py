"""A local workspace, and what sends messages with pictures into it; no wait is waited for."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp

from bot.readiness.digest import Digest
from bot.sandbox.controls import Controls
from bot.sandbox.people import Person
from bot.sandbox.seen import Message
from bot.sandbox.server import SandboxServer
from bot.sandbox.team import AppPlan, ChannelPlan, SlashCommand, TeamPlan, User
from bot.sandbox.workspace import Workspace
from bot.slack.outbound.chat import SlackChat, web_client
from bot.slack.outbound.pictures import Pictures
from bot.slack.outbound.responder import Voice
from bot.slack.outbound.uploads import Uploads
from tests.slack.fake_slack import StoppedClock

CHANNEL = "C0GATES"
APP = AppPlan(name="gatebot", commands=(SlashCommand("/gate"),))
ADA = User("U0ADA", "ada", "Ada")


@dataclass
class Gallery:
    """The workspace, and the two that speak into it. `waits` are the seconds asked for."""

    server: SandboxServer
    controls: Controls
    ada: Person
    clock: StoppedClock
    pictures: Pictures
    chat: SlackChat
    voice: Voice
    waits: list[float] = field(default_factory=list)

    async def post(self, digest: Digest, channel: str = CHANNEL) -> None:
        await self.chat.post_digest(channel, digest, f"intent-{channel}")

    async def seen(self, channel: str = CHANNEL) -> list[Message]:
        return await self.ada.see(channel)

    async def images(self, channel: str = CHANNEL) -> list[dict[str, Any]]:
        """Return the image blocks that stand in a channel."""
        return [b for m in await self.seen(channel) for b in m.blocks if b["type"] == "image"]

    @property
    def uploads(self) -> int:
        return len(self.server.workspace.files.everything())

    def hook(self) -> str:
        """Return a fresh response_url."""
        ticket = self.server.workspace.response_urls.issue(ADA.id, CHANNEL)
        return f"{self.server.url}response/{ticket.token}"


@asynccontextmanager
async def gallery(
    *, channels: int = 0, without: tuple[str, ...] = (), within: float = 5.0
) -> AsyncIterator[Gallery]:
    """Open a workspace with this many more channels, its app without some scopes."""
    app = replace(APP, scopes=APP.scopes - frozenset(without))
    more = (ChannelPlan(f"C0MANY{n:03}", f"many-{n}", (app.bot_user,)) for n in range(channels))
    own = ChannelPlan(CHANNEL, "gates", (ADA.id, app.bot_user))
    server = SandboxServer(Workspace(TeamPlan(users=(ADA,), channels=(own, *more), app=app)))
    async with AsyncExitStack() as stack:
        await server.start()
        stack.push_async_callback(server.stop)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        client = web_client(app.bot_token, server.api_url, session)
        clock, waits = StoppedClock(), list[float]()

        async def wait(seconds: float) -> None:
            waits.append(seconds)

        pictures = Pictures(Uploads(client, session), clock, wait, within)
        yield Gallery(
            server=server,
            controls=Controls(session, server.link),
            ada=Person(session, server.link, ADA.id),
            clock=clock,
            pictures=pictures,
            chat=SlackChat(client, session, clock, pictures=pictures),
            voice=Voice(client, session, pictures),
            waits=waits,
        )
