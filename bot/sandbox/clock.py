"""Where the workspace's time comes from, so that a test can step it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the present as an aware UTC datetime."""


def system_clock() -> datetime:
    """Return the machine's present time."""
    return datetime.now(UTC)
