"""The clock: what it runs is awaited, a use case (an object) no less than a function."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.platform.scheduler import Jobs, together


class Look:
    """A job as the use cases are: an object with an async `__call__`."""

    def __init__(self) -> None:
        self.done = asyncio.Event()

    async def __call__(self) -> None:
        await asyncio.sleep(0)
        self.done.set()


async def test_after_the_clock_was_set_forward_every_job_runs_at_once() -> None:
    look, prune, tick = Look(), Look(), Look()
    jobs = Jobs(look=look, prune=prune, ticks=(tick,), look_every=3600)
    jobs.at_once()  # before the start there is nothing to run
    jobs.start()
    jobs.at_once()
    try:
        async with asyncio.timeout(5):
            for job in (look, prune, tick):
                await job.done.wait()
    finally:
        jobs.stop()


async def test_a_job_that_is_an_object_is_awaited() -> None:
    look = Look()
    jobs = Jobs(look=look, prune=Look(), ticks=(Look(),), look_every=0.01)
    jobs.start()
    try:
        async with asyncio.timeout(5):
            await look.done.wait()
    finally:
        jobs.stop()


async def test_jobs_of_one_minute_do_not_hold_each_other_back() -> None:
    async def fail() -> None:
        raise LookupError

    look = Look()
    with pytest.raises(LookupError):
        await together(fail, look)()
    assert look.done.is_set()


async def test_what_takes_long_in_one_minute_holds_nothing_else_back_in_the_next() -> None:
    runs: asyncio.Queue[None] = asyncio.Queue()

    async def hang() -> None:
        await asyncio.Event().wait()

    async def count() -> None:
        await runs.put(None)

    jobs = Jobs(look=Look(), prune=Look(), ticks=(hang, count), look_every=3600)
    jobs.start()
    try:
        async with asyncio.timeout(5):
            for _ in range(3):
                jobs.at_once()
                await runs.get()
    finally:
        jobs.stop()


async def test_a_clock_that_was_set_back_stops_nothing() -> None:
    runs: dict[str, asyncio.Queue[None]] = {name: asyncio.Queue() for name in ("tick", "prune")}
    jobs = Jobs(
        look=Look(),
        prune=lambda: runs["prune"].put(None),
        ticks=(lambda: runs["tick"].put(None),),
        look_every=3600,
    )
    jobs.start()
    try:
        jobs.at_once()
        async with asyncio.timeout(5):
            await runs["tick"].get()
            await runs["prune"].get()
            jobs.set_right(datetime.now(UTC) - timedelta(hours=2))
            await runs["tick"].get()
        assert runs["prune"].empty(), "its turn is within its own time"
    finally:
        jobs.stop()


async def test_what_is_on_time_is_left_alone() -> None:
    tick = Look()
    jobs = Jobs(look=Look(), prune=Look(), ticks=(tick,), look_every=3600)
    jobs.start()
    try:
        for _ in range(3):
            jobs.set_right(datetime.now(UTC))
            await asyncio.sleep(0)
        assert not tick.done.is_set()
    finally:
        jobs.stop()
