"""`/gate …`: the answer is in the ack itself, for the asker's eyes only."""

import re
from functools import partial
from typing import Final

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.app.api.commands import Asker
from bot.slack.inbound.listeners.conversation import answer_line
from bot.slack.inbound.listeners.door import payload
from bot.slack.inbound.listeners.parts import Parts
from bot.slack.inbound.payloads import SlashCommand
from bot.slack.message import Message
from bot.slack.views import remarks

# Whatever a manifest calls it (`/gate`, `/gate-test`), every command of this app is this one.
_EVERY_COMMAND: Final = re.compile(".*")


def register(app: AsyncApp, parts: Parts) -> None:
    """Listen for slash commands."""

    @app.command(_EVERY_COMMAND)
    async def on_command(ack: AsyncAck, context: AsyncBoltContext) -> None:
        typed = payload(context, SlashCommand)
        words, picture = parts.voice.at_once(typed.response_url, await _answer(parts, typed))
        if picture is not None:
            parts.inflight.start(parts.voice.follow(typed.response_url, picture), "picture")
        await ack({"response_type": "ephemeral", **words.payload()})


async def _answer(parts: Parts, typed: SlashCommand) -> Message:
    asker = Asker(
        user=typed.user_id,
        channel=typed.channel_id,
        delivery=f"trigger:{typed.trigger_id}",
        at=parts.clock.now(),
        response_url=parts.voice.trusted(typed.response_url),
    )
    message = await parts.inflight.within(
        parts.patience,
        answer_line(parts.desk, typed.text, asker),
        late=partial(_answer_late, parts, typed),
    )
    return message or remarks.still_working()


async def _answer_late(parts: Parts, typed: SlashCommand, message: Message) -> None:
    if not await parts.voice.answer_late(typed.response_url, message):
        await parts.voice.tell(typed.user_id, message)
