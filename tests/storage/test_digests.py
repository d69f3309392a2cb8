"""Schedules and claimed days: one claim a channel and day, whoever asks."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.readiness.schedule import DAYS, Firing, Schedule
from storage.outbox import SqlOutbox
from storage.store import SqlStore
from tests.storage.samples import NOW, FixedClock

NINE = Schedule("C1", "harbour", "09:00", "Europe/Berlin", DAYS[:5], "U01ANN", NOW)


async def claim(store: SqlStore, channel: str, day: str) -> bool:
    async with store.transaction() as work:
        return await work.claim_firing(channel, day)


async def claim_and_die(store: SqlStore, channel: str, day: str) -> None:
    async with store.transaction() as work:
        assert await work.claim_firing(channel, day)
        raise LookupError


async def test_a_schedule_is_kept_replaced_and_forgotten(store: SqlStore) -> None:
    async with store.transaction() as work:
        assert await work.schedule("C1") is None
        await work.save_schedule(NINE)
        await work.save_schedule(replace(NINE, channel="C0", days=("fri",), always=True))
    changed = replace(NINE, at="10:00", stopped="The channel is archived.")
    async with store.transaction() as work:
        await work.save_schedule(changed)
        assert await work.schedule("C1") == changed
        assert [s.channel for s in await work.schedules()] == ["C0", "C1"]
        assert await work.drop_schedule("C1")
        assert not await work.drop_schedule("C1")
        assert await work.schedule("C1") is None


async def test_a_day_is_claimed_once_and_stays_claimed(store: SqlStore) -> None:
    assert await claim(store, "C1", "2026-11-23")
    assert not await claim(store, "C1", "2026-11-23")
    assert await claim(store, "C2", "2026-11-23")
    async with store.transaction() as work:
        assert await work.claimed("C1", "2026-11-23")
        assert not await work.claimed("C1", "2026-11-24")
    async with store.transaction() as work:
        await work.save_schedule(NINE)
        await work.drop_schedule("C1")
    assert not await claim(store, "C1", "2026-11-23")


async def test_of_two_replicas_one_claims_each_day(
    store: SqlStore, other_engine: AsyncEngine
) -> None:
    other = SqlStore(other_engine, FixedClock())
    days = [f"2026-11-{day:02}" for day in range(1, 21)]
    won = await asyncio.gather(*(claim(s, "C1", d) for d in days for s in (store, other)))
    assert [one + two for one, two in zip(won[::2], won[1::2], strict=True)] == [1] * len(days)


async def test_a_claim_that_is_rolled_back_is_free_again(store: SqlStore) -> None:
    with pytest.raises(LookupError):
        await claim_and_die(store, "C1", "2026-11-23")
    assert await claim(store, "C1", "2026-11-23")


async def test_the_last_digest_that_was_made_is_found(store: SqlStore) -> None:
    async with store.transaction() as work:
        for day in ("2026-11-19", "2026-11-20", "2026-11-23"):
            await work.claim_firing("C1", day)
        assert await work.last_firing("C1", "2026-11-23") is None
        await work.note_firing("C1", "2026-11-19", "a" * 40)
        await work.note_firing("C1", "2026-11-23", "b" * 40)
        last = await work.last_firing("C1", "2026-11-23")
    assert last == Firing("C1", "2026-11-19", NOW, "a" * 40)


async def test_old_days_are_pruned(store: SqlStore, outbox: SqlOutbox, clock: FixedClock) -> None:
    assert await claim(store, "C1", "2026-10-01")
    clock.time = NOW + timedelta(days=40)
    assert await claim(store, "C1", "2026-12-01")
    await outbox.prune(NOW + timedelta(days=1))
    assert await claim(store, "C1", "2026-10-01")
    assert not await claim(store, "C1", "2026-12-01")
