"""Other programs of the machine: without the token of this start they can't act, read or wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.access_token import HEADER
from bot.sandbox.people import Person, Refused
from bot.sandbox.server import SandboxServer
from bot.sandbox.workspace import Workspace
from tests.sandbox.conftest import ANN, GENERAL, TOKEN, a_team

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

OPEN = ("/", "/page/", "/archives/", "/api/", "/link/", "/response/", "/upload/")


@pytest.fixture
async def stranger() -> AsyncIterator[aiohttp.ClientSession]:
    """Return a browser that has not opened the link."""
    jar = aiohttp.CookieJar(unsafe=True)  # which keeps cookies of 127.0.0.1
    async with aiohttp.ClientSession(cookie_jar=jar) as opened:
        yield opened


def guarded(server: SandboxServer) -> list[tuple[str, str]]:
    """Return method and path of every route that a person's acts and sights go by."""
    routes = [
        (route.method, (route.resource.canonical if route.resource else "").format_map(Filled()))
        for route in server._application().router.routes()  # noqa: SLF001 - all there are, not a list of ours
    ]
    found = [(m, path) for m, path in routes if path != "/" and not path.startswith(OPEN[1:])]
    assert len(found) > 30
    return found


class Filled(dict[str, str]):
    """What stands for the parts of a path: a person, or anything."""

    def __missing__(self, name: str) -> str:
        return ANN if name == "user" else "1"


@pytest.mark.parametrize("given", ["", "wrong", TOKEN[:-1], TOKEN + "x", "é"])
async def test_nothing_is_done_or_seen_without_the_token(
    stranger: aiohttp.ClientSession, server: SandboxServer, given: str
) -> None:
    headers = {HEADER: given} if given else {}
    for method, path in guarded(server):
        url = f"{server.url.rstrip('/')}{path}"
        async with stranger.request(method, url, json={}, headers=headers) as response:
            assert response.status == 403, (method, path)
            if method != "HEAD":
                assert "link" in (await response.json())["why"]
    assert server.workspace.messages.everything() == []


async def test_the_link_lets_a_browser_in_for_good(
    stranger: aiohttp.ClientSession, server: SandboxServer
) -> None:
    async with stranger.get(server.link) as response:
        assert str(response.url) == server.url  # no token is left in the address
        (first,) = response.history
        kept = first.headers["Set-Cookie"]
        assert "HttpOnly" in kept
        assert "SameSite=Strict" in kept
    ann = Person(stranger, server.url, ANN)
    assert (await ann.say("hello", channel=GENERAL)).text == "hello"


@pytest.mark.parametrize("query", ["token=", "token=wrong", "token=%ff", f"token={TOKEN}x"])
async def test_another_link_lets_nobody_in(
    stranger: aiohttp.ClientSession, server: SandboxServer, query: str
) -> None:
    async with stranger.get(f"{server.url}?{query}") as response:
        assert response.status == 403
        assert "printed last" in await response.text()
        assert not response.cookies


async def test_the_token_is_new_at_each_start(session: aiohttp.ClientSession) -> None:
    first, second = (SandboxServer(Workspace(a_team())) for _ in range(2))
    await first.start()
    await second.start()
    try:
        assert first.link.partition("?")[2] != second.link.partition("?")[2]
        of_the_first = f"{second.url}?{first.link.partition('?')[2]}"
        with pytest.raises(Refused, match="wrong_token"):
            await Person(session, of_the_first, ANN).channels()
    finally:
        await first.stop()
        await second.stop()


async def test_the_app_needs_its_own_tokens_only(
    stranger: aiohttp.ClientSession, server: SandboxServer
) -> None:
    web = AsyncWebClient("xoxb-sandbox", base_url=server.api_url, session=stranger)
    assert (await web.chat_postMessage(channel=GENERAL, text="from the app"))["ok"]
