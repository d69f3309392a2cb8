"""POST /slack/events: Slack's HTTP deliveries, handed to the same Bolt app as Socket Mode's."""

import re
from typing import Final

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.platform.in_flight import InFlight

PATH: Final = "/slack/events"
# What Bolt raises on a payload of a strange shape, which it reads before it checks the signature;
# errors of listeners never come this far.
_UNREADABLE: Final = (ValueError, TypeError, AttributeError, LookupError, RecursionError)
# What Slack's signatures look like; Bolt breaks on others instead of turning them away.
_SHAPES: Final = {
    "X-Slack-Signature": re.compile("v0=[0-9a-f]{64}"),
    "X-Slack-Request-Timestamp": re.compile("[0-9]{1,12}"),
}
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
            body = await request.read()
            if _misshapen(request):
                _log.warning("misshapen_signature")
                return web.json_response({"error": "signature"}, status=401)
            try:
                return await to_aiohttp_response(await self._dispatch(request, body))
            except _UNREADABLE as error:
                _log.warning("unreadable_delivery", error=type(error).__name__)
                return web.json_response({"error": "unreadable"}, status=400)

    async def _dispatch(self, request: web.Request, body: bytes) -> BoltResponse:
        bolt_request = AsyncBoltRequest(
            body=body.decode(), query=request.query_string, headers=dict(request.headers)
        )
        return await self._app.async_dispatch(bolt_request)


def _misshapen(request: web.Request) -> bool:
    """Tell whether a header of the signature is none of Slack's. A missing one is Bolt's to see."""
    given = ((shape, request.headers.get(name)) for name, shape in _SHAPES.items())
    return any(text is not None and not shape.fullmatch(text) for shape, text in given)
