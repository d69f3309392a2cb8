"""The first and the last step of every delivery: its payload is read; what broke is told."""

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

import structlog
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.slack import payloads
from bot.slack.listeners.outcome import new_correlation_id, sorry
from bot.slack.payloads import Malformed
from bot.slack.views import modals

_READ: Final = "gatebot_payload"
_SPOKEN: Final = ("app_mention", "message")
T = TypeVar("T")


async def read_payload(
    body: dict[str, Any],
    context: AsyncBoltContext,
    next: Callable[[], Awaitable[Any]],  # noqa: A002 - Bolt finds it by this name
) -> None:
    """Read the payload once, before any listener is chosen. Raises Malformed."""
    structlog.contextvars.clear_contextvars()
    new_correlation_id()
    context[_READ] = _read(body)
    await next()


def payload(context: AsyncBoltContext, kind: type[T]) -> T:
    """Return the delivery's payload, as read at the door. Raises Malformed."""
    read = context.get(_READ)
    if not isinstance(read, kind):
        raise Malformed(kind.__name__, ("type",))
    return read


async def answer_error(error: Exception, body: dict[str, Any]) -> BoltResponse:
    """Ack what broke, and say so in words where the kind of delivery has room for them."""
    message = sorry(error)
    if "command" in body:
        return BoltResponse(status=200, body={"response_type": "ephemeral", **message.payload()})
    if body.get("type") == "view_submission":
        view = modals.notice("Not done", message)
        return BoltResponse(status=200, body={"response_action": "update", "view": view})
    return BoltResponse(status=200, body="")


def _read(body: dict[str, Any]) -> object:
    if "command" in body:
        return payloads.read_slash(body)
    match body.get("type"):
        case "block_actions":
            return payloads.read_click(body)
        case "view_submission":
            return payloads.read_submission(body)
        case "event_callback" if _is_spoken(body.get("event")):
            return payloads.read_said(body)
        case _:
            return None


def _is_spoken(event: object) -> bool:
    return isinstance(event, dict) and event.get("type") in _SPOKEN
