"""The rich text that Slack's client sends beside the text a person typed.

https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.sandbox.elements import Json

_FENCED = re.compile(r"```(.*?)```", re.DOTALL)
_PIECE = re.compile(
    r"(?<!\w)(?P<mark>[`*_~])(?P<marked>[^\n]+?)(?P=mark)(?!\w)"
    r"|<@(?P<user>[UW]\w+)(?:\|[^<>]*)?>|<#(?P<channel>C\w+)(?:\|[^<>]*)?>"
    r"|<!subteam\^(?P<group>S\w+)(?:\|[^<>]*)?>|<!(?P<range>here|channel|everyone)(?:\|[^<>]*)?>"
    r"|<(?P<url>https?://[^|<>]+)(?:\|(?P<label>[^<>]*))?>"
)
_STYLES = {"`": "code", "*": "bold", "_": "italic", "~": "strike"}
_ALL_QUOTED, _QUOTED, _ITEM = "&gt;&gt;&gt;", "&gt;", "• "


def rich_text(text: str) -> list[Json]:
    """Return the blocks of a message as it was typed; `text` is encoded as Slack's is."""
    parts: list[Json] = []
    for index, chunk in enumerate(_FENCED.split(text)):
        if index % 2:
            parts.append(_part("preformatted", [_text(chunk)]))
        else:
            parts += _lines(chunk)
    return [{"type": "rich_text", "block_id": "typed", "elements": parts}] if parts else []


def _lines(text: str) -> Iterator[Json]:
    before, all_quoted, rest = text.partition(_ALL_QUOTED)
    if all_quoted and not before.rpartition("\n")[2].strip():
        yield from _lines(before)
        yield _part("quote", list(_pieces(rest.lstrip())))
        return
    for line in text.split("\n"):
        if line.startswith(_QUOTED):
            yield _part("quote", list(_pieces(line.removeprefix(_QUOTED).lstrip())))
        elif line.startswith(_ITEM):
            item = _part("section", list(_pieces(line.removeprefix(_ITEM))))
            yield {"type": "rich_text_list", "style": "bullet", "elements": [item]}
        elif line:
            yield _part("section", list(_pieces(line)))


def _part(kind: str, pieces: list[Json]) -> Json:
    return {"type": f"rich_text_{kind}", "elements": pieces}


def _pieces(line: str, style: Json | None = None) -> Iterator[Json]:
    end = 0
    for found in _PIECE.finditer(line):
        yield from _plain(line[end : found.start()], style)
        if mark := found["mark"]:
            yield from _pieces(found["marked"], {**(style or {}), _STYLES[mark]: True})
        else:
            yield _entity(found) | ({"style": style} if style else {})
        end = found.end()
    yield from _plain(line[end:], style)


def _plain(text: str, style: Json | None) -> Iterator[Json]:
    if text:
        yield _text(text) | ({"style": style} if style else {})


def _text(text: str) -> Json:
    return {"type": "text", "text": html.unescape(text)}


def _entity(found: re.Match[str]) -> Json:
    if found["user"]:
        return {"type": "user", "user_id": found["user"]}
    if found["channel"]:
        return {"type": "channel", "channel_id": found["channel"]}
    if found["group"]:
        return {"type": "usergroup", "usergroup_id": found["group"]}
    if found["range"]:
        return {"type": "broadcast", "range": found["range"]}
    label = {"text": html.unescape(found["label"])} if found["label"] else {}
    return {"type": "link", "url": html.unescape(found["url"]), **label}
