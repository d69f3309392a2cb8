"""The server starts where it is told, and stops without cutting an answer off."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from bot.web.server import WebServer


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


class Slow:
    """A handler that answers when it is let."""

    def __init__(self) -> None:
        self.arrived = asyncio.Event()
        self.let = asyncio.Event()

    async def handle(self, _request: web.Request) -> web.Response:
        self.arrived.set()
        await self.let.wait()
        return web.Response(text="done")


async def test_a_request_under_way_is_answered_before_the_stop_ends(
    session: aiohttp.ClientSession,
) -> None:
    slow = Slow()
    server = WebServer([web.get("/", slow.handle)])
    host, port = await server.start("127.0.0.1", 0)
    request = asyncio.create_task(session.get(f"http://{host}:{port}/"))
    await slow.arrived.wait()
    stopping = asyncio.create_task(server.stop())
    slow.let.set()
    async with await request as response:
        assert await response.text() == "done"
    await stopping
    with pytest.raises(aiohttp.ClientConnectorError):
        await session.get(f"http://{host}:{port}/")


async def test_a_request_that_never_ends_does_not_hold_the_stop_for_ever(
    session: aiohttp.ClientSession,
) -> None:
    slow = Slow()
    server = WebServer([web.get("/", slow.handle)])
    host, port = await server.start("127.0.0.1", 0, grace=0.05)
    request = asyncio.create_task(session.get(f"http://{host}:{port}/"))
    await slow.arrived.wait()
    async with asyncio.timeout(5):
        await server.stop()
    with pytest.raises(aiohttp.ClientError):
        await request


async def test_a_port_that_is_taken_is_an_error_and_leaves_nothing_behind() -> None:
    first = WebServer([])
    host, port = await first.start("127.0.0.1", 0)
    second = WebServer([])
    with pytest.raises(OSError, match="address already in use"):
        await second.start(host, port)
    await second.stop()
    await first.stop()
    await first.stop()
    assert await second.start(host, port) == (host, port)
    await second.stop()


@pytest.mark.parametrize("asked", [b"GET / HTTP/1.1", b"GET /none HTTP/1.1", b"no HTTP at all"])
async def test_no_answer_names_the_software(asked: bytes) -> None:
    slow = Slow()
    slow.let.set()
    server = WebServer([web.get("/", slow.handle)])
    reader, writer = await asyncio.open_connection(*await server.start("127.0.0.1", 0))
    writer.write(asked + b"\r\nHost: x\r\n\r\n")
    async with asyncio.timeout(10):
        answer = await reader.readuntil(b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.")
    assert b"Server:" not in answer
    assert b"aiohttp" not in answer
    writer.close()
    await server.stop()
