"""When a channel's digest is due: one slot a local day, whatever the clocks of its zone do."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# A digest that could not be posted in time is caught up on within this time, on its own day only.
CATCH_UP: Final = timedelta(hours=6)
LATE_AFTER: Final = timedelta(minutes=10)
_TIME: Final = re.compile(r"(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})")
_WORDS: Final = {"daily": DAYS, "weekdays": DAYS[:5], "everyday": DAYS, "workdays": DAYS[:5]}
_SHORTEST: Final = 3  # letters of a day's name that are enough
_ABBREVIATION: Final = 4  # letters: of CET, or of CEST


@dataclass(frozen=True, slots=True)
class Schedule:
    """A channel's digest. `at` is a wall clock's time (`09:00`) in `zone`, on `days`.

    `always`: one line is said where nothing is open. `stopped`: why it was turned off by itself.
    """

    channel: str
    project: str
    at: str
    zone: str
    days: tuple[str, ...]
    set_by: str  # a Slack user id
    set_at: datetime
    always: bool = False
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """One local day (ISO) on which a digest is due, and the moment (UTC)."""

    day: str
    due: datetime


@dataclass(frozen=True, slots=True)
class Firing:
    """A slot that was claimed. `commit`: the head its digest was made of, "" until then."""

    channel: str
    day: str
    claimed_at: datetime
    commit: str = ""


def slot_on(schedule: Schedule, day: date) -> Slot:
    """Return the slot of a local day.

    Where clocks are set back a time is there twice: the first one counts. Where they are set
    forward a time may be missing: then as long after midnight as ever (02:30 is 03:30), or as long
    before the next one where that would be another day (23:30 is 22:30).
    """
    hour, minute = (int(part) for part in schedule.at.split(":"))
    local = datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo(schedule.zone))
    due = local.astimezone(UTC)
    if local_day(schedule.zone, due) != day:
        due = local.replace(fold=1).astimezone(UTC)
    return Slot(day.isoformat(), due)


def due_slot(schedule: Schedule, now: datetime) -> Slot | None:
    """Return today's slot if it is due: not before its time, not on another day, not too late.

    A schedule that was set after today's time begins with the next day.
    """
    today = local_day(schedule.zone, now)
    if schedule.stopped or DAYS[today.weekday()] not in schedule.days:
        return None
    slot = slot_on(schedule, today)
    in_time = slot.due <= now <= slot.due + CATCH_UP
    return slot if in_time and schedule.set_at < slot.due else None


def next_slot(schedule: Schedule, now: datetime) -> Slot | None:
    """Return the next slot after `now`; None for a schedule that was stopped."""
    today = local_day(schedule.zone, now)
    for ahead in range(len(DAYS) + 1):
        day = today + timedelta(days=ahead)
        if DAYS[day.weekday()] in schedule.days and not schedule.stopped:
            slot = slot_on(schedule, day)
            if slot.due > now:
                return slot
    return None


def missed_days(schedule: Schedule, last: str, today: str) -> tuple[str, ...]:
    """Return the days (ISO) before today that a digest was due on and none was made, oldest first.

    `last`: the day of the last one that was made, "" for none. Looked at is one week.
    """
    day = date.fromisoformat(today)
    week = [day - timedelta(days=ago) for ago in range(len(DAYS), 0, -1)]
    return tuple(
        day.isoformat()
        for day in week
        if day.isoformat() > last
        and DAYS[day.weekday()] in schedule.days
        and schedule.set_at < slot_on(schedule, day).due
    )


def is_late(slot: Slot, now: datetime) -> bool:
    """Tell whether a digest posted now has to say that it is late."""
    return now - slot.due > LATE_AFTER


def local_day(zone: str, now: datetime) -> date:
    """Return the day it is in a zone."""
    return now.astimezone(ZoneInfo(zone)).date()


# --- as people type them ---


def read_time(text: str) -> str | None:
    """Read `9:00`, `09.00` or `09:00` as `09:00`; None for other text."""
    match = _TIME.fullmatch(text.strip())
    if match is None or int(match["hour"]) >= 24 or int(match["minute"]) >= 60:  # noqa: PLR2004 - a clock's
        return None
    return f"{int(match['hour']):02}:{match['minute']}"


def read_zone(text: str) -> str | None:
    """Return a time zone by its name; case and blanks do not count. None for other text."""
    return _zones().get(text.strip().casefold().replace(" ", "_"))


def nearest_zone(text: str) -> str:
    """Return the zone most likely meant: a city is enough. Empty where none is near."""
    word = text.strip().casefold().replace(" ", "_")
    cities = {name.rpartition("/")[2]: zone for name, zone in sorted(_zones().items())}
    if word in cities:
        return cities[word]
    if len(word) <= _ABBREVIATION:  # CET is not Ceuta
        return ""
    near = get_close_matches(word[:64], _zones(), n=1) or get_close_matches(word[:64], cities, n=1)
    return {**cities, **_zones()}[near[0]] if near else ""


@cache
def _zones() -> dict[str, str]:
    """Return name in lower case → zone, for zones that can be loaded."""
    return {name.casefold(): name for name in available_timezones() if "/" in name or name == "UTC"}


def zone_exists(zone: str) -> bool:
    """Tell whether a stored zone can be loaded: another machine may have known more of them."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def read_days(text: str) -> tuple[str, ...] | None:
    """Read `mon-fri`, `mon,wed`, `fri-mon`, `daily` or `weekdays`, in a week's order."""
    found: set[str] = set()
    for part in text.casefold().replace(" ", "").split(","):
        if part in _WORDS:
            found.update(_WORDS[part])
            continue
        ends = [_day(end) for end in part.split("-")]
        if len(ends) > 2 or None in ends:  # noqa: PLR2004 - a span has two ends
            return None
        first, last = DAYS.index(str(ends[0])), DAYS.index(str(ends[-1]))
        found.update(DAYS[(first + n) % 7] for n in range((last - first) % 7 + 1))
    return tuple(day for day in DAYS if day in found) or None


def _day(text: str) -> str | None:
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    long_enough = len(text) >= _SHORTEST
    return next(
        (d for d, n in zip(DAYS, names, strict=True) if long_enough and n.startswith(text)), None
    )


def days_text(days: tuple[str, ...]) -> str:
    """Return days as short as they can be typed: `mon-fri`, `mon,wed`."""
    numbers = [DAYS.index(day) for day in days]
    together = len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1))  # noqa: PLR2004 - a span of two is a list
    return f"{days[0]}-{days[-1]}" if together else ",".join(days)
