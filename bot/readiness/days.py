"""Days as people type them, and how long ago they were."""

import re
from datetime import date, timedelta
from typing import Final

_IN: Final = re.compile(r"(?:in\s+|\+)?(?P<count>[1-9]\d{0,2})\s*(?P<unit>d|days?|w|weeks?)")
_NAMES: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ABBREVIATED: Final = 3  # letters of a day's name that are enough


def read_day(text: str, today: date) -> date | None:
    """Read `2026-12-01`, `tomorrow`, `friday` (the next one), `3d` or `2 weeks`; None for others.

    Nothing here depends on a language of months: `01/12` means two days in two countries.
    """
    word = " ".join(text.casefold().split())
    if word in ("today", "tomorrow"):
        return today + timedelta(days=word == "tomorrow")
    if match := _IN.fullmatch(word):
        weeks = match["unit"].startswith("w")
        return today + timedelta(days=int(match["count"]) * (7 if weeks else 1))
    for number, name in enumerate(_NAMES):
        if len(word) >= _ABBREVIATED and name.startswith(word):
            return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    return iso_day(word)


def iso_day(text: str) -> date | None:
    """Read an ISO day, `2026-12-01`; None for other text."""
    try:
        return date.fromisoformat(text) if len(text) == len("2026-12-01") else None
    except ValueError:
        return None


def days_since(text: str, today: date) -> int | None:
    """Return how many days ago an ISO day was, 0 for one to come; None for other text."""
    day = iso_day(text)
    return None if day is None else max((today - day).days, 0)
