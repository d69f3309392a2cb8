"""A worker on a real database, with a clock that is stepped by hand."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.outbox.worker import DEFAULT_LEASE, Handler, Lease, Worker
from bot.ports.intents import Claimed, Intent, ShowCard, TellPerson, Work, new_intent
from bot.readiness.events import StillTrying
from storage.engine import open_engine
from storage.outbox import SqlOutbox
from storage.store import SqlStore
from tests.support.databases import empty_database

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@dataclass
class StepClock:
    time: datetime = START

    def now(self) -> datetime:
        return self.time

    def step(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@dataclass
class Bench:
    """A worker, and what it was seen to do."""

    engine: AsyncEngine
    store: SqlStore
    outbox: SqlOutbox
    clock: StepClock
    parked: list[tuple[str, str, str]] = field(default_factory=list)
    delayed: list[tuple[str, str]] = field(default_factory=list)

    def worker(self, handler: Handler, lease: Lease = DEFAULT_LEASE) -> Worker:
        return Worker(
            self.outbox,
            self.clock,
            {ShowCard: handler, TellPerson: self.finish},
            park=self._park,
            delayed=self._delay,
            lease=lease,
        )

    async def add(self, work: Work, key: str, correlation_id: str = "round-1") -> Intent:
        intent = new_intent(work, key=key, correlation_id=correlation_id, at=self.clock.now())
        async with self.store.transaction() as tx:
            await tx.enqueue(intent)
        return intent

    async def finish(self, _work: Work, claimed: Claimed) -> None:
        async with self.store.transaction() as tx:
            await tx.finish(claimed)

    async def _park(self, claimed: Claimed, why: str, mend: str) -> tuple[Intent, ...]:
        self.parked.append((claimed.intent.key, why, mend))
        work = TellPerson("demo", "U0OWNER", StillTrying("P4", why))
        return (new_intent(work, key=f"told:{claimed.intent.id}", correlation_id="", at=START),)

    async def _delay(self, claimed: Claimed, why: str) -> None:
        self.delayed.append((claimed.intent.key, why))


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    (tmp_path / "state.db").write_bytes(await asyncio.to_thread(empty_database))
    engine = open_engine(f"sqlite:///{tmp_path / 'state.db'}")
    clock = StepClock()
    yield Bench(engine, SqlStore(engine, clock), SqlOutbox(engine), clock)
    await engine.dispose()
