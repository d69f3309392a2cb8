"""Messages about how something was asked, rather than about what was asked."""

from collections.abc import Sequence

from bot.slack.grammar import BadCommand
from bot.slack.message import Message
from bot.slack.render import message
from bot.slack.words import misreadings


def misread(error: BadCommand, phases: Sequence[str]) -> Message:
    """Say what is wrong with a line, and how it is typed."""
    return message(misreadings.misread(error, phases))


def unreadable() -> Message:
    """Say that a button or form means nothing here."""
    return message(misreadings.unreadable())


def still_working() -> Message:
    """Say that the answer comes later."""
    return message(misreadings.still_working())
