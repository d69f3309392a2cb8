"""Everything nobody else listens for: acked, so that no one is shown an error for it."""

import re
from typing import Final

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.slack.inbound.listeners.door import payload
from bot.slack.inbound.listeners.parts import Parts
from bot.slack.inbound.payloads import Click
from bot.slack.views import remarks

_ANY: Final = re.compile(".*", re.DOTALL)
_log = structlog.get_logger()


def register(app: AsyncApp, parts: Parts) -> None:
    """Listen for whatever is left; to be registered last."""

    @app.action(_ANY)
    async def on_click(ack: AsyncAck, context: AsyncBoltContext) -> None:
        await ack()
        click = payload(context, Click)
        _log.warning("unknown_button", action_id=click.pressed.action_id)
        if click.place:
            words = remarks.unreadable()
            parts.inflight.start(parts.voice.whisper(click.user.id, click.place, words), "whisper")

    @app.options(_ANY)
    async def on_options(ack: AsyncAck) -> None:
        await ack(options=[])

    for listener in (
        app.view_submission(_ANY),
        app.view_closed(_ANY),
        app.shortcut(_ANY),
        app.event(_ANY),
    ):
        listener(_nothing_to_do)


async def _nothing_to_do(ack: AsyncAck) -> None:
    await ack()
