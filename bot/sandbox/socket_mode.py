"""Socket Mode: tickets, hello, envelopes and their acks, disconnects."""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web

from bot.sandbox.errors import NotAnswered

if TYPE_CHECKING:
    from bot.sandbox.courier import Delivery
    from bot.sandbox.elements import Json

PING_EVERY = 10.0
CLOSE_WITHIN = 1.0


class SocketHub:
    """The app's open sockets; each envelope goes to one of them, in turn."""

    def __init__(self, app_id: str) -> None:
        self._app_id = app_id
        self._tickets: set[str] = set()
        self._sockets: list[web.WebSocketResponse] = []
        self._waiting: dict[str, list[asyncio.Future[Json]]] = {}
        self._turn = 0
        self.late_acks: list[str] = []

    @property
    def connections(self) -> int:
        """Return how many sockets are open."""
        return len(self._sockets)

    def issue_ticket(self) -> str:
        """Return a ticket that opens one socket."""
        ticket = secrets.token_urlsafe(12)
        self._tickets.add(ticket)
        return ticket

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Handle one socket from hello to close."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            raise web.HTTPForbidden(text="no such ticket")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(heartbeat=PING_EVERY, timeout=CLOSE_WITHIN)
        await socket.prepare(request)
        self._sockets.append(socket)
        try:
            await socket.send_json(self._hello())
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._hear(message.data)
        finally:
            self._forget(socket)
        return socket

    async def send(self, delivery: Delivery, retry: int, reason: str, seconds: float) -> Json:
        """Send an envelope and wait for its ack; raises `NotAnswered`."""
        socket = self._next_socket()
        answer = asyncio.get_running_loop().create_future()
        waiting = self._waiting.setdefault(delivery.envelope_id, [])
        waiting.append(answer)
        try:
            async with asyncio.timeout(seconds):
                await socket.send_json(_envelope(delivery, retry, reason))
                heard: Json = await answer
        except TimeoutError:
            raise NotAnswered("operation_timeout") from None
        except ConnectionError:
            raise NotAnswered("dispatch_failed") from None
        finally:
            if answer in waiting:
                waiting.remove(answer)
        return heard if delivery.accepts_answer else {}

    async def disconnect(self, reason: str = "refresh_requested", *, say: bool = True) -> None:
        """Close every socket as Slack does, with a word before it unless `say` is false."""
        sockets, self._sockets = self._sockets, []
        for socket in sockets:
            if say:
                await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {}})
            await socket.close()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._sockets),
            "debug_info": {"host": "sandbox", "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._app_id},
        }

    def _next_socket(self) -> web.WebSocketResponse:
        if not self._sockets:
            raise NotAnswered("dispatch_failed")
        self._turn += 1
        return self._sockets[self._turn % len(self._sockets)]

    def _hear(self, text: str) -> None:
        try:
            ack = json.loads(text)
            envelope_id = ack["envelope_id"]
        except (ValueError, KeyError, TypeError):
            return  # Slack ignores what is no ack
        waiting = self._waiting.get(envelope_id)
        if not waiting:
            self.late_acks.append(envelope_id)
            return
        answer = waiting.pop(0)
        if not answer.done():
            answer.set_result(ack.get("payload") or {})

    def _forget(self, socket: web.WebSocketResponse) -> None:
        if socket in self._sockets:
            self._sockets.remove(socket)


def _envelope(delivery: Delivery, retry: int, reason: str) -> Json:
    envelope: Json = {
        "envelope_id": delivery.envelope_id,
        "type": delivery.kind,
        "payload": delivery.payload,
        "accepts_response_payload": delivery.accepts_answer,
    }
    if delivery.kind == "events_api":
        heard = "timeout" if reason == "operation_timeout" else reason
        envelope |= {"retry_attempt": retry, "retry_reason": heard}
    return envelope
