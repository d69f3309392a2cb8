"""The day it is for a person: what is overdue or asleep goes by the calendar of whoever looks."""

import asyncio
from datetime import date, datetime
from typing import Final

from bot.ports.chat import Chat
from bot.ports.errors import Unavailable
from bot.readiness.schedule import local_day, zone_exists

PATIENCE_SECONDS: Final = 1.0  # of a person who waits for an answer
FALLBACK: Final = "UTC"


async def zone_of(user: str, chat: Chat) -> str:
    """Return a person's time zone; empty where Slack does not tell it in time."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return (await chat.whereabouts(user)).zone
    except (TimeoutError, Unavailable):
        return ""


async def day_of(user: str, chat: Chat, now: datetime) -> date:
    """Return the day it is where a person is; the UTC day where that can't be told."""
    zone = await zone_of(user, chat)
    return local_day(zone if zone_exists(zone) else FALLBACK, now)
