"""A line of text and who typed it → the message that answers it; the same for every way in."""

from bot.slack.grammar import BadCommand, parse
from bot.slack.listeners.outcome import answered
from bot.slack.message import Message
from bot.slack.verbs import Verb
from bot.slack.views import remarks, replies
from bot.usecases.commands import Asker, Help
from bot.usecases.desk import Desk


async def answer_line(
    desk: Desk,
    text: str,
    asker: Asker,
    thread_phase: str | None = None,
) -> Message:
    """Read a line, do what it says, and return the answer; never raises.

    `thread_phase` is meant where no phase is named: the one whose card the thread hangs on.
    """
    try:
        command = parse(text, thread_phase, desk.phases(asker.channel))
    except BadCommand as misread:
        return remarks.misread(misread, desk.phases(asker.channel))
    if isinstance(command, Help):
        verb = Verb(command.verb) if command.verb else None
        return replies.help(verb, desk.phases(asker.channel))
    return await answered(desk.carry_out(command, asker))
