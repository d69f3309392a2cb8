"""Messages about how something was asked, rather than about what was asked."""

from collections.abc import Sequence
from typing import Final

from bot.slack.message import Message
from bot.slack.misread import BadCommand
from bot.slack.views.render import message
from bot.slack.words import misreadings

NOT_DONE: Final = "Not done"
DONE: Final = "Done"
UNDER_WAY: Final = "One moment"


def misread(error: BadCommand, phases: Sequence[str]) -> Message:
    """Say what is wrong with a line, and how it is typed."""
    return message(misreadings.misread(error, phases))


def unreadable() -> Message:
    """Say that a button or form means nothing here."""
    return message(misreadings.unreadable())


def foreign() -> Message:
    """Say that something came from a workspace this gatebot is not for."""
    return message(misreadings.foreign())


def still_working() -> Message:
    """Say that the answer comes later."""
    return message(misreadings.still_working())


def not_shown() -> Message:
    """Say that a form could not be opened."""
    return message(misreadings.not_shown())


def done() -> Message:
    """Say that a form's wish was carried out."""
    return message(misreadings.done())
