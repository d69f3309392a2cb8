"""The first and the last step of every delivery: its payload is read; what broke is told."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final, TypeVar

import structlog
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.slack.addressing import for_a_thread
from bot.slack.inbound import payloads
from bot.slack.inbound.installation import Installation
from bot.slack.inbound.listeners.outcome import new_correlation_id, notice, sorry
from bot.slack.inbound.listeners.parts import Parts
from bot.slack.inbound.payloads import Malformed
from bot.slack.message import Message
from bot.slack.views import remarks

_READ: Final = "gatebot_payload"
_HANDSHAKE: Final = (
    "url_verification"  # Slack sends it when an address is entered: it names no team
)
_log = structlog.get_logger()
T = TypeVar("T")


class Door(AsyncMiddleware):
    """Reads each payload once, after its signature was checked and before anything else looks.

    Bolt itself breaks on payloads of a wrong shape, so they are answered here. What is for another
    workspace's installation is refused here, too: one secret may serve several.
    """

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - Bolt's signature
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - Bolt's signature
    ) -> BoltResponse:
        """Let a readable payload in; answer the rest, politely."""
        structlog.contextvars.clear_contextvars()
        new_correlation_id()
        try:
            req.context[_READ] = payloads.read(req.body)
        except Malformed as malformed:
            return _ack(req.body, sorry(malformed))
        if req.body.get("type") != _HANDSHAKE and not self._installation.takes(req.body):
            _log.warning("foreign_delivery", kind=req.body.get("type", "command"))
            return _ack(req.body, remarks.foreign())
        return await next()


def payload(context: AsyncBoltContext, kind: type[T]) -> T:
    """Return the delivery's payload, as read at the door. Raises Malformed."""
    read = context.get(_READ)
    if not isinstance(read, kind):
        raise Malformed(kind.__name__, ("type",))
    return read


def tells_errors(parts: Parts) -> Callable[..., Awaitable[BoltResponse]]:
    """Return the handler of what broke in a listener: it is acked, and told in words."""

    async def on_error(
        error: Exception, body: dict[str, Any], context: AsyncBoltContext
    ) -> BoltResponse:
        message = sorry(error)
        if (say := _aloud(parts, context.get(_READ), message)) is not None:
            parts.inflight.start(say, "say")
        return _ack(body, message)

    return on_error


def _aloud(parts: Parts, read: object, message: Message) -> Coroutine[Any, Any, None] | None:
    """Return how to say something where an ack has no room for words."""
    match read:
        case payloads.Click(user=user, place=place) if place:
            return parts.voice.whisper(user.id, place, message)
        case payloads.Click(user=user):
            return parts.voice.tell(user.id, message)
        case payloads.Said(event=event):
            told = for_a_thread(message) if event.thread_ts else message
            return parts.voice.whisper(event.user, event.channel, told, event.thread_ts)
        case _:
            return None


def _ack(body: dict[str, Any], message: Message) -> BoltResponse:
    """Ack a delivery, with words where its kind has room for them."""
    if "command" in body:
        answer = {"response_type": "ephemeral", **message.payload()}
        return BoltResponse(status=200, body=answer)
    if body.get("type") == "view_submission":
        answer = {"response_action": "update", "view": notice(message)}
        return BoltResponse(status=200, body=answer)
    return BoltResponse(status=200, body="")
