"""The clock: what it runs is awaited, a use case (an object) no less than a function."""

import asyncio

import pytest

from bot.jobs.scheduler import Jobs, together


class Look:
    """A job as the use cases are: an object with an async `__call__`."""

    def __init__(self) -> None:
        self.done = asyncio.Event()

    async def __call__(self) -> None:
        await asyncio.sleep(0)
        self.done.set()


async def test_a_job_that_is_an_object_is_awaited() -> None:
    look = Look()
    jobs = Jobs(look=look, prune=Look(), tick=Look(), look_every=0.01)
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
