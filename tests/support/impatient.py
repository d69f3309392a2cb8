"""A bot that tries again at once: what takes it a minute takes a test a moment."""

from datetime import UTC, datetime
from typing import Any

from bot.ports.intents import Claimed
from bot.ports.outbox import Outbox
from bot.runtime.wiring import Dressing
from tests.support.passing import Passing

HASTE = 40  # times as fast as people would have it


class _Impatient(Passing):
    async def retry(self, claimed: Claimed, due: datetime, why: str) -> None:
        now = datetime.now(UTC)
        await self._part.retry(claimed, now + (due - now) / HASTE, why)


def _impatient(outbox: Outbox) -> Any:
    return _Impatient(outbox)


IMPATIENT = Dressing(outbox=_impatient)
