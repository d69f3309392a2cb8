"""A clock that can be put forward by hand."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass
class ShiftedClock:
    """The time now, and `shift` more."""

    shift: timedelta = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift

    def set(self, now: str) -> None:
        """Set it to an ISO time in UTC; from there it goes on as all clocks do."""
        self.shift = datetime.fromisoformat(now).replace(tzinfo=UTC) - datetime.now(UTC)
