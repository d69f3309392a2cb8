"""The limits of Block Kit that slack_sdk's models let through, checked before anything is sent.

It knows only the blocks and elements gatebot builds; any other is refused, and so is whatever
could turn people's text into formatting or a mention: mrkdwn objects, broadcasts, a bare `<`.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from types import MappingProxyType
from typing import Any, Final

from bot.slack.prose import weight

Json = Mapping[str, Any]

MESSAGE_WEIGHT: Final = 12_000  # Slack refuses at about 13,200 characters over all blocks
VIEW_BYTES: Final = 250_000
_COUNTED: Final = frozenset({"text", "url", "fallback", "value", "initial_value"})


class Surface(Enum):
    """Where a payload is shown."""

    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


MOST_BLOCKS: Final[Mapping[Surface, int]] = MappingProxyType(
    {Surface.MESSAGE: 50, Surface.MODAL: 100, Surface.HOME: 100}
)


class InvalidPayload(Exception):
    """Slack would refuse this, or show it otherwise than meant: where, and why. A fault of ours."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")


def validate(payload: Json, surface: Surface) -> None:
    """Check the fields of a message, or a view. Raises InvalidPayload at the first breach."""
    blocks = _list(payload, "blocks", surface.value, MOST_BLOCKS[surface])
    ids = [b["block_id"] for b in blocks if "block_id" in b]
    _demand(len(ids) == len(set(ids)), "blocks", "two blocks have one block_id")
    for index, block in enumerate(blocks):
        _block(block, f"blocks[{index}]", surface)
    match surface:
        case Surface.MESSAGE:
            _message(payload, blocks)
        case Surface.MODAL:
            _modal(payload, blocks)
        case Surface.HOME:
            _home(payload)


def _message(payload: Json, blocks: Sequence[Json]) -> None:
    text = _string(payload, "text", "message", 4000)
    _demand("<" not in text and ">" not in text, "text", "holds a bare < or >")
    total = sum(map(weight, _counted(blocks)))
    _demand(total <= MESSAGE_WEIGHT, "blocks", f"{total} characters in all")


def _modal(view: Json, blocks: Sequence[Json]) -> None:
    _demand(view.get("type") == "modal", "view", "is no modal")
    _string(view, "callback_id", "view", 255)
    _plain(view, "title", "view", 24)
    for name in ("close", "submit"):
        if name in view:
            _plain(view, name, "view", 24)
    asks = any(block["type"] == "input" for block in blocks)
    _demand("submit" in view or not asks, "view", "asks for input and has no submit")
    _string(view, "private_metadata", "view", 3000)
    _sized(view)


def _home(view: Json) -> None:
    _demand(view.get("type") == "home", "view", "is no home")
    _demand(set(view) == {"type", "blocks"}, "view", "holds what a home has not")
    _sized(view)


def _sized(view: Json) -> None:
    size = len(json.dumps(view).encode())
    _demand(size <= VIEW_BYTES, "view", f"{size} bytes")


def _counted(node: object) -> Iterable[str]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key in _COUNTED and isinstance(value, str):
                yield value
            else:
                yield from _counted(value)
    elif isinstance(node, Sequence) and not isinstance(node, str):
        for value in node:
            yield from _counted(value)


# --- blocks ---


def _block(block: Json, path: str, surface: Surface) -> None:
    kind = block.get("type")
    _demand(kind != "input" or surface is Surface.MODAL, path, "an input outside a modal")
    check = _BLOCKS.get(str(kind))
    if check is None:
        raise InvalidPayload(path, f"unknown block {kind!r}")
    if "block_id" in block:
        _string(block, "block_id", path, 255)
    check(block, f"{path}.{kind}")


def _header(block: Json, path: str) -> None:
    _plain(block, "text", path, 150)


def _section(block: Json, path: str) -> None:
    _plain(block, "text", path, 3000)
    if "accessory" in block:
        _element(block["accessory"], f"{path}.accessory", {"button"})


def _context(block: Json, path: str) -> None:
    for element in _list(block, "elements", path, 10):
        _plain({"element": element}, "element", path, 2000)


def _divider(block: Json, path: str) -> None:
    _demand(set(block) <= {"type", "block_id"}, path, "holds more than a line")


def _actions(block: Json, path: str) -> None:
    elements = _list(block, "elements", path, 25)
    for element in elements:
        _element(element, path, {"button"})
    ids = [element["action_id"] for element in elements]
    _demand(len(ids) == len(set(ids)), path, "two elements have one action_id")


def _image(block: Json, path: str) -> None:
    _string(block, "alt_text", path, 2000)
    _demand(set(block) == {"type", "slack_file", "alt_text"}, path, "is no file with its words")
    file = block["slack_file"]
    _demand(isinstance(file, Mapping) and set(file) == {"id"}, path, "names no file by its id")
    _string(file, "id", path, 255)


def _input(block: Json, path: str) -> None:
    _plain(block, "label", path, 2000)
    if "hint" in block:
        _plain(block, "hint", path, 2000)
    _element(block.get("element", {}), path, _INPUTS)


