"""A bot whose state can be waited for: every change of its database is a tick."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.ports.intents import Claimed, Intent
from bot.ports.outbox import Outbox
from bot.ports.store import Store, Transaction
from bot.runtime.wiring import Dressing
from tests.support.passing import Passing


class Ticks:
    """Something that happens now and then, to be waited for."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def tick(self) -> None:
        self._next.set()
        self._next = asyncio.Event()

    @property
    def next(self) -> asyncio.Event:
        """The event of the next tick; ask for it before looking at what may change."""
        return self._next


class _TickingStore(Passing):
    def __init__(self, part: Store, ticks: Ticks) -> None:
        super().__init__(part)
        self._ticks = ticks

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with self._part.transaction() as tx:
            yield tx
        self._ticks.tick()


class _TickingOutbox(Passing):
    def __init__(self, part: Outbox, ticks: Ticks) -> None:
        super().__init__(part)
        self._ticks = ticks

    async def retry(self, claimed: Claimed, due: datetime, why: str) -> None:
        await self._part.retry(claimed, due, why)
        self._ticks.tick()

    async def park(self, claimed: Claimed, why: str, mend: str, then: Sequence[Intent]) -> None:
        await self._part.park(claimed, why, mend, then)
        self._ticks.tick()


def ticking(dressing: Dressing, ticks: Ticks) -> Dressing:
    """Return the dressing, with a tick at every change of the database."""

    def store(part: Store) -> Any:
        return _TickingStore(dressing.store(part), ticks)

    def outbox(part: Outbox) -> Any:
        return _TickingOutbox(dressing.outbox(part), ticks)

    return replace(dressing, store=store, outbox=outbox)
