"""The fields behind an ops item's text: `(owner: ana; due: 2026-12-01; tracked in: TW-7)`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from bot.documents.cells import plain_text, reference_text
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
DONE_WORDS: Final = frozenset({"done", "closed", "completed", "yes", "x", "[x]", "✅", "✔"})


@dataclass(frozen=True, slots=True)
class Tail:
    """Text with the fields at its end. `start`: where they begin, with the space before them."""

    start: int
    end: int
    fields: Mapping[str, str] = field(default_factory=dict)


def read_tail(raw: str) -> Tail:
    """Find the fields at the end of an item's Markdown; none where the brackets hold other text."""
    end = len(raw.rstrip())
    opening = _opening(raw, end)
    if opening is not None and (found := _fields(raw[opening + 1 : end - 1])) is not None:
        return Tail(len(raw[:opening].rstrip()), end, found)
    return Tail(end, end)


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


def _fields(inside: str) -> dict[str, str] | None:
    found: dict[str, str] = {}
    for part in inside.split(";"):
        match = _FIELD.fullmatch(part.casefold())
        name = _NAMES.get(match["label"]) if match else None
        if match is None or name is None or (match["value"] is None and name != "blocking"):
            return None
        _, separator, value = part.partition(":")
        found[name] = value.strip() if separator else LABELS[name]
    return found


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
        "due": _unless_empty(texts.get("due", "")),
        "snoozed_until": _unless_empty(texts.get("snoozed_until", "")),
        "links": () if links in _NO else tuple(filter(None, _BETWEEN_LINKS.split(links))),
        "since": _unless_empty(texts.get("since", "")),
        "blocking": texts.get("blocking", "").casefold() not in _NO,
    }


def _unless_empty(text: str) -> str:
    return "" if text in _NO else text


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
