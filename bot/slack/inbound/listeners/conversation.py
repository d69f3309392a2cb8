"""A line of text and who typed it → the message that answers it; the same for every way in."""

from bot.app.api.commands import Approve, Asker, Command, Help
from bot.app.api.gateway import Desk
from bot.app.api.suggestions import Offered
from bot.ports.errors import Fault, Unavailable
from bot.readiness.refusals import Refused
from bot.slack.inbound.grammar import parse
from bot.slack.inbound.listeners.outcome import answered, sorry
from bot.slack.message import Message
from bot.slack.misread import BadCommand
from bot.slack.verbs import Verb
from bot.slack.views import offers, remarks, replies


async def answer_line(
    desk: Desk,
    text: str,
    asker: Asker,
    thread_phase: str | None = None,
) -> Message:
    """Read a line, do what it says, and return the answer; never raises.

    `thread_phase` is meant where no phase is named: the one whose card the thread hangs on.
    """
    phases = await desk.phases(asker)
    try:
        command = parse(text, thread_phase, phases)
    except BadCommand as misread:
        if isinstance(misread.offer, Offered):
            return await _unsure(desk, misread.offer, misread.said, asker)
        return remarks.misread(misread, phases)
    if isinstance(command, Help):
        verb = Verb(command.verb) if command.verb else None
        return replies.help(verb, phases)
    if isinstance(command, Approve) and " " in (command.role or ""):
        return await _approve_as(desk, command, asker)
    return await answered(desk.carry_out(command, asker))


async def answer_aside(
    desk: Desk, text: str, asker: Asker, thread_phase: str | None = None
) -> Message | None:
    """Ask whether words beside the bot's name were meant; None where nothing can be read in them.

    It never does anything, and never raises.
    """
    command, said = _read(text, thread_phase, await desk.phases(asker))
    if command is None or not text:
        return None
    if not isinstance(command, Offered):
        return offers.aside_line(text)
    try:
        return offers.aside(await desk.offer(command, said, asker))
    except (Refused, Unavailable, Fault):
        return None


def _read(
    text: str, thread_phase: str | None, phases: tuple[str, ...]
) -> tuple[Command | None, str]:
    try:
        return parse(text, thread_phase, phases), ""
    except BadCommand as misread:
        return misread.offer, misread.said


async def _unsure(desk: Desk, command: Offered, said: str, asker: Asker) -> Message:
    try:
        return offers.unsure(await desk.offer(command, said, asker))
    except Exception as error:  # noqa: BLE001 - whoever asked is told of every error, in words
        return sorry(error)


async def _approve_as(desk: Desk, command: Approve, asker: Asker) -> Message:
    """Approve as a role of several words, unless it is a role and a note behind it."""
    try:
        offer = await desk.offer(command, "", asker)
    except Exception as error:  # noqa: BLE001 - whoever asked is told of every error, in words
        return sorry(error)
    return offers.unsure(offer) if offer.said else await answered(desk.carry_out(command, asker))
