"""`@gatebot …` in channels and threads, and direct messages: the same verbs.

Slack sends an event again until it is acked, so the ack waits until the desk has kept what was
asked, however long that takes; the answer is then said beside the ack.
"""

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.app.api.commands import Asker
from bot.slack.addressing import for_a_thread
from bot.slack.inbound.listeners.conversation import answer_aside, answer_line
from bot.slack.inbound.listeners.door import payload
from bot.slack.inbound.listeners.parts import Parts
from bot.slack.inbound.listeners.recent import Recent
from bot.slack.inbound.mentions import heard
from bot.slack.inbound.payloads import Said
from bot.slack.message import Message
from bot.slack.views import offers


def register(app: AsyncApp, parts: Parts) -> None:
    """Listen for mentions and direct messages."""
    said_before = Recent()

    async def on_said(context: AsyncBoltContext, said: Said) -> None:
        message = await _message(parts, said, context.bot_user_id or "")
        if message is None:
            return
        if said.event.thread_ts:
            message = for_a_thread(message)
        # An event that came again is answered again only if the answer is another one.
        if said_before.first_time((said.deliveries[0], message.text)):
            parts.inflight.start(_say(parts, said, message), "say")

    @app.event("app_mention")
    async def on_mention(context: AsyncBoltContext) -> None:
        said = payload(context, Said)
        if said.by_a_person:
            await on_said(context, said)

    @app.event("message")
    async def on_message(context: AsyncBoltContext) -> None:
        said = payload(context, Said)
        if said.by_a_person and said.event.channel_type == "im":
            await on_said(context, said)


async def _message(parts: Parts, said: Said, bot_user: str) -> Message | None:
    """Do what was said, and return the answer; None where the bot was not spoken to."""
    event, desk = said.event, parts.desk
    direct = event.channel_type == "im"
    words = heard(bot_user, event.text, event.blocks, direct=direct)
    if said.edited:
        return offers.edited() if words.line is not None else None
    thread = await desk.thread(event.channel, event.thread_ts) if event.thread_ts else None
    delivery, *also = said.deliveries
    asker = Asker(
        user=event.user,
        channel=event.channel,
        delivery=delivery,
        at=parts.clock.now(),
        also=tuple(also),
        round_id=thread.round_id if thread else "",
    )
    phase = thread.phase if thread else None
    if words.line is not None:
        return await answer_line(desk, words.line, asker, phase)
    asked = await answer_aside(desk, words.aside, asker, phase)
    return asked or (offers.aside_line("") if direct and words.aside else None)


async def _say(parts: Parts, said: Said, message: Message) -> None:
    event = said.event
    if event.channel_type == "im":
        await parts.voice.tell(event.channel, message, event.thread_ts)
    else:
        await parts.voice.whisper(event.user, event.channel, message, event.thread_ts)
