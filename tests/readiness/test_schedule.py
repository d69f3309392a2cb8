"""When a digest is due, on a clock that is stepped: by the minute, over changes of clocks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.readiness.schedule import (
    CATCH_UP,
    DAYS,
    Schedule,
    days_text,
    due_slot,
    is_late,
    missed_days,
    nearest_zone,
    next_slot,
    read_days,
    read_time,
    read_zone,
    slot_on,
    zone_exists,
)

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
NINE = Schedule("C1", "atlas", "09:00", "Europe/Berlin", DAYS[:5], "U1", LONG_AGO)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def steps(start: str, end: str, minutes: int = 1) -> Iterator[datetime]:
    now = at(start)
    while now < at(end):
        yield now
        now += timedelta(minutes=minutes)


def fired(schedule: Schedule, start: str, end: str) -> list[tuple[str, str]]:
    """Step by the minute; a day that was claimed is not claimed again."""
    claimed: dict[str, str] = {}
    for now in steps(start, end):
        if (slot := due_slot(schedule, now)) and slot.day not in claimed:
            claimed[slot.day] = f"{now:%H:%M}"
    return list(claimed.items())


def test_a_week_of_working_days() -> None:
    assert fired(NINE, "2026-11-20T00:00", "2026-11-25T00:00") == [
        ("2026-11-20", "08:00"),
        ("2026-11-23", "08:00"),
        ("2026-11-24", "08:00"),
    ]


@pytest.mark.parametrize(
    ("time", "utc"),
    [
        ("01:30", "00:30"),
        ("02:00", "01:00"),
        ("02:30", "01:30"),
        ("03:00", "01:00"),
        ("09:00", "07:00"),
    ],
)
def test_in_spring_a_missing_time_is_an_hour_on(time: str, utc: str) -> None:
    daily = replace(NINE, at=time, days=DAYS)
    days = fired(daily, "2026-03-28T23:00", "2026-03-29T22:00")
    assert days == [("2026-03-29", utc)]


@pytest.mark.parametrize(
    ("time", "utc"), [("02:30", "00:30"), ("03:00", "02:00"), ("09:00", "08:00")]
)
def test_in_autumn_a_time_that_is_there_twice_counts_once(time: str, utc: str) -> None:
    daily = replace(NINE, at=time, days=DAYS)
    assert fired(daily, "2026-10-24T23:00", "2026-10-25T22:00") == [("2026-10-25", utc)]


@pytest.mark.parametrize(
    ("zone", "day", "time", "utc"),
    [
        # The last hour of that Saturday is missing: what was due in it comes in the one before.
        ("America/Nuuk", "2026-03-28", "23:30", "00:30"),
        ("America/Scoresbysund", "2026-03-28", "23:00", "00:00"),
        # The first hour of the day is missing.
        ("Africa/Cairo", "2026-04-24", "00:30", "22:30"),
        ("America/Santiago", "2026-09-06", "00:10", "04:10"),
        # Half an hour is missing; three quarters of an hour are the zone's own.
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "15:45"),
        ("Pacific/Chatham", "2026-09-27", "02:50", "14:05"),
    ],
)
def test_a_missing_time_keeps_to_its_day_and_comes_once(
    zone: str, day: str, time: str, utc: str
) -> None:
    schedule = replace(NINE, zone=zone, at=time, days=DAYS)
    noon = at(f"{day}T12:00")
    start, end = (noon + timedelta(days=n) for n in (-3, 3))
    found = dict(fired(schedule, f"{start:%Y-%m-%dT%H:%M}", f"{end:%Y-%m-%dT%H:%M}"))
    assert found[day] == utc
    assert len(found) == 6


def test_days_without_a_digest_are_those_due_since_the_last_one_and_since_it_was_set() -> None:
    monday = "2026-11-30"
    assert missed_days(NINE, "2026-11-26", monday) == ("2026-11-27",)
    assert missed_days(NINE, "2026-11-27", monday) == ()
    assert missed_days(NINE, "", monday)[0] == "2026-11-23", "a week back, no further"
    set_late = replace(NINE, set_at=at("2026-11-26T08:00"))  # at nine in Berlin
    assert missed_days(set_late, "", monday) == ("2026-11-27",)
    assert missed_days(replace(NINE, days=("mon",)), "2026-11-23", monday) == ()


def test_what_was_missed_is_caught_up_on_within_the_window_and_its_own_day() -> None:
    due = at("2026-11-23T08:00")
    assert due_slot(NINE, due + CATCH_UP) is not None
    assert due_slot(NINE, due + CATCH_UP + timedelta(minutes=1)) is None
    evening = replace(NINE, at="23:30")
    assert due_slot(evening, at("2026-11-20T22:45")) is not None
    assert due_slot(evening, at("2026-11-20T23:15")) is None  # Saturday there


def test_it_says_that_it_is_late_after_ten_minutes() -> None:
    slot = due_slot(NINE, at("2026-11-23T08:05"))
    assert slot is not None
    assert not is_late(slot, at("2026-11-23T08:10"))
    assert is_late(slot, at("2026-11-23T08:11"))


def test_a_schedule_set_after_its_time_begins_the_next_day() -> None:
    later = replace(NINE, set_at=at("2026-11-23T08:30"))
    assert fired(later, "2026-11-23T08:31", "2026-11-25T00:00") == [("2026-11-24", "08:00")]


def test_another_time_zone_moves_the_time_and_never_the_day() -> None:
    moved = replace(NINE, zone="America/New_York", set_at=at("2026-11-23T08:30"))
    assert fired(moved, "2026-11-23T08:31", "2026-11-24T00:00") == [("2026-11-23", "14:00")]
    # A day that was claimed in the old zone is claimed; the store's key is the day.
    assert slot_on(moved, datetime(2026, 11, 23).date()).day == "2026-11-23"  # noqa: DTZ001 - a day
    kiribati = replace(NINE, zone="Pacific/Kiritimati")
    assert fired(kiribati, "2026-11-19T12:00", "2026-11-21T23:00") == [("2026-11-20", "19:00")]


def test_the_next_slot_is_told() -> None:
    slot = next_slot(NINE, at("2026-11-20T08:00"))
    assert slot is not None
    assert (slot.day, slot.due) == ("2026-11-23", at("2026-11-23T08:00"))
    assert next_slot(replace(NINE, stopped="gone"), at("2026-11-20T08:00")) is None
    assert due_slot(replace(NINE, stopped="gone"), at("2026-11-20T08:00")) is None
    weekly = replace(NINE, days=("fri",))
    following = next_slot(weekly, at("2026-11-20T08:00"))
    assert following is not None
    assert following.day == "2026-11-27"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", "mon-fri"),
        ("Monday,WED", "mon,wed"),
        ("fri-mon", "mon,fri,sat,sun"),
        ("daily", "mon-sun"),
        ("weekdays, sat", "mon-sat"),
        ("tues", "tue"),
        ("mon,tue", "mon,tue"),
    ],
)
def test_days_are_read(text: str, days: str) -> None:
    found = read_days(text)
    assert found is not None
    assert days_text(found) == days


@pytest.mark.parametrize("text", ["", "mo", "mon-", "mon-wed-fri", "montag", "1-5", ","])
def test_other_words_are_no_days(text: str) -> None:
    assert read_days(text) is None


def test_times_are_read() -> None:
    assert [read_time(t) for t in ("9:00", "09.30", "23:59")] == ["09:00", "09:30", "23:59"]
    assert [read_time(t) for t in ("24:00", "9", "9:60", "9am", "", "\u0669:30")] == [None] * 6


def test_zones_are_read_and_suggested() -> None:
    assert read_zone("europe/berlin") == "Europe/Berlin"
    assert read_zone("UTC") == "UTC"
    assert read_zone("America/New York") == "America/New_York"
    assert read_zone("../etc/passwd") is None
    assert nearest_zone("berlin") == "Europe/Berlin"
    assert nearest_zone("Europe/Berln") == "Europe/Berlin"
    assert nearest_zone("rome") == "Europe/Rome"
    assert nearest_zone("CET") == ""  # not Ceuta
    assert nearest_zone("§§§") == ""
    assert zone_exists("Europe/Berlin")
    assert not zone_exists("Mars/Olympus")
    assert not zone_exists("../x")
