"""Blocks as lines a person could read aloud: for terminals and for assertions."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]
_DATE = re.compile(r"<!date\^[^|>]*\|([^>]*)>")
_LABELLED = re.compile(r"<[^|<>]+\|([^<>]+)>")
_BARE = re.compile(r"<([@#!]?)(?:subteam\^)?([^<>|]+)>")


def plain_text(blocks: list[Json]) -> str:
    """Return the readable lines of blocks; buttons as `[Approve]`, inputs as `Label: ____`."""
    return "\n".join(line for block in blocks for line in _lines(block) if line)


def readable(text: str) -> str:
    """Return mrkdwn text with its entities decoded and its links as their labels."""
    text = _LABELLED.sub(r"\1", _DATE.sub(r"\1", text))
    return html.unescape(_BARE.sub(r"\1\2", text))


def _lines(block: Json) -> Iterator[str]:
    match block["type"]:
        case "divider":
            yield "———"
        case "section":
            yield from _section(block)
        case "actions" | "context_actions":
            yield " ".join(_element(one) for one in block["elements"])
        case "context":
            yield " ".join(_element(one) for one in block["elements"])
        case "input":
            yield f"{_text(block['label'])}: {_element(block['element'])}"
        case "rich_text":
            yield from _rich(block["elements"])
        case "table" | "data_table":
            yield from (" | ".join(_cell(cell) for cell in row) for row in block["rows"])
        case "container":
            yield _text(block.get("title"))
            yield plain_text(block["child_blocks"])
        case "carousel":
            yield plain_text(block["elements"])
        case _:
            yield from _other(block)


def _section(block: Json) -> Iterator[str]:
    yield _text(block.get("text"))
    yield from (_text(field) for field in block.get("fields", []))
    if "accessory" in block:
        yield _element(block["accessory"])


def _other(block: Json) -> Iterator[str]:
    for key in ("title", "subtitle", "text", "body", "alt_text"):
        yield _text(block.get(key))
    yield " ".join(_element(one) for one in block.get("actions", []))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return readable(value)
    words = str(value["text"])
    return readable(words) if value["type"] == "mrkdwn" else words


def _element(element: Json) -> str:
    kind = element["type"]
    if kind in ("mrkdwn", "plain_text"):
        return _text(element)
    if kind in ("button", "workflow_button", "icon_button"):
        return f"[{_text(element['text'])}]"
    if kind == "image":
        return str(element["alt_text"])
    if kind in ("overflow", "static_select", "radio_buttons", "checkboxes", "multi_static_select"):
        return f"({' / '.join(_text(option['text']) for option in _options(element))})"
    initial = element.get("initial_value")
    return initial if isinstance(initial, str) and initial else "____"


def _options(element: Json) -> list[Json]:
    grouped = [option for group in element.get("option_groups", []) for option in group["options"]]
    return [*element.get("options", []), *grouped]


def _cell(cell: Json) -> str:
    return "\n".join(_rich(cell["elements"])) if cell["type"] == "rich_text" else str(cell["text"])


def _rich(parts: list[Json]) -> Iterator[str]:
    for part in parts:
        if part["type"] == "rich_text_list":
            yield from (f"• {_pieces(one['elements'])}" for one in part["elements"])
        else:
            yield _pieces(part["elements"])


def _pieces(pieces: list[Json]) -> str:
    return "".join(_piece(piece) for piece in pieces)


def _piece(piece: Json) -> str:
    match piece["type"]:
        case "text":
            return str(piece["text"])
        case "link":
            return str(piece.get("text") or piece["url"])
        case "emoji":
            return f":{piece['name']}:"
        case "user":
            return f"@{piece['user_id']}"
        case "channel":
            return f"#{piece['channel_id']}"
        case kind:
            return str(piece.get("fallback") or piece.get("range") or kind)
