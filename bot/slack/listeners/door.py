"""The first and the last step of every delivery: its payload is read; what broke is told."""

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

import structlog
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.slack import payloads
from bot.slack.listeners.outcome import new_correlation_id, notice, sorry
from bot.slack.payloads import Malformed

_READ: Final = "gatebot_payload"
T = TypeVar("T")


class Door(AsyncMiddleware):
    """Reads each payload once, after its signature was checked and before anything else looks.

    Bolt itself breaks on payloads of a wrong shape, so they are answered here.
    """

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
            return await answer_error(malformed, req.body)
        return await next()


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
        answer = {"response_type": "ephemeral", **message.payload()}
        return BoltResponse(status=200, body=answer)
    if body.get("type") == "view_submission":
        answer = {"response_action": "update", "view": notice(message)}
        return BoltResponse(status=200, body=answer)
    return BoltResponse(status=200, body="")
