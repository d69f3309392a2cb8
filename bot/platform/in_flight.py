"""Work that is under way: counted, answered in time or late, finished before the process goes."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import structlog

T = TypeVar("T")
_log = structlog.get_logger()


class InFlight:
    """What must not be cut off by a stop: deliveries being handled, and answers on their way."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._deliveries = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._closing = False

    @property
    def closing(self) -> bool:
        """Whether new deliveries are to be refused, for another process to take."""
        return self._closing

    @property
    def count(self) -> int:
        """Return how much is under way."""
        return self._deliveries + len(self._tasks)

    @contextmanager
    def delivery(self) -> Iterator[None]:
        """Count a delivery as under way until its answer has been sent."""
        self._deliveries += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._deliveries -= 1
            self._settle()

    def start(self, work: Coroutine[Any, Any, T], name: str) -> asyncio.Task[T]:
        """Run work beside the caller, who need not wait for it: its error is logged."""
        task = self._track(work, name)
        task.add_done_callback(_log_error)
        return task

    async def within(
        self,
        seconds: float,
        work: Coroutine[Any, Any, T],
        late: Callable[[T], Awaitable[None]],
    ) -> T | None:
        """Return the work's result if it comes in time; else None, and `late` is given it later.

        The work goes on either way, also when the caller is cancelled.
        """
        task = self._track(work, "within")
        done, _ = await asyncio.wait({task}, timeout=seconds)
        if done:
            return task.result()
        self.start(_hand_over(task, late), "late")
        return None

    async def drain(self, grace: float) -> int:
        """Refuse what is new, wait up to `grace` seconds for the rest; return how much was cut off.

        May be called again: a second drain waits again.
        """
        self._closing = True
        try:
            await asyncio.wait_for(self._idle.wait(), grace)
        except TimeoutError:
            _log.warning("cut_off", deliveries=self._deliveries, tasks=len(self._tasks))
        left = self.count
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return left

    def _track(self, work: Coroutine[Any, Any, T], name: str) -> asyncio.Task[T]:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        self._idle.clear()
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        self._settle()

    def _settle(self) -> None:
        if self.count == 0:
            self._idle.set()


def _log_error(task: asyncio.Task[Any]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("work_failed", work=task.get_name(), exc_info=error)


async def _hand_over(task: asyncio.Task[T], late: Callable[[T], Awaitable[None]]) -> None:
    await late(await asyncio.shield(task))
