"""Small builders of Block Kit: one function a block or element, as dicts. Pure."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from bot.slack.message import Block
from bot.slack.prose import Channel, Code, Line, Link, Span, Strong, When, cut, plain

_LINK: Final = re.compile(r"https?://[^\s<>|]{1,2000}")
_CHANNEL: Final = re.compile(r"[CGD][A-Z0-9]{2,}")
_USER: Final = re.compile(r"[UW][A-Z0-9]{1,}")
_GROUP: Final = re.compile(r"S[A-Z0-9]{1,}")

Element = dict[str, Any]


def plain_text(text: str, limit: int = 3000) -> Element:
    """Build literal text; `:names:` of emoji stay as they are written. Never empty."""
    return {"type": "plain_text", "text": cut(text, limit) or "—", "emoji": False}


def header(text: str) -> Block:
    """Build a heading of at most 150 characters."""
    return {"type": "header", "text": plain_text(text, 150)}


def divider() -> Block:
    """Build a line between blocks."""
    return {"type": "divider"}


def context(text: str) -> Block:
    """Build small print."""
    return {"type": "context", "elements": [plain_text(text, 2000)]}


def section(text: str, accessory: Element | None = None) -> Block:
    """Build literal text with a button beside it."""
    block: Block = {"type": "section", "text": plain_text(text)}
    return block if accessory is None else {**block, "accessory": accessory}


def actions(elements: Sequence[Element]) -> Block:
    """Build a row of at most 25 buttons."""
    return {"type": "actions", "elements": list(elements)}


def button(text: str, action_id: str, value: str, style: str | None = None) -> Element:
    """Build a button; `value` holds an id and a version, at most 2,000 characters."""
    element: Element = {
        "type": "button",
        "text": plain_text(text, 75),
        "action_id": action_id,
        "value": value,
    }
    return element if style is None else {**element, "style": style}


# --- rich text ---


def rich_text(elements: Sequence[Element]) -> Block:
    """Build a block of sections and lists."""
    return {"type": "rich_text", "elements": list(elements)}


def line(spans: Line) -> Element:
    """Build one line of rich text; neighbouring plain spans become one element."""
    elements: list[Element] = []
    for element in (_span(span) for span in spans if plain((span,))):
        if elements and _bare(elements[-1]) and _bare(element):
            elements[-1] = _text(elements[-1]["text"] + element["text"])
        else:
            elements.append(element)
    return {"type": "rich_text_section", "elements": elements}


def _bare(element: Element) -> bool:
    return element["type"] == "text" and "style" not in element


def bullets(items: Iterable[Line]) -> Element:
    """Build a list."""
    return {
        "type": "rich_text_list",
        "style": "bullet",
        "elements": [line(item) for item in items],
    }


def as_typed(text: str) -> Block:
    """Build a block of text that keeps its columns: every character has the same width."""
    return rich_text([{"type": "rich_text_preformatted", "elements": [_text(text)]}])


def paragraph(spans: Line) -> Block:
    """Build a block of one line."""
    return rich_text([line(spans)])


def header_line(text: str) -> Block:
    """Build a heading within a message, in the size of its text."""
    return paragraph((Strong(text),))


def mentions(lead: str, groups: Sequence[str], people: Sequence[str]) -> Block | None:
    """Build the line that notifies reviewers; None if no id is one of Slack's."""
    found: list[Element] = [
        {"type": "usergroup", "usergroup_id": g} for g in groups if _GROUP.fullmatch(g)
    ]
    found += [{"type": "user", "user_id": p} for p in people if _USER.fullmatch(p)]
    if not found:
        return None
    spaced = [part for element in found for part in (_text(" "), element)]
    return rich_text([{"type": "rich_text_section", "elements": [_text(lead), *spaced]}])


def _span(span: Span) -> Element:
    match span:
        case str():
            return _text(span)
        case Code(text):
            return {**_text(text), "style": {"code": True}}
        case Strong(text):
            return {**_text(text), "style": {"bold": True}}
        case Link(text, url):
            return _link(text, url)
        case When():
            return _date(span)
        case Channel(id=name):
            return {"type": "channel", "channel_id": name} if is_channel(name) else _text(name)


def is_channel(name: str) -> bool:
    """Tell whether this is a channel's id rather than its name."""
    return _CHANNEL.fullmatch(name) is not None


def _text(text: str) -> Element:
    return {"type": "text", "text": text}


def _link(text: str, url: str | None) -> Element:
    if url is None or not _LINK.fullmatch(url):
        return {**_text(text), "style": {"code": True}}
    return {"type": "link", "url": url, "text": text}


def _date(moment: When) -> Element:
    return {
        "type": "date",
        "timestamp": int(moment.at.timestamp()),
        "format": "{date_short_pretty} {time}",
        "fallback": moment.utc,
    }


# --- forms ---


def text_input(
    action_id: str, *, most: int, placeholder: str = "", value: str = "", multiline: bool = True
) -> Element:
    """Build a field to type into. `most` is at most 3,000 characters."""
    element: Element = {
        "type": "plain_text_input",
        "action_id": action_id,
        "multiline": multiline,
        "max_length": most,
    }
    if placeholder:
        element["placeholder"] = plain_text(placeholder, 150)
    if value:
        element["initial_value"] = value[:most]
    return element


def option(text: str, value: str) -> Element:
    """Build a choice; the caller sees to a value of at most 150 characters."""
    return {"text": plain_text(text, 75), "value": value}


def select(
    action_id: str, groups: Sequence[tuple[str, Sequence[Element]]], initial: Element | None = None
) -> Element:
    """Build a menu of at most 100 groups of 1 to 100 options; one unnamed group is a plain menu."""
    element: Element = {"type": "static_select", "action_id": action_id}
    if len(groups) == 1 and not groups[0][0]:
        element["options"] = list(groups[0][1])
    else:
        element["option_groups"] = [
            {"label": plain_text(label, 75), "options": list(options)} for label, options in groups
        ]
    return element if initial is None else {**element, "initial_option": initial}


def checkboxes(
    action_id: str, options: Sequence[Element], ticked: Sequence[Element] = ()
) -> Element:
    """Build at most 10 boxes to tick."""
    element = {"type": "checkboxes", "action_id": action_id, "options": list(options)}
    return {**element, "initial_options": list(ticked)} if ticked else element


def date_picker(action_id: str, initial: str = "") -> Element:
    """Build a field for a day; `initial` is an ISO day."""
    element = {"type": "datepicker", "action_id": action_id}
    return {**element, "initial_date": initial} if initial else element


def input_block(
    block_id: str, label: str, element: Element, *, optional: bool = False, hint: str = ""
) -> Block:
    """Build a labelled field of a form."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain_text(label, 2000),
        "element": element,
        "optional": optional,
    }
    return {**block, "hint": plain_text(hint, 2000)} if hint else block
