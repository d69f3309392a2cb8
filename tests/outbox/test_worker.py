"""The worker: what becomes of an intent that goes well, fails for now, or fails for good."""

import asyncio
from datetime import datetime

import pytest
from structlog.testing import capture_logs

from bot.outbox.worker import LAST_RETRY_SECONDS, TELL_AT_ATTEMPT, Lease, retry_at
from bot.ports.errors import Fault, NotYet, StaleState, Unavailable, UnknownOutcome
from bot.ports.intents import Claimed, ShowCard
from storage.outbox import SqlOutbox
from tests.outbox.conftest import START, Bench


def card(round_id: str = "round-1") -> ShowCard:
    return ShowCard("demo", round_id)


async def test_an_intent_is_run_once(bench: Bench) -> None:
    runs: list[str] = []

    async def handler(work: ShowCard, claimed: Claimed) -> None:
        runs.append(work.round_id)
        await bench.finish(work, claimed)

    worker = bench.worker(handler)
    await bench.add(card(), "card")
    assert await worker.step()
    assert not await worker.step()
    assert runs == ["round-1"]


@pytest.mark.parametrize("error", [Unavailable("down"), UnknownOutcome("who knows")])
async def test_a_failure_that_may_pass_is_tried_again_later(bench: Bench, error: Exception) -> None:
    attempts: list[int] = []

    async def handler(work: ShowCard, claimed: Claimed) -> None:
        attempts.append(claimed.attempt)
        if claimed.attempt == 1:
            raise error
        await bench.finish(work, claimed)

    worker = bench.worker(handler)
    await bench.add(card(), "card")
    await worker.step()
    assert not await worker.step(), "it waits before it is tried again"
    bench.clock.step(1)
    assert await worker.step()
    assert attempts == [1, 2]


async def test_it_waits_as_long_as_the_other_side_asked(bench: Bench) -> None:
    async def handler(_work: ShowCard, _claimed: Claimed) -> None:
        raise Unavailable("rate limited", retry_after=30)

    worker = bench.worker(handler)
    await bench.add(card(), "card")
    await worker.step()
    bench.clock.step(29)
    assert not await worker.step()
    bench.clock.step(1)
    assert await worker.step()


async def test_what_waits_for_its_hour_is_held_and_nothing_went_wrong(bench: Bench) -> None:
    async def handler(_work: ShowCard, _claimed: Claimed) -> None:
        raise NotYet("It is night there.", retry_after=90)

    worker = bench.worker(handler)
    await bench.add(card(), "card")
    with capture_logs() as logs:
        await worker.step()
    (held,) = (line for line in logs if line.get("why"))
    assert (held["event"], held["log_level"]) == ("held until its hour", "info")
    bench.clock.step(89)
    assert not await worker.step()
    bench.clock.step(1)
    for _ in range(TELL_AT_ATTEMPT):
        assert await worker.step()
        bench.clock.step(90)
    assert not bench.delayed, "nobody is told that it takes long"


async def test_a_fault_is_parked_and_told(bench: Bench) -> None:
    async def handler(_work: ShowCard, _claimed: Claimed) -> None:
        raise Fault("The hook said no.", "Allow gatebot in the hook.")

    worker = bench.worker(handler)
    await bench.add(card(), "card")
    await worker.step()
    assert bench.parked == [("card", "The hook said no.", "Allow gatebot in the hook.")]
    assert await worker.step(), "whoever has to know is told"
    bench.clock.step(3600)
    assert not await worker.step(), "it is not tried again by itself"


async def test_a_bug_parks_its_intent_and_names_the_correlation_id(bench: Bench) -> None:
    async def handler(_work: ShowCard, _claimed: Claimed) -> None:
        raise ZeroDivisionError

    await bench.add(card(), "card", "c0ffee")
    await bench.worker(handler).step()
    [(_, why, mend)] = bench.parked
    assert "ZeroDivisionError" in why
    assert "c0ffee" in mend


async def test_whoever_waits_is_told_once_that_it_takes_long(bench: Bench) -> None:
    async def handler(_work: ShowCard, _claimed: Claimed) -> None:
        raise Unavailable("the host is down")

    worker = bench.worker(handler)
    await bench.add(card(), "card")
    for _ in range(TELL_AT_ATTEMPT + 3):
        await worker.step()
        bench.clock.step(LAST_RETRY_SECONDS)
    assert bench.delayed == [("card", "the host is down")]


