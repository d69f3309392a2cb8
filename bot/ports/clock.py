"""The clock as everything below the composition root sees it."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> datetime:
        """Return the time now: aware, UTC."""
        ...
