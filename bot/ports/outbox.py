"""The worker's side of the outbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.ports.intents import Claimed, Intent


class Outbox(Protocol):
    """The worker's side of the intents."""

    async def claim(self, now: datetime, lease_seconds: float) -> Claimed | None:
        """Claim the next due intent whose lane is free; a lapsed lease is claimed anew."""
        ...

    async def note_base(self, claimed: Claimed, commit: str) -> Claimed:
        """Keep the head at the first attempt; later calls change nothing."""
        ...

    async def renew(self, claimed: Claimed, until: datetime) -> None:
        """Hold an intent longer; raises StaleState if its lease was lost."""
        ...

    async def retry(self, claimed: Claimed, due: datetime, why: str) -> None:
        """Give an intent back, to be claimed again from `due`."""
        ...

    async def park(self, claimed: Claimed, why: str, mend: str, then: Sequence[Intent]) -> None:
        """Put an intent aside for a person, and enqueue what tells them, in one transaction."""
        ...

    async def next_due(self, now: datetime) -> datetime | None:
        """Return when the next intent falls due or a lease lapses; None when all is done."""
        ...
