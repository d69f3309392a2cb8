"""The clock of the machine. Tests step one of their own."""

from datetime import UTC, datetime


class SystemClock:
    """Implements Clock by the system's time."""

    def now(self) -> datetime:
        """Return the time now: aware, UTC."""
        return datetime.now(UTC)
