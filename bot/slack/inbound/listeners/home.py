"""Somebody looks at their Home: it is kept that they do, and the worker draws it."""

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.slack.inbound.listeners.door import payload
from bot.slack.inbound.listeners.parts import Parts
from bot.slack.inbound.payloads import HomeOpened


def register(app: AsyncApp, parts: Parts) -> None:
    """Listen for people who look."""

    @app.event("app_home_opened")
    async def on_home(context: AsyncBoltContext) -> None:
        opened = payload(context, HomeOpened)
        if opened.at_home:
            await parts.desk.home_opened(opened.event.user, opened.shown)
