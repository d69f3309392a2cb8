"""The load generator, a process of its own: signed deliveries over loopback, timed.

It reads one order (a JSON object) a line from stdin and answers each with a line of JSON. Requests
are signed and put together before the clock starts, and the client is no more than a socket and
a parser of lengths, so that what is measured is the server.
"""

import asyncio
import hashlib
import hmac
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

OPEN_LOOP_CONNECTIONS: Final = 32
_PATIENCE_SECONDS: Final = 40.0
_SPIN_SECONDS: Final = 0.0015  # the event loop's timers are only good to a millisecond


@dataclass(frozen=True, slots=True)
class Order:
    """Post the bodies of a file from `first`, `count` of them.

    `rate`: so many a second, whether answers come or not (open loop); 0: `in_flight` at a time.
    """

    port: int
    secret: str
    bodies: str
    first: int
    count: int
    rate: float = 0.0
    in_flight: int = 16


@dataclass(frozen=True, slots=True)
class Outcome:
    """How long each took (ms, from when it was due), all of them (s), and how many were no 200."""

    latencies_ms: list[float]
    seconds: float
    refused: int


class Connection(asyncio.Protocol):
    """A kept-alive HTTP connection with one request at a time on it."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[int] | None = None
        self._seen = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail what waits for an answer."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionError("the server hung up"))

    def data_received(self, data: bytes) -> None:
        """Take in bytes until the answer is whole."""
        self._seen += data
        head, found, body = self._seen.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return
        self._seen = b""
        if self._answer is not None:
            self._answer.set_result(int(head[9:12]))

    async def ask(self, request: bytes) -> int:
        """Send a request; return the status of its answer."""
        assert self._transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        """Hang up."""
        assert self._transport is not None
        self._transport.close()


def _length(head: bytes) -> int:
    _, found, rest = head.lower().partition(b"content-length:")
    return int(rest.split(b"\r\n", 1)[0]) if found else 0


def signature(body: str, secret: str, at: int) -> dict[str, str]:
    """Return the headers with which Slack signs a form at a time (seconds since the epoch)."""
    digest = hmac.new(secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": str(at),
        "X-Slack-Signature": f"v0={digest}",
    }


def _request(body: str, secret: str) -> bytes:
    data = body.encode()
    headers = {
        "Host": "127.0.0.1",
        "Content-Length": str(len(data)),
        **signature(body, secret, int(time.time())),
    }
    lines = ("POST /slack/events HTTP/1.1", *(f"{k}: {v}" for k, v in headers.items()), "", "")
    return "\r\n".join(lines).encode() + data


async def carry_out(order: Order, requests: Sequence[bytes]) -> Outcome:
    """Post requests at the pace and to the port that an order says."""
    loop = asyncio.get_running_loop()
    size = OPEN_LOOP_CONNECTIONS if order.rate else order.in_flight
    made = [await loop.create_connection(Connection, "127.0.0.1", order.port) for _ in range(size)]
    connections = [connection for _, connection in made]
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            if order.rate:
                return await _open_loop(requests, connections, order.rate)
            return await _closed_loop(requests, connections)
    finally:
        for connection in connections:
            connection.close()


async def _open_loop(
    requests: Sequence[bytes], connections: Sequence[Connection], rate: float
) -> Outcome:
    free: asyncio.LifoQueue[Connection] = asyncio.LifoQueue()
    for connection in connections:
        free.put_nowait(connection)

    async def post(request: bytes, due: float) -> tuple[float, int]:
        connection = await free.get()
        status = await connection.ask(request)
        taken = time.perf_counter() - due
        free.put_nowait(connection)
        return taken, status

    start = time.perf_counter() + 0.05
    tasks = []
    for number, request in enumerate(requests):
        due = start + number / rate
        await _until(due)
        tasks.append(asyncio.create_task(post(request, due)))
    return _outcome(await asyncio.gather(*tasks), time.perf_counter() - start)


async def _closed_loop(requests: Sequence[bytes], connections: Sequence[Connection]) -> Outcome:
    waiting, answers = iter(requests), list[tuple[float, int]]()

    async def post_some(connection: Connection) -> None:
        for request in waiting:  # shared: each takes the next one
            begun = time.perf_counter()
            status = await connection.ask(request)
            answers.append((time.perf_counter() - begun, status))

    start = time.perf_counter()
    await asyncio.gather(*(post_some(connection) for connection in connections))
    return _outcome(answers, time.perf_counter() - start)


async def _until(due: float) -> None:
    coarse = due - time.perf_counter() - _SPIN_SECONDS
    if coarse > 0:
        await asyncio.sleep(coarse)
    while time.perf_counter() < due:  # noqa: ASYNC110 - a clock is waited for, no event
        await asyncio.sleep(0)


def _outcome(answers: Sequence[tuple[float, int]], seconds: float) -> Outcome:
    refused = sum(status != 200 for _, status in answers)
    return Outcome([taken * 1000 for taken, _ in answers], seconds, refused)


def main() -> None:
    """Carry out orders until stdin ends."""
    for line in sys.stdin:
        order = Order(**json.loads(line))
        bodies = json.loads(Path(order.bodies).read_text(encoding="utf-8"))
        chosen = bodies[order.first : order.first + order.count]
        requests = [_request(body, order.secret) for body in chosen]
        done = asyncio.run(carry_out(order, requests))
        answer = {
            "latencies_ms": done.latencies_ms,
            "seconds": done.seconds,
            "refused": done.refused,
        }
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
