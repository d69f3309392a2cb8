"""What holds an intent back: the order within a lane, on both engines."""

import pytest

from bot.ports.intents import Claimed, Intent, LandSignoff, ShowCard
from storage.outbox import SqlOutbox
from storage.store import SqlStore
from tests.storage.samples import an_intent, at


def landing(id_: str, correlation_id: str) -> Intent:
    work = LandSignoff("harbour", "P4", correlation_id)
    return an_intent(id_, work, correlation_id=correlation_id)


@pytest.fixture
async def landings(store: SqlStore) -> SqlStore:
    """Keep three landings of a lane: two of round r1, with one of r2 between them."""
    async with store.transaction() as work:
        for intent in (landing("a1", "r1"), landing("b1", "r2"), landing("a2", "r1")):
            await work.enqueue(intent)
    return store


async def claimed_id(outbox: SqlOutbox, seconds: float = 0) -> str | None:
    claimed = await outbox.claim(at(seconds), 30)
    return claimed.intent.id if claimed else None


async def claim(outbox: SqlOutbox, id_: str, seconds: float = 0) -> Claimed:
    claimed = await outbox.claim(at(seconds), 30)
    assert claimed is not None
    assert claimed.intent.id == id_
    return claimed


async def test_a_lane_is_worked_off_one_by_one_in_order(
    landings: SqlStore, outbox: SqlOutbox
) -> None:
    for id_ in ("a1", "b1", "a2"):
        claimed = await claim(outbox, id_)
        assert await claimed_id(outbox) is None
        async with landings.transaction() as work:
            await work.finish(claimed)


async def test_an_earlier_one_that_is_not_due_yet_holds_the_lane(
    landings: SqlStore, outbox: SqlOutbox
) -> None:
    await outbox.retry(await claim(outbox, "a1"), at(60), "The host is down.")
    assert await claimed_id(outbox, 59) is None
    assert await outbox.next_due(at(1)) == at(60)
    assert await claimed_id(outbox, 60) == "a1"
    del landings


async def test_a_held_lane_holds_no_other_lane(landings: SqlStore, outbox: SqlOutbox) -> None:
    await outbox.retry(await claim(outbox, "a1"), at(60), "The host is down.")
    async with landings.transaction() as work:
        await work.enqueue(an_intent("card", ShowCard("harbour", "r1")))
    assert await claimed_id(outbox) == "card"


async def test_a_parked_one_holds_only_its_own_round(landings: SqlStore, outbox: SqlOutbox) -> None:
    await outbox.park(await claim(outbox, "a1"), "why", "mend", [])
    other = await claim(outbox, "b1")
    async with landings.transaction() as work:
        await work.finish(other)
    assert await claimed_id(outbox) is None
    assert await outbox.next_due(at(3600)) is None
    async with landings.transaction() as work:
        await work.unpark("a1", at(5))
    first = await claim(outbox, "a1", 5)
    async with landings.transaction() as work:
        await work.finish(first)
    assert await claimed_id(outbox, 5) == "a2"


async def test_a_parked_one_holds_its_round_in_its_lane_only(
    landings: SqlStore, outbox: SqlOutbox
) -> None:
    await outbox.park(await claim(outbox, "a1"), "why", "mend", [])
    async with landings.transaction() as work:
        await work.enqueue(an_intent("card", ShowCard("harbour", "r1"), created_at=at(-60)))
    await claim(outbox, "b1")
    assert await claimed_id(outbox) == "card"


async def test_an_unparked_one_waits_for_the_one_in_hand(
    landings: SqlStore, outbox: SqlOutbox
) -> None:
    await outbox.park(await claim(outbox, "a1"), "why", "mend", [])
    in_hand = await claim(outbox, "b1", 1)
    async with landings.transaction() as work:
        await work.unpark("a1", at(2))
    assert await claimed_id(outbox, 2) is None
    # Not the time a1 fell due, or the worker would turn in circles.
    assert await outbox.next_due(at(2)) == at(31)
    async with landings.transaction() as work:
        await work.finish(in_hand)
    assert await claimed_id(outbox, 3) == "a1"


async def test_an_unparked_one_comes_before_a_lapsed_later_one(
    landings: SqlStore, outbox: SqlOutbox
) -> None:
    await outbox.park(await claim(outbox, "a1"), "why", "mend", [])
    await claim(outbox, "b1", 1)
    async with landings.transaction() as work:
        await work.unpark("a1", at(2))
    assert await claimed_id(outbox, 31) == "a1"
    assert await outbox.next_due(at(32)) == at(61)


async def test_next_due_is_the_soonest_over_all_lanes(
    landings: SqlStore, outbox: SqlOutbox
) -> None:
    async with landings.transaction() as work:
        await work.enqueue(an_intent("card", ShowCard("harbour", "r1"), created_at=at(20)))
    await outbox.retry(await claim(outbox, "a1"), at(60), "The host is down.")
    assert await outbox.next_due(at(1)) == at(20)
    await claim(outbox, "card", 21)
    assert await outbox.next_due(at(21)) == at(51)
