"""A store that wakes the worker when something was kept."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.ports.store import Store, Transaction


def _nobody() -> None:
    """Wake nobody: no worker is running yet."""


class WakingStore:
    """Passes units of work through, and calls `on_commit` after each that was kept."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.on_commit: Callable[[], None] = _nobody

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Open a unit of work."""
        async with self._store.transaction() as tx:
            yield tx
        self.on_commit()
