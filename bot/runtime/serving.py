"""Serving: the assembled bot from its start to a stop that loses nothing."""

import asyncio
from collections.abc import Callable

from bot.app.upkeep import LookAround
from bot.outbox.worker import Worker
from bot.platform.in_flight import InFlight
from bot.platform.scheduler import Job, Jobs
from bot.slack.inbound.socket_mode import SocketMode
from bot.web.server import WebServer

# What is under way when a stop comes may take this long to be answered.
GRACE_SECONDS = 10.0


class Faces:
    """How people reach the bot: Socket Mode or HTTP, and the health endpoints."""

    def __init__(self, server: WebServer, listen: tuple[str, int], socket: SocketMode | None,
                 inflight: InFlight) -> None:  # fmt: skip
        self._server = server
        self._listen = listen
        self._socket = socket
        self._inflight = inflight
        self.address = listen

    async def start(self) -> None:
        """Listen, and connect."""
        self.address = await self._server.start(*self._listen)
        if self._socket is not None:
            await self._socket.start()

    async def stop(self) -> None:
        """Answer what is under way; take nothing new."""
        if self._socket is not None:
            await self._socket.stop()
        await self._inflight.drain(GRACE_SECONDS)
        await self._server.stop()


class Gatebot:
    """The assembled bot. `run` serves until it is told to stop, and drains.

    `tick` is what happens every minute; whoever steps the clock may call it.
    """

    def __init__(
        self, worker: Worker, jobs: Jobs, look: LookAround, faces: Faces, *, tick: Job
    ) -> None:
        self._worker = worker
        self._jobs = jobs
        self._look = look
        self._faces = faces
        self.tick = tick

    @property
    def address(self) -> tuple[str, int]:
        """Where the web server listens, once `run` has called `ready`."""
        return self._faces.address

    async def look(self) -> None:
        """Look at every repository now, not only when the clock says so."""
        await self._look()

    def clock_moved(self) -> None:
        """Do what is due since the clock was set forward: every job, and what waits its turn."""
        self._jobs.at_once()
        self._worker.wake()

    async def run(self, stop: asyncio.Event, ready: Callable[[], None] = lambda: None) -> None:
        """Serve until `stop`; then take nothing new, finish what is running, and return."""
        await self._look()
        worker_stop = asyncio.Event()
        working = asyncio.create_task(self._worker.run(worker_stop))
        try:
            await self._faces.start()
            self._jobs.start()
            await self.tick()  # what fell due while the bot was down is not left for a minute
            ready()
            await _until(stop, working)
        finally:
            self._jobs.stop()
            await self._faces.stop()
            worker_stop.set()
            await working


async def _until(stop: asyncio.Event, working: asyncio.Task[None]) -> None:
    """Wait for the stop, or for the worker's end, which is a fault and must be seen."""
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait((stopping, working), return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
