"""The outbox against a list in memory that follows the same rules, over random histories."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.ports.intents import Claimed
from storage.engine import open_engine
from storage.outbox import SqlOutbox
from storage.store import SqlStore
from tests.storage.samples import FixedClock, an_intent, at
from tests.support.databases import empty_database

LEASE = 10
# Chance seldom finds this one: it is tried again while a later one of its lane is in hand.
UNPARKED_BEHIND = [
    ("add", 0, 0),
    ("add", 2, 0),
    ("claim", 0, 0),
    ("park", 0, 0),
    ("claim", 0, 0),
    ("unpark", 0, 1),
    ("claim", 0, 0),
    ("claim", 0, 10),
]
# What is done, to which of those it can be done to, and how many seconds later.
STEP = st.tuples(
    st.sampled_from(["add", "add", "claim", "claim", "finish", "retry", "park", "unpark"]),
    st.integers(0, 5),
    st.integers(0, 6),
)


@dataclass
class Item:
    """An intent as the model knows it; `until` is when it falls due, or its lease ends."""

    id: str
    lane: str
    round: str
    until: datetime
    state: str = "pending"
    claim: Claimed | None = None


@dataclass
class Model:
    """The rules of the outbox in their plainest form."""

    items: list[Item] = field(default_factory=list)

    def of_state(self, state: str) -> list[Item]:
        return [item for item in self.items if item.state == state]

    def next(self, now: datetime) -> Item | None:
        return next(self._claimable(now), None)

    def _claimable(self, now: datetime) -> Iterator[Item]:
        for place, item in enumerate(self.items):
            if item.state not in {"pending", "running"} or item.until > now:
                continue
            lane = [other for other in self.items if other.lane == item.lane and other is not item]
            in_hand = any(o.state == "running" and o.until > now for o in lane)
            if not in_hand and not any(
                o.state in {"pending", "running"} or (o.state == "parked" and o.round == item.round)
                for o in lane
                if o in self.items[:place]
            ):
                yield item


@dataclass
class Play:
    """One history, played to the outbox and to the model."""

    store: SqlStore
    outbox: SqlOutbox
    model: Model = field(default_factory=Model)

    async def step(self, what: str, which: int, now: datetime) -> None:
        if what == "add":
            await self._add(which, now)
        elif what == "claim":
            await self._claim(now)
        elif chosen := self.model.of_state("parked" if what == "unpark" else "running"):
            await self._change(what, chosen[which % len(chosen)], now)

    async def _add(self, which: int, now: datetime) -> None:
        item = Item(f"i{len(self.model.items)}", f"lane {which % 2}", f"r{which % 3}", now)
        self.model.items.append(item)
        intent = an_intent(item.id, lane=item.lane, correlation_id=item.round, created_at=now)
        async with self.store.transaction() as work:
            await work.enqueue(intent)

    async def _claim(self, now: datetime) -> None:
        expected = self.model.next(now)
        claim = await self.outbox.claim(now, LEASE)
        assert (claim.intent.id if claim else None) == (expected.id if expected else None)
        if expected:
            expected.state, expected.claim = "running", claim
            expected.until = now + timedelta(seconds=LEASE)

    async def _change(self, what: str, item: Item, now: datetime) -> None:
        if what == "unpark":
            item.state, item.until = "pending", now
            async with self.store.transaction() as work:
                assert await work.unpark(item.id, now)
        elif item.claim and what == "finish":
            item.state = "done"
            async with self.store.transaction() as work:
                await work.finish(item.claim)
        elif item.claim and what == "retry":
            item.state, item.until = "pending", now + timedelta(seconds=3)
            await self.outbox.retry(item.claim, item.until, "why")
        elif item.claim:
            item.state = "parked"
            await self.outbox.park(item.claim, "why", "mend", [])

    async def check_next_due(self, now: datetime) -> None:
        """The worker that sleeps until next_due misses nothing, and does not turn in circles."""
        due = await self.outbox.next_due(now)
        if self.model.next(now) is None:
            assert due is None or due > now
            last = now + timedelta(days=1) if due is None else due - timedelta(microseconds=1)
            assert self.model.next(last) is None
        else:
            assert due is not None
            assert due <= now


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(steps=UNPARKED_BEHIND)
@given(steps=st.lists(STEP, min_size=8, max_size=25))
def test_the_outbox_does_what_the_model_does(
    tmp_path: Path, steps: list[tuple[str, int, int]]
) -> None:
    for leftover in tmp_path.iterdir():
        leftover.unlink()
    (tmp_path / "state.db").write_bytes(empty_database())
    asyncio.run(_play(f"sqlite:///{tmp_path}/state.db", steps))


async def _play(url: str, steps: list[tuple[str, int, int]]) -> None:
    engine = open_engine(url)
    play = Play(SqlStore(engine, FixedClock()), SqlOutbox(engine))
    seconds = 0
    try:
        for what, which, later in steps:
            seconds += later
            await play.step(what, which, at(seconds))
            await play.check_next_due(at(seconds))
    finally:
        await engine.dispose()
