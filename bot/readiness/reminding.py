"""When somebody is reminded of a round: on working days, by day, on a clock of their own zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

OPENS: Final = time(9)
CLOSES: Final = time(17)
CATCH_UP: Final = timedelta(days=7)  # an early reminder that was missed is of no use later
_SATURDAY: Final = 5
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reminding:
    """A project's rules of reminding, all hours being those of working days, 24 to each.

    A round that has waited `after` reminds once every working day, and once at each of `early`
    before that. Not `on`: nobody is reminded but by hand.
    """

    after: int = 72
    early: tuple[int, ...] = ()
    holidays: frozenset[date] = frozenset()
    on: bool = True

    @property
    def first(self) -> timedelta:
        """How long a round has waited at the least when it reminds for the first time."""
        return timedelta(hours=min((self.after, *self.early)))


def working(day: date, holidays: frozenset[date]) -> bool:
    """Tell whether a day is neither of a weekend nor a holiday."""
    return day.weekday() < _SATURDAY and day not in holidays


def by_day(now: datetime, zone: str, holidays: frozenset[date] = frozenset()) -> bool:
    """Tell whether it is a working day in a zone, and day hours there."""
    here = now.astimezone(ZoneInfo(zone))
    return working(here.date(), holidays) and OPENS <= here.time() < CLOSES


def next_by_day(now: datetime, zone: str, holidays: frozenset[date] = frozenset()) -> datetime:
    """Return `now` where it is by day in a zone, else when the next working day opens there."""
    if by_day(now, zone, holidays):
        return now
    here = now.astimezone(ZoneInfo(zone))
    day = here.date() if here.time() < OPENS else here.date() + _DAY
    while not working(day, holidays):
        day += _DAY
    return _at(day, OPENS, zone)


def day_hours(day: date, zone: str) -> tuple[datetime, datetime]:
    """Return when the day hours of a day begin and end in a zone."""
    return _at(day, OPENS, zone), _at(day, CLOSES, zone)


def waited_until(asked: datetime, hours: int, zone: str, holidays: frozenset[date]) -> datetime:
    """Return when a round has waited so many hours of working days, by the calendar of a zone."""
    left, at = timedelta(hours=hours), asked.astimezone(UTC)
    while True:
        day = at.astimezone(ZoneInfo(zone)).date()
        ends = _midnight(day + _DAY, zone)
        if working(day, holidays):
            if at + left <= ends:
                return at + left
            left -= ends - at
        at = ends


def reminder_day(asked: datetime, now: datetime, zone: str, rules: Reminding) -> date | None:
    """Return the local day as which somebody in a zone is to be reminded now; None: not now.

    `asked`: since when the round waits. Once a day is for the caller to see to.
    """
    if not rules.on or not by_day(now, zone, rules.holidays):
        return None
    today = now.astimezone(ZoneInfo(zone)).date()
    if now >= waited_until(asked, rules.after, zone, rules.holidays):
        return today
    # What was reached after hours, or on a weekend, is told on the next working day.
    closed = _last_close(today, zone, rules.holidays)
    marks = (waited_until(asked, hours, zone, rules.holidays) for hours in rules.early)
    return today if any(closed < mark <= now for mark in marks) else None


def missed_day(asked: datetime, now: datetime, zone: str, rules: Reminding) -> date | None:
    """Return the local day as which the newest early reminder was to be told, if it is over.

    Whoever was not reminded on that day, or since, was not reminded because nobody looked: they
    are now, by day, within a week. None: there is nothing to catch up on.
    """
    if not rules.on or not by_day(now, zone, rules.holidays):
        return None
    today = now.astimezone(ZoneInfo(zone)).date()
    closed = _last_close(today, zone, rules.holidays)
    marks = (waited_until(asked, hours, zone, rules.holidays) for hours in rules.early)
    passed = [mark for mark in marks if mark <= closed]
    if not passed:
        return None
    told = next_by_day(max(passed), zone, rules.holidays).astimezone(ZoneInfo(zone)).date()
    return told if told < today <= told + CATCH_UP else None


def _last_close(today: date, zone: str, holidays: frozenset[date]) -> datetime:
    day = today - _DAY
    while not working(day, holidays):
        day -= _DAY
    return _at(day, CLOSES, zone)


def _at(day: date, at: time, zone: str) -> datetime:
    return datetime.combine(day, at, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _midnight(day: date, zone: str) -> datetime:
    """Return when a day begins: the later moment, where clocks are set at midnight.

    So it is never before a moment of the day that ends with it, and counting goes on.
    """
    local = datetime.combine(day, time.min, tzinfo=ZoneInfo(zone))
    return max(local.astimezone(UTC), local.replace(fold=1).astimezone(UTC))
