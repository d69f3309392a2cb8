"""The Store of bot.ports.store over SQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.ports.clock import Clock
from bot.ports.store import Transaction
from storage.unit_of_work import SqlTransaction, begun


class SqlStore:
    """Hands out units of work. Whoever opened the engine disposes of it."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Open a unit of work; it commits when left without an error.

        Raises StaleState where a constraint says that someone else was faster, Unavailable while
        the database can't be reached, Fault where it can't be used as it is.
        """
        async with begun(self._engine) as connection:
            yield SqlTransaction(connection, self._clock)
