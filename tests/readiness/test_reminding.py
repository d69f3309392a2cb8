"""When somebody is reminded, on a clock that is stepped: by the minute, over changes of clocks."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.readiness.reminding import (
    Reminding,
    by_day,
    missed_day,
    next_by_day,
    reminder_day,
    waited_until,
)

NO_HOLIDAYS: frozenset[date] = frozenset()
ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Pacific/Auckland",
    "Pacific/Kiritimati",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Africa/Cairo",  # clocks are set forward at midnight
    "America/Havana",  # and back to it
    "America/Goose_Bay",  # and, until 2011, back over it
)
moments = st.datetimes(
    datetime(2009, 1, 1),  # noqa: DTZ001 - bounds have to be naive
    datetime(2027, 1, 1),  # noqa: DTZ001 - as above
    timezones=st.just(UTC),
).map(lambda m: m.replace(minute=m.minute - m.minute % 15, second=0, microsecond=0))
zones = st.sampled_from(ZONES)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def steps(start: str, end: str, minutes: int = 1) -> Iterator[datetime]:
    now = at(start)
    while now < at(end):
        yield now
        now += timedelta(minutes=minutes)


def reminded(
    asked: str, until: str, zone: str, rules: Reminding, minutes: int = 1
) -> list[tuple[str, str]]:
    """Return each day somebody is reminded, and the first minute of it (UTC)."""
    days: dict[str, str] = {}
    for now in steps(asked, until, minutes):
        if day := reminder_day(at(asked), now, zone, rules):
            days.setdefault(day.isoformat(), now.strftime("%dT%H:%M"))
    return list(days.items())


def test_once_a_working_day_from_the_time_the_policy_says() -> None:
    # Asked on a Thursday at noon in Berlin: three working days are over on Tuesday at noon.
    assert reminded("2026-11-19T11:00", "2026-11-30T00:00", "Europe/Berlin", Reminding()) == [
        ("2026-11-24", "24T11:00"),
        ("2026-11-25", "25T08:00"),
        ("2026-11-26", "26T08:00"),
        ("2026-11-27", "27T08:00"),
    ]


def test_what_falls_due_at_night_or_on_a_weekend_waits_for_the_next_working_day() -> None:
    rules = Reminding(after=24)
    at_night = reminded("2026-11-17T20:00", "2026-11-19T23:00", "Europe/Berlin", rules)
    assert at_night == [("2026-11-19", "19T08:00")]
    over_the_weekend = reminded("2026-11-20T15:00", "2026-11-24T00:00", "Europe/Berlin", rules)
    assert over_the_weekend == [("2026-11-23", "23T15:00")]


def test_an_early_reminder_comes_once_and_then_silence_until_the_round_has_waited() -> None:
    rules = Reminding(after=120, early=(24,))
    assert reminded("2026-11-16T09:00", "2026-11-25T00:00", "UTC", rules) == [
        ("2026-11-17", "17T09:00"),
        ("2026-11-23", "23T09:00"),
        ("2026-11-24", "24T09:00"),
    ]
    # Reached on Friday after hours: on Monday, and not again on Tuesday.
    late = reminded("2026-11-19T18:00", "2026-11-25T00:00", "UTC", rules)
    assert late == [("2026-11-23", "23T09:00")]


def test_the_day_of_an_early_reminder_that_is_over_is_known_for_a_week() -> None:
    rules, asked = Reminding(after=240, early=(24, 48)), at("2026-11-19T11:00")  # a Thursday

    def missed(now: str, rules: Reminding = rules) -> date | None:
        return missed_day(asked, at(now), "UTC", rules)

    assert missed("2026-11-20T16:00") is None  # it is that day still
    assert missed("2026-11-21T12:00") is None  # no working day
    assert missed("2026-11-23T10:00") == date(2026, 11, 20)
    assert missed("2026-11-24T10:00") == date(2026, 11, 23)  # the second one
    assert missed("2026-11-30T10:00") == date(2026, 11, 23)
    assert missed("2026-12-01T10:00") is None  # too long ago
    assert missed("2026-11-23T10:00", Reminding(after=240)) is None
    assert missed("2026-11-23T10:00", Reminding(early=(24,), on=False)) is None


def test_each_person_is_reminded_on_a_clock_of_their_own() -> None:
    asked, until, rules = "2026-11-16T00:00", "2026-11-20T00:00", Reminding(after=48)
    assert reminded(asked, until, "Asia/Tokyo", rules)[0] == ("2026-11-18", "18T00:00")
    assert reminded(asked, until, "Asia/Kolkata", rules)[0] == ("2026-11-18", "18T03:30")
    assert reminded(asked, until, "America/Los_Angeles", rules)[0] == ("2026-11-18", "18T17:00")


def test_holidays_are_no_working_days_and_do_not_count_as_waiting() -> None:
    rules = Reminding(after=48, holidays=frozenset({date(2026, 12, 24), date(2026, 12, 25)}))
    assert reminded("2026-12-22T12:00", "2026-12-29T20:00", "UTC", rules) == [
        ("2026-12-28", "28T12:00"),
        ("2026-12-29", "29T09:00"),
    ]


@pytest.mark.parametrize("rules", [Reminding(on=False), Reminding(after=8760)])
def test_nobody_is_reminded_where_the_policy_says_so(rules: Reminding) -> None:
    assert reminded("2026-11-16T09:00", "2026-12-16T09:00", "UTC", rules, minutes=30) == []


@pytest.mark.parametrize(
    ("friday", "monday_opens"),
    [
        ("2026-03-27T08:00", "2026-03-30T07:00"),  # Berlin sets its clocks forward on Sunday
        ("2026-10-23T07:00", "2026-10-26T08:00"),  # and back
    ],
)
def test_day_hours_follow_the_clocks(friday: str, monday_opens: str) -> None:
    until = at(monday_opens) + timedelta(hours=4)
    days = reminded(friday, until.isoformat()[:16], "Europe/Berlin", Reminding(after=2))
    assert [first for _, first in days][1:] == [monday_opens[8:]]
    assert next_by_day(at(friday) + timedelta(hours=10), "Europe/Berlin") == at(monday_opens)


@settings(max_examples=60, deadline=None)
@given(moments, st.integers(1, 200), zones, st.sets(st.integers(0, 12), max_size=3))
def test_only_working_time_counts_as_waiting(
    asked: datetime, hours: int, zone: str, days_off: set[int]
) -> None:
    holidays = frozenset(asked.date() + timedelta(days=n) for n in days_off)
    local, quarter = ZoneInfo(zone), timedelta(minutes=15)
    now, waited = asked, timedelta(0)
    while waited < timedelta(hours=hours):
        day = now.astimezone(local).date()
        waited += quarter if day.weekday() < 5 and day not in holidays else timedelta(0)
        now += quarter
    # Where clocks are set at midnight, an hour of a Friday may count as a Saturday's.
    assert abs(waited_until(asked, hours, zone, holidays) - now) <= timedelta(days=3, hours=1)
    if zone not in ("Africa/Cairo", "America/Havana", "America/Goose_Bay"):
        assert waited_until(asked, hours, zone, holidays) == now


@given(moments, moments, zones, st.integers(1, 200), st.lists(st.integers(1, 200), max_size=2))
def test_never_at_night_never_on_a_weekend(
    asked: datetime, now: datetime, zone: str, after: int, early: list[int]
) -> None:
    asked, now = min(asked, now), max(asked, now)
    asked = max(asked, now - timedelta(days=60))
    day = reminder_day(asked, now, zone, Reminding(after, tuple(early)))
    if day is not None:
        here = now.astimezone(ZoneInfo(zone))
        assert 9 <= here.hour < 17
        assert here.weekday() < 5
        assert day == here.date()
        assert now - asked >= timedelta(hours=min([after, *early]))


@given(moments, zones)
def test_the_next_hour_of_day_is_the_first_there_is(now: datetime, zone: str) -> None:
    found = next_by_day(now, zone)
    assert by_day(found, zone)
    assert found >= now
    if found > now:
        assert not by_day(now, zone)
        assert not by_day(found - timedelta(minutes=1), zone)
