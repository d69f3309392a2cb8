"""Days as people write them in documents. Only what can mean one day alone is read as one."""

import re
from datetime import date
from typing import Final

from bot.documents.cells import plain_text
from bot.readiness.place import Place, Problem

_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_WEEKDAYS: Final = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
)
_SHORT: Final = 3  # letters of a month's or a weekday's name that are enough
_WORD: Final = r"[A-Za-z]{3,9}\.?"
_DAY: Final = r"[0-3]?[0-9](?:st|nd|rd|th|\.)?"
# Numbers with one separator, or a month by its name; a weekday may stand before.
_FORMS: Final = (
    r"(?P<year>[0-9]{4})(?P<sep>[-/.])(?P<month>[0-9]{1,2})(?P=sep)(?P<day>[0-9]{1,2})",
    r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
    r"(?P<first>[0-9]{1,2})(?P<sep>[-/.])(?P<second>[0-9]{1,2})(?P=sep)(?P<year>[0-9]{4})",
    rf"(?P<day>{_DAY})(?P<sep>[ -])(?P<name>{_WORD})(?P=sep)(?P<year>[0-9]{{4}})",
    rf"(?P<name>{_WORD}) (?P<day>{_DAY}),? (?P<year>[0-9]{{4}})",
)
_PATTERNS: Final = tuple(re.compile(form) for form in _FORMS)
_WEEKDAY: Final = re.compile(r"(?P<weekday>[A-Za-z]{3,9})[.,]{0,2} ")
_NAMED: Final = "|".join(f"{name[:3]}[a-z]{{0,6}}" for name in _MONTHS)
# What was meant as a day where it stands in running text, readable or not.
IN_TEXT: Final = re.compile(
    r"(?<![\w./-])(?:"
    r"[0-9]{4}(?P<a>[-/.])[0-9]{1,2}(?P=a)[0-9]{1,2}"
    r"|[0-9]{1,2}(?P<b>[-/.])[0-9]{1,2}(?P=b)[0-9]{4}"
    rf"|{_DAY}[ -](?:{_NAMED})\.?[ -][0-9]{{4}}"
    rf"|(?:{_NAMED})\.? {_DAY},? [0-9]{{4}}"
    r")(?![\w/]|[.-][0-9])",
    re.IGNORECASE,
)
FIX: Final = "Write it as 2026-12-31."


def read_date(raw: str) -> date | None:
    """Return the day that a text names: `2026-11-01`, `2026/11/01`, `01.11.2026`, `1 Nov 2026`.

    With slashes or dashes and the year last, the day and the month must be told apart by their
    numbers: `31/12/2026` is one day, `01/11/2026` two. A weekday that is not the day's own makes
    it none. None for any other text.
    """
    text = " ".join(plain_text(raw).split())
    weekday = _WEEKDAY.match(text)
    number = _number(weekday["weekday"], _WEEKDAYS) if weekday else None
    if weekday and number is not None:
        text = text[weekday.end() :]
    match = next((m for pattern in _PATTERNS if (m := pattern.fullmatch(text))), None)
    day = _of(match.groupdict()) if match else None
    return None if day and number is not None and day.isoweekday() != number else day


def _of(parts: dict[str, str | None]) -> date | None:
    month, day = parts.get("month"), parts.get("day")
    if name := parts.get("name"):
        month = str(_number(name.rstrip("."), _MONTHS) or 0)
    elif (one := parts.get("first")) and (other := parts.get("second")):
        day, month = _ordered(one, other, str(parts["sep"]))
    try:
        return date(int(parts["year"] or 0), int(month or 0), int((day or "").rstrip("stndrh.")))
    except ValueError:
        return None


def _ordered(one: str, other: str, separator: str) -> tuple[str, str]:
    """Return day and month; "0" where either may be the day. Dots put the day first everywhere."""
    months = len(_MONTHS)
    if separator == "." or int(one) > months or int(one) == int(other):
        return one, other
    return (other, one) if int(other) > months else ("0", "0")


def _number(word: str, names: tuple[str, ...]) -> int | None:
    """Return a name's number from 1; `sept` and `tues` are enough, other words are none."""
    found = (n for n, name in enumerate(names, start=1) if name.startswith(word.casefold()))
    return next(found, None) if len(word) >= _SHORT else None


def not_a_date(written: str, what: str, place: Place) -> Problem:
    """Return the problem of a text that should be a day; `what` names it, as in "due"."""
    slashes = re.fullmatch(r"\d{1,2}[/-]\d{1,2}[/-]\d{4}", written)
    why = "may mean two days" if slashes and _both(written) else "is not a date that can be read"
    return Problem(place, f"“{written[:60]}” ({what}) {why}.", FIX)


def _both(written: str) -> bool:
    one, other, _ = map(int, re.split(r"[/-]", written))
    return max(one, other) <= len(_MONTHS)
