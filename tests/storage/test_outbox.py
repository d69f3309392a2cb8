"""Claim, finish, retry, park: the life of an intent, on both engines."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.ports.errors import StaleState
from bot.ports.intents import Claimed, ParkedIntent, ShowCard, TellPerson
from bot.ports.outbox import Outbox
from bot.ports.store import Store
from bot.readiness.events import Parked
from storage.outbox import SqlOutbox, Waiting
from storage.store import SqlStore
from tests.storage.samples import NOW, an_intent, at

EVENT = Parked("sign-off", "P4", "i1", "r1", why="No access.", mend="Grant it.")
TOLD = TellPerson("harbour", "U01ANN", EVENT)


async def put(store: Store, *ids: str) -> None:
    """Enqueue intents of one lane."""
    async with store.transaction() as work:
        for id_ in ids:
            assert await work.enqueue(an_intent(id_))


async def claim(outbox: Outbox, seconds: float = 0) -> Claimed:
    """Claim what is there to claim, for 30 seconds, at a time after NOW."""
    claimed = await outbox.claim(at(seconds), 30)
    assert claimed is not None
    return claimed


async def finish(store: Store, claimed: Claimed) -> None:
    async with store.transaction() as work:
        await work.finish(claimed)


async def test_an_intent_comes_out_as_it_went_in(store: SqlStore, outbox: SqlOutbox) -> None:
    told = an_intent("i1", TOLD)
    async with store.transaction() as work:
        assert await work.enqueue(told)
    claimed = await outbox.claim(NOW, 30)
    assert claimed == Claimed(told, claimed.token if claimed else "", 1, None, at(30))


async def test_nothing_is_claimed_of_nothing(outbox: SqlOutbox) -> None:
    assert await outbox.claim(NOW, 30) is None
    assert await outbox.next_due(NOW) is None


async def test_a_key_is_enqueued_once_even_when_done(store: SqlStore, outbox: SqlOutbox) -> None:
    await put(store, "i1")
    again = an_intent("i2", key="key of i1")
    async with store.transaction() as work:
        assert not await work.enqueue(again)
    await finish(store, await claim(outbox))
    async with store.transaction() as work:
        assert not await work.enqueue(again)
    assert await outbox.claim(at(60), 30) is None


async def test_several_are_enqueued_in_their_order_each_key_once(
    store: SqlStore, outbox: SqlOutbox
) -> None:
    await put(store, "i1")
    again = an_intent("i2", key="key of i1")
    async with store.transaction() as work:
        await work.enqueue_all([an_intent("i3"), again, an_intent("i4")])
        await work.enqueue_all([])
    found = []
    while (claimed := await outbox.claim(NOW, 30)) is not None:
        found.append(claimed.intent.id)
        await finish(store, claimed)
    assert found == ["i1", "i3", "i4"]


async def test_an_intent_is_due_when_it_was_made(store: SqlStore, outbox: SqlOutbox) -> None:
    async with store.transaction() as work:
        await work.enqueue(an_intent("i1", created_at=at(10)))
    assert await outbox.claim(at(9), 30) is None
    assert await outbox.next_due(NOW) == at(10)
    assert (await claim(outbox, 10)).intent.id == "i1"


async def test_what_is_finished_stays_finished(store: SqlStore, outbox: SqlOutbox) -> None:
    await put(store, "i1")
    claimed = await claim(outbox)
    await finish(store, claimed)
    assert await outbox.claim(at(3600), 30) is None
    with pytest.raises(StaleState):
        await finish(store, claimed)


async def test_finishing_is_part_of_its_transaction(store: SqlStore, outbox: SqlOutbox) -> None:
    await put(store, "i1")
    claimed = await claim(outbox)

    async def fail() -> None:
        async with store.transaction() as work:
            await work.finish(claimed)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    await finish(store, claimed)


async def test_a_retry_waits_and_counts(store: SqlStore, outbox: SqlOutbox) -> None:
    await put(store, "i1")
    await outbox.retry(await claim(outbox), at(5), "The host is down.")
    assert await outbox.claim(at(4), 30) is None
    assert await outbox.next_due(at(1)) == at(5)
    assert (await claim(outbox, 5)).attempt == 2


async def test_a_lapsed_lease_is_claimed_anew(store: SqlStore, outbox: SqlOutbox) -> None:
    await put(store, "i1")
    first = await claim(outbox)
    assert await outbox.claim(at(29), 30) is None
    assert await outbox.next_due(at(29)) == at(30)
    second = await claim(outbox, 30)
    assert (second.attempt, second.lease_until) == (2, at(60))
    assert second.token != first.token


async def test_a_lost_lease_can_do_nothing_more(store: SqlStore, outbox: SqlOutbox) -> None:
    await put(store, "i1")
    lost = await claim(outbox)
    held = await claim(outbox, 30)
    with pytest.raises(StaleState):
        await finish(store, lost)
    with pytest.raises(StaleState):
        await outbox.retry(lost, at(60), "late")
    with pytest.raises(StaleState):
        await outbox.park(lost, "late", "none", [an_intent("i2")])
    with pytest.raises(StaleState):
        await outbox.note_base(lost, "c1")
    await finish(store, held)
    assert await outbox.claim(at(90), 30) is None  # so i2 was not enqueued either


async def test_the_base_is_the_head_of_the_first_attempt(
    store: SqlStore, outbox: SqlOutbox
) -> None:
    await put(store, "i1")
    first = await outbox.note_base(await claim(outbox), "c1")
    assert first.base == "c1"
    assert (await outbox.note_base(first, "c2")).base == "c1"
    await outbox.retry(first, at(1), "Conflict.")
    second = await claim(outbox, 1)
    assert second.base == "c1"
    assert await outbox.note_base(second, "c3") == second


async def test_parking_tells_in_the_same_transaction(store: SqlStore, outbox: SqlOutbox) -> None:
    await put(store, "i1")
    told = an_intent("i2", TOLD)
    await outbox.park(await claim(outbox), "No access.", "Grant it.", [told])
    async with store.transaction() as work:
        parked = await work.parked("r1")
        assert await work.parked("r2") == ()
    assert parked == (ParkedIntent(an_intent("i1"), "No access.", "Grant it."),)
    assert (await claim(outbox)).intent == told


async def test_a_parked_intent_waits_for_a_person(store: SqlStore, outbox: SqlOutbox) -> None:
    await put(store, "i1")
    claimed = await outbox.note_base(await claim(outbox), "c1")
    await outbox.park(claimed, "No access.", "Grant it.", [])
    assert await outbox.claim(at(86400), 30) is None
    assert await outbox.next_due(at(86400)) is None
    async with store.transaction() as work:
        assert not await work.unpark("unknown", at(100))
        assert await work.unpark("i1", at(100))
        assert not await work.unpark("i1", at(100))
        assert await work.parked("r1") == ()
    assert await outbox.next_due(NOW) == at(100)
    again = await claim(outbox, 100)
    assert (again.attempt, again.base) == (2, "c1")


async def test_unreadable_work_is_put_aside_and_the_next_one_claimed(
    store: SqlStore, outbox: SqlOutbox, engine: AsyncEngine
) -> None:
    async with store.transaction() as work:
        await work.enqueue(an_intent("i1"))
        await work.enqueue(an_intent("i2", correlation_id="r2"))
    async with engine.begin() as connection:
        strange = text("UPDATE intents SET work = '{\"$\": \"Newer\"}' WHERE id = 'i1'")
        await connection.execute(strange)
    assert (await claim(outbox)).intent.id == "i2"
    assert (await outbox.waiting(NOW)).unreadable == 1
    async with store.transaction() as work:
        assert await work.parked("r1") == ()
        # After an upgrade it is taken up again like a parked one.
        assert await work.unpark("i1", NOW)


async def test_what_waits_is_counted(store: SqlStore, outbox: SqlOutbox) -> None:
    assert await outbox.waiting(NOW) == Waiting(0, 0, 0, 0, 0.0)
    async with store.transaction() as work:
        for number in range(5):
            card = ShowCard("harbour", f"r{number}")
            await work.enqueue(an_intent(f"i{number}", card, correlation_id=card.round_id))
    await finish(store, await claim(outbox))
    await outbox.park(await claim(outbox), "why", "mend", [])
    await claim(outbox)
    assert await outbox.waiting(at(90)) == Waiting(2, 1, 1, 0, 90.0)
    assert await outbox.waiting(at(-5)) == Waiting(2, 1, 1, 0, 0.0)


async def test_only_what_is_done_is_pruned(store: SqlStore, outbox: SqlOutbox) -> None:
    await put(store, "i1", "i2")
    await finish(store, await claim(outbox))
    assert (await outbox.prune(NOW)).intents == 0
    assert (await outbox.prune(at(1))).intents == 1
    async with store.transaction() as work:
        assert await work.enqueue(replace(an_intent("i3"), key="key of i1"))
        assert not await work.enqueue(replace(an_intent("i4"), key="key of i2"))
