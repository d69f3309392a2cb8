"""Trigger ids: three seconds, once."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.sandbox.errors import SlackError

if TYPE_CHECKING:
    from bot.sandbox.clock import Clock

LIFETIME = timedelta(seconds=3)


class Triggers:
    """Issues trigger ids and exchanges each of them once for the person who caused it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._issued: dict[str, tuple[str, datetime]] = {}
        self._exchanged: set[str] = set()

    def issue(self, user: str) -> str:
        """Return a fresh trigger id of `user`."""
        now = self._clock()
        trigger = (
            f"{int(now.timestamp() * 1000)}.{secrets.randbelow(10**10)}.{secrets.token_hex(8)}"
        )
        self._issued[trigger] = (user, now)
        return trigger

    def exchange(self, trigger: str) -> str:
        """Return whose trigger it is, and use it up.

        Raises `invalid_trigger_id`, `exchanged_trigger_id` or `expired_trigger_id`.
        """
        if trigger not in self._issued:
            raise SlackError("invalid_trigger_id")
        if trigger in self._exchanged:
            raise SlackError("exchanged_trigger_id")
        user, issued = self._issued[trigger]
        if self._clock() - issued > LIFETIME:
            raise SlackError("expired_trigger_id")
        self._exchanged.add(trigger)
        return user
