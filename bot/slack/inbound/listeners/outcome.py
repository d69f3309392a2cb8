"""What the desk says, or why it does not, as a message. Every error family is caught here."""

from collections.abc import Awaitable
from typing import Final
from uuid import uuid4

import structlog

from bot.app.api.answers import Answer
from bot.ports.errors import Fault, Unavailable
from bot.readiness.refusals import Refused
from bot.slack.inbound.payloads import Malformed
from bot.slack.message import Message, View
from bot.slack.outbound.validate import Surface, validate
from bot.slack.views import modals, remarks, replies
from bot.slack.views.reading import BadForm

_CORRELATION: Final = "correlation_id"
_log = structlog.get_logger()


async def answered(asked: Awaitable[Answer]) -> Message:
    """Return the words of an answer; never raises."""
    try:
        message = replies.answer(await asked)
        validate(message.payload(), Surface.MESSAGE)
    except Exception as error:  # noqa: BLE001 - whoever asked is told of every error, in words
        return sorry(error)
    return message


async def view_or_notice(asked: Awaitable[View]) -> View:
    """Return a form, or a notice of why this person does not get it; never raises."""
    try:
        view = await asked
        validate(view, Surface.MODAL)
    except Exception as error:  # noqa: BLE001 - whoever pressed is told of every error, in words
        return notice(sorry(error))
    return view


def notice(message: Message) -> View:
    """Return a modal that says why something was not done."""
    return modals.notice(remarks.NOT_DONE, message)


def sorry(error: Exception) -> Message:
    """Return the words for an error: a refusal's own, or that it is for later, or ours."""
    match error:
        case Refused(reason=reason):
            return replies.refusal(reason)
        case Unavailable():
            _log.warning("unavailable", why=str(error))
            return replies.unavailable()
        case Malformed() | BadForm():
            _log.warning("malformed", why=str(error))
            return remarks.unreadable()
        case Fault(mend=mend):
            shown_as = correlation_id()
            _log.error("fault", shown_as=shown_as, exc_info=error)
            return replies.known_fault(str(error), mend, shown_as)
        case _:
            shown_as = correlation_id()
            _log.error("fault", shown_as=shown_as, exc_info=error)
            return replies.fault(shown_as)


def new_correlation_id() -> str:
    """Name the delivery that is being handled: in the log, and where a fault is shown."""
    name = str(uuid4())
    structlog.contextvars.bind_contextvars(**{_CORRELATION: name})
    return name


def correlation_id() -> str:
    """Return the name of the delivery that is being handled."""
    bound = structlog.contextvars.get_contextvars().get(_CORRELATION)
    return bound if isinstance(bound, str) else new_correlation_id()
