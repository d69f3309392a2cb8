import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from bot.githosts.answers import Effect
from bot.githosts.bounds import TooLarge
from bot.githosts.http import Http
from bot.ports.git_host import HostUnavailable, OutcomeUnknown

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
TOKEN = "s3cr3t-t0k3n"
HEADERS = {"Authorization": f"Bearer {TOKEN}"}


class Bench:
    """A server that does what a test says, and counts what reaches it."""

    def __init__(self) -> None:
        self.reached = 0
        self.handler: Handler = self.gone

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.reached += 1
        await request.read()
        return await self.handler(request)

    async def gone(self, request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.close()
        return web.Response()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def bench() -> Bench:
    return Bench()


@pytest.fixture
async def url(bench: Bench) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", bench.serve)
    async with TestServer(app) as server:
        yield str(server.make_url("/x?token=q"))


@pytest.fixture
def http(session: aiohttp.ClientSession) -> Http:
    return Http(session, "The host", timeout=0.5)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_a_change_whose_connection_breaks_is_sent_once(
    http: Http, bench: Bench, url: str, method: str
) -> None:
    async def fine(_request: web.Request) -> web.StreamResponse:
        return web.Response(text="fine")

    # A kept connection: that is where aiohttp would send a PUT again by itself.
    bench.handler = fine
    assert (await http.send("GET", url, Effect.READS, HEADERS)).ok
    bench.handler, bench.reached = bench.gone, 0
    with pytest.raises(OutcomeUnknown, match="may have been made") as caught:
        await http.send(method, url, Effect.CHANGES, HEADERS, b"{}")
    assert bench.reached == 1
    assert TOKEN not in str(caught.value)


async def test_a_reading_whose_connection_breaks_is_unavailable(http: Http, url: str) -> None:
    with pytest.raises(HostUnavailable, match="The host broke off"):
        await http.send("GET", url, Effect.READS, HEADERS)


async def test_an_answer_that_does_not_come(http: Http, bench: Bench, url: str) -> None:
    answered = asyncio.Event()

    async def never(_request: web.Request) -> web.StreamResponse:
        await answered.wait()
        return web.Response()

    bench.handler = never
    with pytest.raises(HostUnavailable, match="in time"):
        await http.send("POST", url, Effect.READS, HEADERS, b"{}")
    with pytest.raises(OutcomeUnknown, match="in time"):
        await http.send("POST", url, Effect.CHANGES, HEADERS, b"{}")
    answered.set()


@pytest.mark.parametrize("effect", Effect)
async def test_where_nothing_listens_nothing_was_done(http: Http, effect: Effect) -> None:
    with pytest.raises(
        HostUnavailable, match=r"The host can.t be reached at http://127.0.0.1:\d+: "
    ) as caught:
        await http.send("POST", f"http://127.0.0.1:{unused_port()}/?t={TOKEN}", effect, HEADERS)
    assert TOKEN not in str(caught.value)


def of_size(size: int, *, chunked: bool, packed: bool) -> Handler:
    """Return a handler that answers with zeros: named by length or not, packed or not."""

    async def large(request: web.Request) -> web.StreamResponse:
        data = bytes(size)
        headers = {"Content-Encoding": "gzip"} if packed else {}
        data = gzip.compress(data) if packed else data
        if not chunked:
            return web.Response(body=data, headers=headers)
        response = web.StreamResponse(headers=headers)
        response.enable_chunked_encoding()
        await response.prepare(request)
        with suppress(ConnectionError):
            for at in range(0, len(data), 65_536):
                await response.write(data[at : at + 65_536])
        return response

    return large


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("chunked", [False, True])
async def test_an_answer_is_read_within_its_bound(
    session: aiohttp.ClientSession, bench: Bench, url: str, *, chunked: bool, packed: bool
) -> None:
    http, most = Http(session, "The host"), 2 << 20
    bench.handler = of_size(most, chunked=chunked, packed=packed)
    answer = await http.send("GET", url, Effect.READS, HEADERS, most=most)
    assert len(answer.body) == most
    bench.handler = of_size(most + 1, chunked=chunked, packed=packed)
    with pytest.raises(TooLarge, match="The host answers with more than 2 MiB"):
        await http.send("GET", url, Effect.READS, HEADERS, most=most)
    with pytest.raises(OutcomeUnknown, match="more than 2 MiB: the change may have been made"):
        await http.send("POST", url, Effect.CHANGES, HEADERS, b"{}", most=most)


async def test_a_redirect_is_not_followed(http: Http, bench: Bench, url: str) -> None:
    async def elsewhere(_request: web.Request) -> web.StreamResponse:
        raise web.HTTPMovedPermanently("/elsewhere")

    bench.handler = elsewhere
    answer = await http.send("GET", url, Effect.READS, HEADERS)
    assert (answer.status, bench.reached) == (301, 1)
    assert answer.headers["location"] == "/elsewhere"


async def test_a_token_that_comes_back_is_hidden(http: Http, bench: Bench, url: str) -> None:
    async def echo(request: web.Request) -> web.StreamResponse:
        sent = request.headers["Authorization"]
        return web.json_response({"message": f"Bad credentials: {sent}"}, status=401)

    bench.handler = echo
    answer = await http.send("GET", url, Effect.READS, HEADERS)
    assert answer.words == "Bad credentials: Bearer [redacted]"
    assert TOKEN not in repr(answer.words)
