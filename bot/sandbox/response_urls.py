"""Response URLs: five uses within thirty minutes. What a use does is in `responses`."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.sandbox.errors import SlackError

if TYPE_CHECKING:
    from bot.sandbox.clock import Clock

LIFETIME = timedelta(minutes=30)
USES = 5


@dataclass
class ResponseTicket:
    """The right to answer one interaction; `message_ts` is the message it came from, if any."""

    token: str
    user: str
    channel: str
    message_ts: str
    issued: datetime
    uses: int = 0


class ResponseUrls:
    """Issues tickets and counts their uses."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tickets: dict[str, ResponseTicket] = {}

    def issue(self, user: str, channel: str, message_ts: str = "") -> ResponseTicket:
        """Return a fresh ticket; its token is the last part of the response URL."""
        token = secrets.token_urlsafe(18)
        ticket = ResponseTicket(token, user, channel, message_ts, self._clock())
        self._tickets[token] = ticket
        return ticket

    def check(self, token: str) -> ResponseTicket:
        """Return a ticket that can still be used; raises `used_url` or `expired_url`."""
        ticket = self._tickets.get(token)
        if ticket is None or self._clock() - ticket.issued > LIFETIME:
            raise SlackError("expired_url")
        if ticket.uses >= USES:
            raise SlackError("used_url")
        return ticket
