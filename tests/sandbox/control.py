"""The control surface, as the tests use it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import aiohttp

    from bot.sandbox.server import SandboxServer

Json = dict[str, Any]


class Control:
    """Posts to /control/ and expects a status."""

    def __init__(self, server: SandboxServer, session: aiohttp.ClientSession) -> None:
        self._server = server
        self._session = session

    async def get(self, path: str) -> Json:
        async with self._session.get(f"{self._server.url}control/{path}") as response:
            answer: Json = await response.json()
            return answer

    async def post(self, path: str, expect: int = 200, **body: Any) -> Json:
        url = f"{self._server.url}control/{path}"
        async with self._session.post(url, json=body) as response:
            answer: Json = await response.json()
            assert response.status == expect, answer
            return answer

    async def fault(self, method: str, kind: str, **how: Any) -> None:
        await self.post("faults", method=method, kind=kind, **how)

    async def settled(self) -> None:
        await self._server.courier.settled()
