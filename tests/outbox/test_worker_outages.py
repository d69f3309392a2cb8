"""The worker while its own database can't be had: it waits for it, and loses nothing."""

import asyncio
from typing import Any

from bot.ports.errors import Unavailable
from bot.ports.intents import Claimed, ShowCard
from tests.outbox.conftest import Bench
from tests.support.passing import Passing


class Locked(Passing):
    """An outbox whose database is locked for the next calls of one method."""

    def __init__(self, part: Any, method: str, times: int) -> None:
        super().__init__(part)
        self.method = method
        self.times = times

    def __getattr__(self, name: str) -> Any:
        if name == self.method and self.times:
            self.times -= 1
            return self._locked
        return super().__getattr__(name)

    async def _locked(self, *_args: Any) -> None:
        raise Unavailable("The database is locked by another process.")


async def run_until_done(bench: Bench, fails: tuple[str, ...] = ()) -> list[int]:
    """Run a worker until it has finished one intent; return its attempts."""
    stop = asyncio.Event()
    attempts: list[int] = []

    async def handler(work: ShowCard, claimed: Claimed) -> None:
        attempts.append(claimed.attempt)
        if claimed.attempt <= len(fails):
            bench.clock.step(20)  # the lease of what is not given back lapses
            raise Unavailable("Slack asks for a pause.", 0.0)
        await bench.finish(work, claimed)
        stop.set()

    await bench.add(ShowCard("demo", "round-1"), "card")
    async with asyncio.timeout(15):
        await bench.worker(handler).run(stop)
    return attempts


async def test_a_database_that_is_locked_for_a_while_does_not_end_it(bench: Bench) -> None:
    bench.outbox = locked = Locked(bench.outbox, "claim", 2)  # type: ignore[assignment]  # passes on
    assert await run_until_done(bench) == [1]
    assert not locked.times


async def test_neither_does_one_that_is_away_while_it_rests(bench: Bench) -> None:
    bench.outbox = locked = Locked(bench.outbox, "next_due", 1)  # type: ignore[assignment]  # passes on
    assert await run_until_done(bench) == [1]
    assert not locked.times


async def test_what_could_not_be_given_back_is_taken_up_when_its_lease_lapses(bench: Bench) -> None:
    unseen: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: unseen.append(context))
    bench.outbox = locked = Locked(bench.outbox, "retry", 1)  # type: ignore[assignment]  # passes on
    assert await run_until_done(bench, ("retry",)) == [1, 2]
    assert not locked.times
    assert not unseen, "an error nobody looks at"
