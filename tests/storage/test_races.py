"""Many at once, over two engines as two replicas have them: nothing is lost, nothing runs twice."""

import asyncio
from collections import Counter
from dataclasses import replace
from itertools import chain

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.ports.errors import StaleState
from bot.ports.intents import LandSignoff, ShowCard
from storage.outbox import SqlOutbox
from storage.store import SqlStore
from tests.storage.samples import NOW, FixedClock, a_brief, a_decision, a_round, an_intent


@pytest.fixture
def stores(engine: AsyncEngine, other_engine: AsyncEngine, clock: FixedClock) -> list[SqlStore]:
    return [SqlStore(engine, clock), SqlStore(other_engine, clock)]


@pytest.fixture
def outboxes(engine: AsyncEngine, other_engine: AsyncEngine) -> list[SqlOutbox]:
    return [SqlOutbox(engine), SqlOutbox(other_engine)]


async def test_no_update_is_lost(stores: list[SqlStore]) -> None:
    async with stores[0].transaction() as work:
        await work.add_round(a_round(), a_brief())

    async def decide(number: int) -> None:
        async with stores[number % 2].transaction() as work:
            round_ = await work.round("r1")
            assert round_ is not None
            said = (*round_.decisions, a_decision(f"d{number}"))
            await work.save_round(replace(round_, decisions=said, version=round_.version + 1))

    await asyncio.gather(*(decide(number) for number in range(60)))
    async with stores[1].transaction() as work:
        round_ = await work.round("r1")
    assert round_ is not None
    assert round_.version == 60
    assert {d.id for d in round_.decisions} == {f"d{number}" for number in range(60)}


async def test_of_all_who_read_before_one_only_the_first_saves(stores: list[SqlStore]) -> None:
    async with stores[0].transaction() as work:
        await work.add_round(a_round(), a_brief())

    async def save(number: int) -> bool:
        changed = a_round(version=1, landed_commit=str(number))
        try:
            async with stores[number % 2].transaction() as work:
                await work.save_round(changed)
        except StaleState:
            return False
        return True

    saved = await asyncio.gather(*(save(number) for number in range(20)))
    assert saved.count(True) == 1
    async with stores[0].transaction() as work:
        round_ = await work.round("r1")
    assert round_ is not None
    assert round_.landed_commit == str(saved.index(True))


async def test_a_delivery_is_taken_in_once(stores: list[SqlStore]) -> None:
    async def deliver(number: int) -> bool:
        async with stores[number % 2].transaction() as work:
            return await work.first_time(f"Ev{number // 10}")

    first = await asyncio.gather(*(deliver(number) for number in range(50)))
    assert first.count(True) == 5


async def test_a_phase_gets_one_live_round(stores: list[SqlStore]) -> None:
    async def ask(number: int) -> bool:
        try:
            async with stores[number % 2].transaction() as work:
                await work.add_round(a_round(f"r{number}", number=number), a_brief())
        except StaleState:
            return False
        return True

    asked = await asyncio.gather(*(ask(number) for number in range(20)))
    assert asked.count(True) == 1


async def test_an_intent_has_one_holder_and_a_lane_one_intent_in_hand(
    stores: list[SqlStore], outboxes: list[SqlOutbox]
) -> None:
    async with stores[0].transaction() as work:
        for number in range(60):
            lane = f"r{number % 6}"
            card = ShowCard("harbour", lane)
            await work.enqueue(an_intent(f"i{number:02}", card, correlation_id=lane))
    in_hand: Counter[str] = Counter()
    done: dict[str, list[str]] = {}

    async def run(number: int) -> None:
        while (claimed := await outboxes[number % 2].claim(NOW, 30)) is not None:
            lane = claimed.intent.lane
            in_hand[lane] += 1
            assert in_hand[lane] == 1
            await asyncio.sleep(0)  # let the others try
            done.setdefault(lane, []).append(claimed.intent.id)
            in_hand[lane] -= 1
            async with stores[number % 2].transaction() as work:
                await work.finish(claimed)

    # A worker stops when it finds nothing; the last ones to hold something work off the rest.
    await asyncio.gather(*(run(number) for number in range(8)))
    assert sorted(chain(*done.values())) == [f"i{number:02}" for number in range(60)]
    assert all(ids == sorted(ids) for ids in done.values())


async def test_a_lane_is_claimed_by_one_of_many(
    stores: list[SqlStore], outboxes: list[SqlOutbox]
) -> None:
    async with stores[0].transaction() as work:
        for number in range(5):
            await work.enqueue(an_intent(f"i{number}", LandSignoff("harbour", "P4", "r1")))
    claims = await asyncio.gather(*(outboxes[n % 2].claim(NOW, 30) for n in range(20)))
    assert [c.intent.id for c in claims if c is not None] == ["i0"]


async def test_a_lapsed_lease_goes_to_one_of_many(
    stores: list[SqlStore], outboxes: list[SqlOutbox]
) -> None:
    async with stores[0].transaction() as work:
        await work.enqueue(an_intent("i1"))
    lost = await outboxes[0].claim(NOW, 0)
    claims = await asyncio.gather(*(outboxes[n % 2].claim(NOW, 30) for n in range(20)))
    held = [c for c in claims if c is not None]
    assert lost is not None
    assert [c.attempt for c in held] == [2]


async def test_a_key_is_enqueued_by_one_of_many(stores: list[SqlStore]) -> None:
    async def enqueue(number: int) -> bool:
        async with stores[number % 2].transaction() as work:
            return await work.enqueue(an_intent(f"i{number}", key="the same effect"))

    assert (await asyncio.gather(*(enqueue(n) for n in range(20)))).count(True) == 1
