"""The day by which an item is overdue: that of whoever looks."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import cast

import pytest

from bot.app.shared.local_day import day_of
from bot.ports.chat import Chat
from bot.ports.errors import Unavailable
from bot.readiness.readers import Whereabouts

# Monday evening in UTC: Tuesday in Auckland, still Monday in New York.
NOW = datetime(2026, 11, 30, 20, 0, tzinfo=UTC)


@dataclass
class Workspace:
    """Slack as far as it tells where people are."""

    zone: str | None

    async def whereabouts(self, user: str) -> Whereabouts:
        if self.zone is None:
            raise Unavailable(f"{user} can't be looked up.")
        return Whereabouts(self.zone)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Pacific/Auckland", date(2026, 12, 1)),
        ("America/New_York", date(2026, 11, 30)),
        ("", date(2026, 11, 30)),
        ("Not/A_Zone", date(2026, 11, 30)),
        (None, date(2026, 11, 30)),
    ],
)
async def test_the_day_is_that_of_who_looks_and_else_the_utc_day(
    zone: str | None, day: date
) -> None:
    assert await day_of("U1", cast("Chat", Workspace(zone)), NOW) == day
