"""Health over real HTTP: alive is not ready, and a check that breaks or hangs is a finding."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from bot.web.health import readyz
from bot.web.routes import routes
from bot.web.server import WebServer


async def well() -> str:
    return ""


async def locked() -> str:
    return "The database is locked."


async def broken() -> str:
    raise ConnectionError("db://user:secret@host")


async def hanging() -> str:
    await asyncio.Event().wait()
    return ""


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def served(session: aiohttp.ClientSession, server: WebServer, path: str) -> tuple[int, str]:
    host, port = await server.start("127.0.0.1", 0)
    try:
        async with session.get(f"http://{host}:{port}{path}") as response:
            return response.status, await response.text()
    finally:
        await server.stop()


async def test_the_process_is_alive_whatever_it_lacks(session: aiohttp.ClientSession) -> None:
    status, text = await served(session, WebServer(routes(None, {"db": locked})), "/healthz")
    assert (status, text) == (200, '{"status": "alive"}')


async def test_it_is_ready_when_every_check_is_well(session: aiohttp.ClientSession) -> None:
    server = WebServer(routes(None, {"database": well, "slack": well}))
    status, text = await served(session, server, "/readyz")
    assert status == 200
    assert text == '{"status": "ready", "checks": {"database": "ok", "slack": "ok"}}'


async def test_what_it_lacks_is_named(session: aiohttp.ClientSession) -> None:
    server = WebServer(routes(None, {"database": locked, "slack": well}))
    status, text = await served(session, server, "/readyz")
    assert status == 503
    assert '"database": "The database is locked."' in text
    assert '"slack": "ok"' in text


async def test_a_check_that_breaks_shows_no_insides(session: aiohttp.ClientSession) -> None:
    server = WebServer(routes(None, {"database": broken}))
    status, text = await served(session, server, "/readyz")
    assert (status, "ConnectionError" in text, "secret" in text) == (503, True, False)


async def test_a_check_that_hangs_is_given_up(session: aiohttp.ClientSession) -> None:
    server = WebServer([web.get("/readyz", readyz({"host": hanging}, patience=0.01))])
    status, text = await served(session, server, "/readyz")
    assert (status, "no answer within 0.01 s" in text) == (503, True)


async def test_without_slack_over_http_there_is_no_such_address(
    session: aiohttp.ClientSession,
) -> None:
    assert (await served(session, WebServer(routes(None, {})), "/slack/events"))[0] == 404