async def test_a_state_that_changed_meanwhile_is_looked_at_again_at_once(bench: Bench) -> None:
    async def handler(work: ShowCard, claimed: Claimed) -> None:
        if claimed.attempt == 1:
            raise StaleState("someone else was faster")
        await bench.finish(work, claimed)

    worker = bench.worker(handler)
    await bench.add(card(), "card")
    await worker.step()
    assert await worker.step()
    assert bench.parked == []


async def test_one_lane_waiting_holds_back_no_other(bench: Bench) -> None:
    done: list[str] = []

    async def handler(work: ShowCard, claimed: Claimed) -> None:
        if work.round_id == "round-1":
            raise Unavailable("down")
        done.append(work.round_id)
        await bench.finish(work, claimed)

    worker = bench.worker(handler)
    await bench.add(card("round-1"), "a")
    await bench.add(card("round-1"), "b")
    await bench.add(card("round-2"), "c")
    while await worker.step():
        pass
    assert done == ["round-2"]


async def test_a_stop_finishes_what_is_running(bench: Bench) -> None:
    started, go_on = asyncio.Event(), asyncio.Event()
    finished: list[str] = []

    async def handler(work: ShowCard, claimed: Claimed) -> None:
        started.set()
        await go_on.wait()
        await bench.finish(work, claimed)
        finished.append(work.round_id)

    stop = asyncio.Event()
    await bench.add(card(), "card")
    running = asyncio.create_task(bench.worker(handler).run(stop))
    await started.wait()
    stop.set()
    go_on.set()
    await running
    assert finished == ["round-1"]


async def test_what_is_added_while_it_rests_wakes_it(bench: Bench) -> None:
    done = asyncio.Event()

    async def handler(work: ShowCard, claimed: Claimed) -> None:
        await bench.finish(work, claimed)
        done.set()

    stop = asyncio.Event()
    worker = bench.worker(handler)
    running = asyncio.create_task(worker.run(stop))
    await bench.add(card(), "card")
    worker.wake()
    async with asyncio.timeout(5):
        await done.wait()
    stop.set()
    await running


@pytest.mark.parametrize("attempt", [1, 2, 5, 50, 10_000])
def test_the_wait_grows_and_stays_within_a_minute(attempt: int) -> None:
    seconds = (retry_at(START, attempt, None) - START).total_seconds()
    longest = min(0.25 * 2 ** (attempt - 1), 60) if attempt < 50 else 60
    assert longest / 2 <= seconds <= longest


async def test_an_intent_in_hand_is_held_for_as_long_as_it_takes(bench: Bench) -> None:
    renewed, go_on = asyncio.Event(), asyncio.Event()
    runs: list[str] = []

    async def handler(work: ShowCard, claimed: Claimed) -> None:
        runs.append(work.round_id)
        await go_on.wait()
        await bench.finish(work, claimed)

    class Watched(SqlOutbox):
        async def renew(self, claimed: Claimed, until: datetime) -> None:
            await super().renew(claimed, until)
            renewed.set()

    bench.outbox = Watched(bench.engine)
    worker = bench.worker(handler, lease=Lease(seconds=15, renewed_every=0.01))
    await bench.add(card(), "card")
    first = asyncio.create_task(worker.step())
    await renewed.wait()
    renewed.clear()
    bench.clock.step(14)
    await renewed.wait()  # the one under way when the clock was stepped
    renewed.clear()
    await renewed.wait()
    bench.clock.step(14)
    assert not await worker.step(), "nobody else takes it"
    go_on.set()
    await first
    assert runs == ["round-1"]


async def test_what_a_dead_worker_held_is_taken_up_when_its_lease_lapses(bench: Bench) -> None:
    await bench.add(card(), "card")
    dead = await bench.outbox.claim(bench.clock.now(), 15)
    assert dead is not None
    worker = bench.worker(bench.finish)
    assert not await worker.step()
    bench.clock.step(16)
    assert await worker.step()