def _rich_text(block: Json, path: str) -> None:
    for index, element in enumerate(_list(block, "elements", path, 1000)):
        where = f"{path}[{index}]"
        if element.get("type") == "rich_text_list":
            for item in _list(element, "elements", where, 1000):
                _rich_section(item, where)
        else:
            _rich_section(element, where)


def _rich_section(section: Json, path: str) -> None:
    kinds = {"rich_text_section", "rich_text_preformatted"}
    _demand(section.get("type") in kinds, path, "is no section")
    for element in _list(section, "elements", path, 1000):
        kind = str(element.get("type"))
        _demand(kind in _RICH, path, f"unknown element {kind!r}")
        for field in _RICH.get(kind, ()):
            value = element.get(field)
            _demand(value not in (None, ""), path, f"{kind} without {field}")


_BLOCKS: Final[Mapping[str, Callable[[Json, str], None]]] = MappingProxyType(
    {
        "header": _header,
        "section": _section,
        "context": _context,
        "divider": _divider,
        "actions": _actions,
        "image": _image,
        "input": _input,
        "rich_text": _rich_text,
    }
)
_INPUTS: Final = {"plain_text_input", "static_select", "checkboxes", "datepicker"}
_RICH: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "text": ("text",),
        "link": ("url", "text"),
        "user": ("user_id",),
        "usergroup": ("usergroup_id",),
        "channel": ("channel_id",),
        "date": ("timestamp", "format", "fallback"),
    }
)


# --- elements ---


def _element(element: Json, path: str, allowed: set[str]) -> None:
    kind = str(element.get("type"))
    _demand(kind in allowed, path, f"no {kind!r} is allowed here")
    _string(element, "action_id", path, 255)
    _ELEMENTS[kind](element, f"{path}.{kind}")


def _button(element: Json, path: str) -> None:
    _plain(element, "text", path, 75)
    _string(element, "value", path, 2000)
    _demand(element.get("style") in (None, "primary", "danger"), path, "unknown style")


def _text_input(element: Json, path: str) -> None:
    most = element.get("max_length", 3000)
    _demand(isinstance(most, int) and 1 <= most <= 3000, path, "max_length is not 1 to 3000")  # noqa: PLR2004 - Slack's limit
    if "placeholder" in element:
        _plain(element, "placeholder", path, 150)
    initial = element.get("initial_value", "")
    _demand(len(initial) <= most, path, "initial_value is longer than max_length")


def _select(element: Json, path: str) -> None:
    if "option_groups" in element:
        groups = _list(element, "option_groups", path, 100)
        for group in groups:
            _plain(group, "label", path, 75)
    else:
        groups = [element]
    options = [o for g in groups for o in _options(g, path, 100)]
    initial = element.get("initial_option")
    _demand(initial is None or initial in options, path, "initial_option is not an option")


def _checkboxes(element: Json, path: str) -> None:
    options = _options(element, path, 10)
    ticked = element.get("initial_options", options[:1])
    _demand(bool(ticked) and all(o in options for o in ticked), path, "ticks no option of it")


def _datepicker(element: Json, path: str) -> None:
    day = element.get("initial_date", "2026-01-01")
    _demand(re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(day)) is not None, path, "no ISO day")


def _options(holder: Json, path: str, most: int) -> list[Json]:
    options = _list(holder, "options", path, most)
    for option in options:
        _plain(option, "text", path, 75)
        _string(option, "value", path, 150)
    values = [option["value"] for option in options]
    _demand(len(values) == len(set(values)), path, "two options have one value")
    return options


_ELEMENTS: Final[Mapping[str, Callable[[Json, str], None]]] = MappingProxyType(
    {
        "button": _button,
        "plain_text_input": _text_input,
        "static_select": _select,
        "checkboxes": _checkboxes,
        "datepicker": _datepicker,
    }
)


# --- what all of them need ---


def _demand(holds: bool, path: str, why: str) -> None:  # noqa: FBT001 - reads as an assertion
    if not holds:
        raise InvalidPayload(path, why)


def _string(holder: Json, name: str, path: str, most: int) -> str:
    value = holder.get(name)
    if not isinstance(value, str) or not value:
        raise InvalidPayload(f"{path}.{name}", "is missing or empty")
    if (size := weight(value)) > most:
        raise InvalidPayload(f"{path}.{name}", f"{size} characters, at most {most}")
    return value


def _plain(holder: Json, name: str, path: str, most: int) -> None:
    text = holder.get(name)
    if not isinstance(text, Mapping) or text.get("type") != "plain_text":
        raise InvalidPayload(f"{path}.{name}", "is no plain text")
    _string(text, "text", f"{path}.{name}", most)


def _list(holder: Json, name: str, path: str, most: int) -> list[Json]:
    value = holder.get(name)
    if not isinstance(value, list) or not value:
        raise InvalidPayload(f"{path}.{name}", "is missing or empty")
    if len(value) > most:
        raise InvalidPayload(f"{path}.{name}", f"{len(value)} entries, at most {most}")
    if not all(isinstance(entry, Mapping) for entry in value):
        raise InvalidPayload(f"{path}.{name}", "holds something that is no object")
    return value
