"""What is under way is finished, answered late rather than never, and cut off only after grace."""

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.platform.in_flight import InFlight


async def test_work_in_time_gives_its_result_and_nothing_is_late() -> None:
    late: list[int] = []
    inflight = InFlight()

    async def seven() -> int:
        return 7

    async def keep(value: int) -> None:
        late.append(value)

    assert await inflight.within(5, seven(), keep) == 7
    assert (late, await inflight.drain(1), inflight.count) == ([], 0, 0)


async def test_late_work_goes_on_and_its_result_is_handed_over() -> None:
    late: list[int] = []
    let = asyncio.Event()
    inflight = InFlight()

    async def seven() -> int:
        await let.wait()
        return 7

    async def keep(value: int) -> None:
        late.append(value)

    assert await inflight.within(0.001, seven(), keep) is None
    let.set()
    assert await inflight.drain(5) == 0
    assert late == [7]


async def test_work_goes_on_when_who_waits_for_it_is_gone() -> None:
    done = asyncio.Event()
    let = asyncio.Event()
    inflight = InFlight()

    async def work() -> None:
        await let.wait()
        done.set()

    async def nothing(_value: None) -> None:
        return

    waiting = asyncio.create_task(inflight.within(5, work(), nothing))
    await asyncio.wait({waiting}, timeout=0.001)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    let.set()
    assert (await inflight.drain(5), done.is_set()) == (0, True)


async def test_an_error_reaches_who_waits() -> None:
    inflight = InFlight()

    async def fail() -> int:
        raise LookupError("x")

    async def nothing(_value: int) -> None:
        return

    with pytest.raises(LookupError):
        await inflight.within(5, fail(), nothing)


async def test_an_error_nobody_waits_for_is_logged() -> None:
    inflight = InFlight()

    async def fail() -> None:
        raise LookupError("x")

    with capture_logs() as logs:
        inflight.start(fail(), "say")
        await inflight.drain(5)
    assert [(log["event"], log["work"]) for log in logs] == [("work_failed", "say")]


async def test_a_drain_waits_for_deliveries_and_for_what_they_start() -> None:
    inflight = InFlight()
    said: list[str] = []

    async def say() -> None:
        said.append("answer")

    async def delivery(let: asyncio.Event) -> None:
        with inflight.delivery():
            await let.wait()
            inflight.start(say(), "say")

    let = asyncio.Event()
    under_way = asyncio.create_task(delivery(let))
    await asyncio.wait({under_way}, timeout=0.001)
    draining = asyncio.create_task(inflight.drain(5))
    await asyncio.wait({draining}, timeout=0.001)
    assert (inflight.closing, draining.done()) == (True, False)
    let.set()
    assert (await draining, said) == (0, ["answer"])
    await under_way


async def test_what_outlasts_the_grace_is_cut_off_and_counted() -> None:
    inflight = InFlight()

    async def forever() -> None:
        await asyncio.Event().wait()

    task = inflight.start(forever(), "forever")
    assert await inflight.drain(0.001) == 1
    assert task.cancelled()
