"""Socket Mode: deliveries over a connection that we open, keep, and leave only when they are done.

The SDK's client speaks the protocol and renews its connection when Slack asks it to. What it does
not do is done here: a connection that stays lost is built anew with a new address, and a stop
waits until what is being handled has been answered.
"""

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from typing import Final

import aiohttp
import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.platform.in_flight import InFlight
from bot.platform.proxy import goes_direct
from bot.ports.errors import Fault, Unavailable
from bot.slack.outbound.web_errors import Effect, SlackRefusal, asked

_SDK_LOG: Final = logging.getLogger("bot.slack.socket")
_MEND: Final = (
    "Set SLACK_APP_TOKEN to an app-level token (xapp-…) with the scope connections:write."
)
# What Bolt raises on a payload of a strange shape; errors of listeners never come this far.
_UNREADABLE: Final = (ValueError, TypeError, AttributeError, LookupError, RecursionError)
_LONGEST_PAUSE: Final = 30.0
_log = structlog.get_logger()


class SocketMode:
    """One connection at a time, watched. `watch_every` and `ping_every` are in seconds."""

    def __init__(  # noqa: PLR0913 - four parts and two periods
        self,
        app: AsyncApp,
        app_token: str,
        client: AsyncWebClient,
        inflight: InFlight,
        *,
        watch_every: float = 2.0,
        ping_every: float = 5.0,
    ) -> None:
        self._app = app
        self._app_token = app_token
        self._client = client
        self._inflight = inflight
        self._watch_every = watch_every
        self._ping_every = ping_every
        self._socket: SocketModeClient | None = None
        self._lost = asyncio.Event()
        self._watch: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Connect and keep the connection. Raises Fault for a bad token, Unavailable otherwise."""
        _SDK_LOG.setLevel(logging.CRITICAL)  # it quotes addresses, and they hold a ticket
        await self._connect()
        self._watch = asyncio.create_task(self._keep(), name="socket-mode-watch")

    async def connected(self) -> bool:
        """Tell whether deliveries can arrive at this moment."""
        return self._socket is not None and await self._socket.is_connected()

    async def stop(self, grace: float = 10.0) -> None:
        """Leave new deliveries to others, answer those under way, disconnect."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
            self._watch = None
        await self._inflight.drain(grace)
        await self._disconnect()

    async def _keep(self) -> None:
        failures = 0
        while True:
            await self._wait(_pause(self._watch_every, failures))
            if await self.connected():
                failures = 0
                continue
            _log.warning("socket_lost")
            try:
                await self._connect()
            except Exception as error:  # noqa: BLE001 - the watch goes on, whatever it meets
                failures += 1
                _log.warning("socket_not_connected", why=repr(error), failures=failures)

    async def _wait(self, seconds: float) -> None:
        """Wait, but no longer than until the connection is closed."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._lost.wait(), seconds)
        self._lost.clear()

    async def _on_close(self, _message: aiohttp.WSMessage) -> None:
        self._lost.set()

    async def _connect(self) -> None:
        await self._disconnect()
        address = await self._address()
        socket = SocketModeClient(
            self._app_token,
            logger=_SDK_LOG,
            web_client=self._client,
            ping_interval=self._ping_every,
            auto_reconnect_enabled=False,  # `_keep` is the one who does
            on_close_listeners=[self._on_close],
        )
        socket.socket_mode_request_listeners.append(self._on_request)
        socket.wss_uri = address
        if goes_direct(address):
            socket.proxy = None
        self._socket = socket
        try:
            # The SDK tries for ever with one address, and an address is good for one use.
            await asyncio.wait_for(_connected(socket), 2 * self._ping_every)
        except TimeoutError:
            raise Unavailable("Slack's Socket Mode address does not answer") from None
        _log.info("socket_connected")

    async def _address(self) -> str:
        request = self._client.apps_connections_open(app_token=self._app_token)
        try:
            return str((await asked(request, Effect.NOTHING, "Socket Mode"))["url"])
        except SlackRefusal as refusal:
            raise Fault(f"Slack refuses Socket Mode: {refusal.error}.", _MEND) from refusal

    async def _disconnect(self) -> None:
        socket, self._socket = self._socket, None
        if socket is None:
            return
        await _closed(socket)
        tasks = (socket.message_processor, socket.current_session_monitor, socket.message_receiver)
        await asyncio.gather(*(t for t in tasks if t is not None), return_exceptions=True)

    async def _on_request(
        self, socket: AsyncBaseSocketModeClient, request: SocketModeRequest
    ) -> None:
        if self._inflight.closing:
            return  # without an ack, Slack sends it to another connection
        with self._inflight.delivery():
            try:
                answer = await self._dispatch(request)
                await socket.send_socket_mode_response(answer)
            except Exception as error:  # noqa: BLE001 - a lost connection, most likely; see below
                # What was kept is kept; Slack sends the delivery again, and it counts once.
                _log.warning("ack_not_sent", error=repr(error))

    async def _dispatch(self, request: SocketModeRequest) -> SocketModeResponse:
        try:
            bolt_request = AsyncBoltRequest(
                mode="socket_mode", body=request.payload, headers=_retry_headers(request)
            )
            response = await self._app.async_dispatch(bolt_request)
        except _UNREADABLE as error:
            _log.warning("unreadable_delivery", error=type(error).__name__)
            return SocketModeResponse(request.envelope_id)
        return SocketModeResponse(request.envelope_id, payload=_ack_payload(response))


def _connected(socket: SocketModeClient) -> Awaitable[None]:
    connecting: Awaitable[None] = socket.connect()  # type: ignore[no-untyped-call]
    return connecting


def _closed(socket: SocketModeClient) -> Awaitable[None]:
    closing: Awaitable[None] = socket.close()  # type: ignore[no-untyped-call]
    return closing


def _pause(seconds: float, failures: int) -> float:
    # Spread, so that replicas do not come back all at once.
    doubled = min(_LONGEST_PAUSE, seconds * 2.0 ** min(failures, 10))
    return doubled if not failures else doubled * random.uniform(0.5, 1.0)  # noqa: S311 - no secret


def _ack_payload(response: BoltResponse) -> dict[str, object] | None:
    if not response.body:
        return None
    if response.first_headers().get("content-type", "").startswith("application/json"):
        body: dict[str, object] = json.loads(response.body)
        return body
    return {"text": response.body}


def _retry_headers(request: SocketModeRequest) -> dict[str, str | Sequence[str]]:
    headers: dict[str, str | Sequence[str]] = {}
    if request.retry_attempt is not None:
        headers["x-slack-retry-num"] = [str(request.retry_attempt)]
    if request.retry_reason is not None:
        headers["x-slack-retry-reason"] = [request.retry_reason]
    return headers
