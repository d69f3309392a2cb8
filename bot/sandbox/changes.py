"""The one stream of what changed: monotonic numbers that clients wait on instead of polling."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

KEPT = 10_000


@dataclass(frozen=True)
class Change:
    """One thing that changed; `only_for` is the single person who can see it, or empty."""

    seq: int
    kind: str
    channel: str = ""
    ts: str = ""
    thread_ts: str = ""
    view_id: str = ""
    only_for: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the change without its empty ids."""
        return {name: value for name, value in asdict(self).items() if value != ""}


Sees = Callable[[Change], bool]


def everything(_change: Change) -> bool:
    """See every change, as only the machine itself may."""
    return True


class ChangeLog:
    """Numbers every change and wakes those who wait for the next one."""

    def __init__(self, start: int = 0) -> None:
        self.last = start
        self._kept: deque[Change] = deque(maxlen=KEPT)
        self._news = asyncio.Event()

    def add(self, kind: str, **ids: str) -> Change:
        """Record a change of `kind` about the things named by `ids`, and wake the waiters."""
        self.last += 1
        change = Change(seq=self.last, kind=kind, **ids)
        self._kept.append(change)
        self._news.set()
        self._news = asyncio.Event()
        return change

    def since(self, seq: int, sees: Sees = everything) -> list[Change]:
        """Return the changes after `seq` which whoever asks `sees`."""
        return [change for change in self._kept if change.seq > seq and sees(change)]

    def lost(self, seq: int) -> bool:
        """Return whether changes after `seq` are no longer kept, so a client must read anew."""
        oldest = self._kept[0].seq if self._kept else self.last + 1
        return seq > self.last or seq + 1 < oldest

    async def wait(self, seq: int, seconds: float, sees: Sees = everything) -> list[Change]:
        """Return the changes after `seq`, waiting up to `seconds` for the first of them."""
        found = self.since(seq, sees)
        try:
            async with asyncio.timeout(seconds):
                while not found:
                    await self._news.wait()
                    found = self.since(seq, sees)
        except TimeoutError:
            return []
        return found
