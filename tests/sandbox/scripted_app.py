"""An app made of slack_sdk alone, which answers as a test tells it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Self

from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

Json = dict[str, Any]
Answer = Callable[[SocketModeRequest], Json | None]


class SocketApp:
    """Acks what it hears; `answers` may give a payload; while `silent`, nothing is acked."""

    def __init__(self, api_url: str, bot_token: str, app_token: str) -> None:
        self.web = AsyncWebClient(bot_token, base_url=api_url)
        self.heard: asyncio.Queue[SocketModeRequest] = asyncio.Queue()
        self.messages: asyncio.Queue[Json] = asyncio.Queue()
        self.answers: Answer | None = None
        self.silent = False
        self.client = SocketModeClient(app_token, web_client=self.web, ping_interval=0.5)
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

    async def ack(self, request: SocketModeRequest, payload: Json | None = None) -> None:
        response = SocketModeResponse(request.envelope_id, payload)
        await self.client.send_socket_mode_response(response)

    async def _note(self, _client: Any, message: Json, _raw: str | None = None) -> None:
        await self.messages.put(message)

    async def _hear(self, _client: Any, request: SocketModeRequest) -> None:
        await self.heard.put(request)
        if not self.silent:
            await self.ack(request, self.answers(request) if self.answers else None)
