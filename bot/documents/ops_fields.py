"""The fields behind an ops item's text: `(owner: ana; due: 2026-12-01; tracked in: TW-7)`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from bot.documents.cells import line_end, plain_text, reference_text, split_raw
from bot.documents.dates import not_a_date, read_date
from bot.readiness.place import Place, Problem
from bot.readiness.work import OpsItem

# How each field is called in the file, in the order in which they are written.
LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "owner": "owner",
        "status": "status",
        "due": "due",
        "snoozed_until": "snoozed until",
        "links": "tracked in",
        "since": "since",
        "blocking": "blocking",
    }
)
_NAMES: Final = {label: name for name, label in LABELS.items()}
_FIELD: Final = re.compile(r"\s*(?P<label>[a-z]+(?: [a-z]+)?)\s*(?::(?P<value>.*))?", re.DOTALL)
_BETWEEN_LINKS: Final = re.compile(r",\s+|\s+")
_NO: Final = frozenset({"", "no", "false", "-", "–", "—"})  # noqa: RUF001 - an empty cell's dash
# What people write where a day is still to come.
_NO_DAY: Final = frozenset({*_NO, "tbd", "tba", "n/a", "none", "open"})
_DAYS: Final = ("due", "snoozed_until", "since")
_LABEL: Final = "|".join(sorted(LABELS.values(), key=len, reverse=True))
# A comma parts fields as a semicolon does where another field follows, or the flag stands before.
_BETWEEN: Final = re.compile(rf";|,(?=\s*(?:{_LABEL})\s*:|\s*blocking\s*(?:[,;]|$))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tail:
    """Text with the fields at its end. `start`: where they begin, with the space before them.

    `stranger`: what stands among fields and is none, so that none of them is read.
    """

    start: int
    end: int
    fields: Mapping[str, str] = field(default_factory=dict)
    stranger: str = ""


def read_tail(raw: str) -> Tail:
    """Find the fields at the end of an item's Markdown; none where the brackets hold other text."""
    end = line_end(raw)
    opening = _opening(raw, end)
    if opening is None:
        return Tail(end, end)
    parts = [(part, _name(part)) for part in split_raw(_BETWEEN, raw[opening + 1 : end - 1])]
    strange = [part.strip() for part, name in parts if name is None]
    if not strange:
        fields = {name: _value(part, name) for part, name in parts if name is not None}
        return Tail(len(raw[:opening].rstrip()), end, fields)
    return Tail(end, end, stranger=strange[0] if len(strange) < len(parts) else "")


def _opening(raw: str, end: int) -> int | None:
    """Return where the bracket opens that the text closes with."""
    if not raw.endswith(")", 0, end):
        return None
    depth = 0
    for at in range(end - 1, -1, -1):
        depth += (raw[at] == ")") - (raw[at] == "(")
        if not depth:
            return at
    return None


def _name(part: str) -> str | None:
    """Return the field that a part between brackets is, if it is one."""
    match = _FIELD.fullmatch(part.casefold())
    name = _NAMES.get(match["label"]) if match else None
    flag = match is not None and match["value"] is None
    return name if name == "blocking" or not flag else None


def _value(part: str, name: str) -> str:
    _, separator, value = part.partition(":")
    return value.strip() if separator else LABELS[name]


def write_tail(fields: Mapping[str, str]) -> str:
    """Return fields as they stand behind a text, with the space before them."""
    parts = [_part(label, fields[name]) for name, label in LABELS.items() if fields.get(name)]
    return f" ({'; '.join(parts)})" if parts else ""


def _part(label: str, value: str) -> str:
    """Return one field; a flag, `blocking`, is its own value."""
    return label if value == label else f"{label}: {value}"


def facts(cells: Mapping[str, str], *, table: bool) -> dict[str, Any]:
    """Return what the Markdown of an item's cells or fields means, as arguments of an OpsItem."""
    texts = {name: plain_text(raw) for name, raw in cells.items()}
    links = reference_text(cells.get("links", ""), table=table)
    return {
        "owner": texts.get("owner", "").removeprefix("@"),
        "status": texts.get("status", ""),
        **{name: _day(texts.get(name, "")) for name in _DAYS},
        "links": () if links in _NO else tuple(filter(None, _BETWEEN_LINKS.split(links))),
        "blocking": texts.get("blocking", "").casefold() not in _NO,
    }


def _day(text: str) -> str:
    """Return a day as ISO text; other text as it is."""
    day = read_date(text)
    return day.isoformat() if day else "" if text in _NO else text


def problems_of(cells: Mapping[str, str], place: Place) -> Iterator[Problem]:
    """Yield the days among an item's cells or fields that can't be read as one."""
    for name in _DAYS:
        text = plain_text(cells.get(name, ""))
        if text.casefold() not in _NO_DAY and read_date(text) is None:
            yield not_a_date(text, LABELS[name], place)


def not_a_field(stranger: str, place: Place) -> Problem:
    """Return the problem of what stands among an item's fields and is none."""
    known = ", ".join(f"`{label}`" for label in LABELS.values())
    wrong = f"“{stranger[:60]}” is no field of an item, so none beside it is read."
    return Problem(place, wrong, f"The fields are {known}, parted by semicolons.")


def changed_fields(before: OpsItem, after: OpsItem) -> dict[str, str]:
    """Return the fields that differ, with the text to write; `done` is not among them."""
    old, new = _written(before), _written(after)
    return {name: text for name, text in new.items() if text != old[name]}


def _written(item: OpsItem) -> dict[str, str]:
    return {
        "owner": item.owner,
        "due": item.due,
        "snoozed_until": item.snoozed_until,
        "links": ", ".join(item.links),
        "since": item.since,
        "blocking": "yes" if item.blocking else "",
    }
