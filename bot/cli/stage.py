"""The demo's project on a state folder: its settings, and the bot running on them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

from bot.cli.state import StateFolder
from bot.demo.clock import SandboxTime
from bot.demo.team import PROJECT_CHANNEL
from bot.runtime.serving import Gatebot
from bot.runtime.wiring import assembled
from bot.sandbox.server import SandboxServer
from bot.sandbox.workspace import unnoticed
from bot.settings import ProjectSettings, Settings

Delivery = Literal["socket", "http"]


@asynccontextmanager
async def bot_in(
    folder: StateFolder, server: SandboxServer, delivery: Delivery
) -> AsyncIterator[asyncio.Task[None]]:
    """Run the bot in a workspace that is being served, by its clock, until the block is left.

    Gives the task that serves, which ends early only where serving fails.
    """
    settings = demo_settings(folder, server, delivery)
    async with assembled(settings, SandboxTime(server.workspace)) as gatebot:
        server.workspace.on_forward = gatebot.clock_moved
        stop, ready = asyncio.Event(), asyncio.Event()
        running = asyncio.create_task(gatebot.run(stop, ready.set))
        try:
            await _or_ended(ready, running)
            if delivery == "http":
                await _over_http(gatebot, server)
            yield running
        finally:
            server.workspace.on_forward = unnoticed
            stop.set()
            await running


async def _over_http(gatebot: Gatebot, server: SandboxServer) -> None:
    host, port = gatebot.address
    await server.deliver_to(f"http://{host}:{port}/slack/events")


async def _or_ended(ready: asyncio.Event, running: asyncio.Task[None]) -> None:
    """Wait until the bot is ready; if it ends before, raise what ended it."""
    waiting = asyncio.create_task(ready.wait())
    await asyncio.wait((waiting, running), return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if running.done():
        running.result()


def demo_settings(folder: StateFolder, server: SandboxServer, delivery: Delivery) -> Settings:
    """Return the settings under which the bot works on a state folder in a local workspace."""
    app = server.workspace.plan.app
    return Settings.model_validate(
        {
            "projects": [
                ProjectSettings(
                    name="demo",
                    repo=str(folder.repository.absolute()),
                    channels=(PROJECT_CHANNEL.id,),
                )
            ],
            "slack_bot_token": app.bot_token,
            "slack_app_token": app.app_token if delivery == "socket" else None,
            "slack_signing_secret": app.signing_secret,
            "slack_api_url": server.api_url,
            "database_url": folder.environment()["GATEBOT_DATABASE_URL"],
            "listen": "127.0.0.1:0",
        }
    )
