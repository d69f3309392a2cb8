"""POST /slack/events: Slack's HTTP deliveries, handed to the same Bolt app as Socket Mode's."""

from typing import Final

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.inflight import InFlight

PATH: Final = "/slack/events"
_UNREADABLE: Final = (ValueError, TypeError, AttributeError, LookupError, RecursionError)
_log = structlog.get_logger()


class SlackEvents:
    """The door for HTTP deliveries. Bolt checks their signature and age (401)."""

    def __init__(self, app: AsyncApp, inflight: InFlight) -> None:
        self._app = app
        self._inflight = inflight

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one delivery; 503 while stopping, so that Slack sends it to another replica."""
        if self._inflight.closing:
            return web.json_response({"error": "stopping"}, status=503)
        with self._inflight.delivery():
            bolt_request = await _bolt_request(request)
            response = await self._app.async_dispatch(bolt_request)
            return await to_aiohttp_response(response)


async def _bolt_request(request: web.Request) -> AsyncBoltRequest:
    # Bolt reads the body before it checks the signature: what it can't read is the sender's fault.
    try:
        return AsyncBoltRequest(
            body=(await request.read()).decode(),
            query=request.query_string,
            headers=dict(request.headers),
        )
    except _UNREADABLE as error:
        _log.warning("unreadable_delivery", error=type(error).__name__)
        raise web.HTTPBadRequest(text="unreadable") from None
