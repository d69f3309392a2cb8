"""Where the workspace's time comes from: a clock to step in tests, which people may set forward."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.sandbox.errors import CannotDo

Clock = Callable[[], datetime]
"""Returns the present as an aware UTC datetime."""

FURTHEST: Final = timedelta(days=3660)
_MORNING: Final = time(9)


def system_clock() -> datetime:
    """Return the machine's present time."""
    return datetime.now(UTC)


class WorkspaceClock:
    """The time in the workspace: that of `base`, and `ahead` of it as often as somebody asked."""

    def __init__(self, base: Clock, ahead: timedelta = timedelta()) -> None:
        self._base = base
        self.ahead = ahead

    def __call__(self) -> datetime:
        """Return the present of the workspace, aware and in UTC."""
        return self._base() + self.ahead

    def forward(self, by: timedelta) -> None:
        """Set it forward; raises `CannotDo` for a step back, or beyond ten years ahead."""
        if not timedelta() < by <= FURTHEST - self.ahead:
            raise CannotDo("a clock is only set forward, and at most ten years ahead")
        self.ahead += by

    def until_morning(self, zone: str) -> timedelta:
        """Return how long it is to tomorrow at nine, as people in a time zone read their clocks."""
        try:
            here = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            here = ZoneInfo("UTC")
        now = self()
        tomorrow = now.astimezone(here).date() + timedelta(days=1)
        return datetime.combine(tomorrow, _MORNING, here).astimezone(UTC) - now
