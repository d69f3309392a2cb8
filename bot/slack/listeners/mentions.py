"""`@gatebot …` in channels and threads, and direct messages: the same verbs.

Slack sends an event again until it is acked, so the ack waits until the desk has kept what was
asked, however long that takes; the answer is then said beside the ack.
"""

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.slack.addressing import for_a_thread
from bot.slack.listeners.conversation import answer_line
from bot.slack.listeners.door import payload
from bot.slack.listeners.parts import Parts
from bot.slack.listeners.recent import Recent
from bot.slack.message import Message
from bot.slack.payloads import Said, said_to
from bot.usecases.commands import Asker


def register(app: AsyncApp, parts: Parts) -> None:
    """Listen for mentions and direct messages."""
    said_before = Recent()

    @app.event("app_mention")
    async def on_mention(context: AsyncBoltContext) -> None:
        said = payload(context, Said)
        if said.by_a_person:
            await _answer(parts, said, context.bot_user_id or "", said_before)

    @app.event("message")
    async def on_message(context: AsyncBoltContext) -> None:
        said = payload(context, Said)
        if said.by_a_person and said.event.channel_type == "im":
            await _answer(parts, said, context.bot_user_id or "", said_before)


async def _answer(parts: Parts, said: Said, bot_user: str, said_before: Recent) -> None:
    event = said.event
    asker = Asker(
        user=event.user,
        channel=event.channel,
        delivery=f"event:{said.event_id}",
        at=parts.clock.now(),
    )
    thread = event.thread_ts
    phase = await parts.desk.phase_of_thread(event.channel, thread) if thread else None
    text = said_to(bot_user, event.text)
    message = await answer_line(parts.desk, text, asker, phase)
    if thread:
        message = for_a_thread(message)
    # An event that came again is answered again only if the answer is another one.
    if said_before.first_time((said.event_id, message.text)):
        parts.inflight.start(_say(parts, said, message), "say")


async def _say(parts: Parts, said: Said, message: Message) -> None:
    event = said.event
    if event.channel_type == "im":
        await parts.voice.tell(event.channel, message, event.thread_ts)
    else:
        await parts.voice.whisper(event.user, event.channel, message, event.thread_ts)
