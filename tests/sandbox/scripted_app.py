"""An app made of slack_sdk alone, which answers as a test tells it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.courier import Pace

if TYPE_CHECKING:
    from bot.sandbox.server import SandboxServer

Json = dict[str, Any]
Answer = Callable[[SocketModeRequest], Json | None]


HASTY = Pace(answer_within=0.1, send_again_after=(0.0, 0.01, 0.02))


class SocketApp:
    """Acks what it hears, except in its silence; `answers` may give a payload."""

    def __init__(self, api_url: str, bot_token: str, app_token: str) -> None:
        self.web = AsyncWebClient(bot_token, base_url=api_url)
        self.heard: asyncio.Queue[SocketModeRequest] = asyncio.Queue()
        self.messages: asyncio.Queue[Json] = asyncio.Queue()
        self.answers: Answer | None = None
        self._silent = False
        self.client = SocketModeClient(app_token, web_client=self.web, ping_interval=2)
        self.client.socket_mode_request_listeners.append(self._hear)
        self.client.message_listeners.append(self._note)

    async def __aenter__(self) -> Self:
        await self.client.connect()  # type: ignore[no-untyped-call]
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.client.close()  # type: ignore[no-untyped-call]

    async def next(self) -> SocketModeRequest:
        """Return the next envelope."""
        async with asyncio.timeout(5):
            return await self.heard.get()

    @contextmanager
    def silence(self, server: SandboxServer) -> Iterator[None]:
        """Ack nothing, while the server is too hasty to wait long for it."""
        patient, self._silent = server.courier.pace, True
        server.courier.pace = HASTY
        yield
        server.courier.pace, self._silent = patient, False

    async def ack(self, request: SocketModeRequest, payload: Json | None = None) -> None:
        response = SocketModeResponse(request.envelope_id, payload)
        await self.client.send_socket_mode_response(response)

    async def _note(self, _client: Any, message: Json, _raw: str | None = None) -> None:
        await self.messages.put(message)

    async def _hear(self, _client: Any, request: SocketModeRequest) -> None:
        await self.heard.put(request)
        if not self._silent:
            await self.ack(request, self.answers(request) if self.answers else None)
