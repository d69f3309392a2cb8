"""rich_text blocks."""

from __future__ import annotations

from bot.sandbox.validation.problems import (
    Check,
    boolean,
    by_type,
    fields,
    items,
    number,
    one_of,
    string,
)
from bot.sandbox.validation.texts import an_id, url

_MANY = 10_000
_LONGEST = 12_000
_style = fields({}, dict.fromkeys(("bold", "code", "italic", "strike", "underline"), boolean))


def _piece(
    kind: str, required: dict[str, Check], optional: dict[str, Check] | None = None
) -> Check:
    return fields({"type": one_of(kind), **required}, {"style": _style, **(optional or {})})


_text = _piece("text", {"text": string(_LONGEST)})
_link = _piece("link", {"url": url()}, {"text": string(_LONGEST), "unsafe": boolean})
_piece_kinds: dict[str, Check] = {
    "text": _text,
    "link": _link,
    "user": _piece("user", {"user_id": an_id}),
    "usergroup": _piece("usergroup", {"usergroup_id": an_id}),
    "channel": _piece("channel", {"channel_id": an_id}),
    "team": _piece("team", {"team_id": an_id}),
    "broadcast": _piece("broadcast", {"range": one_of("here", "channel", "everyone")}),
    "color": _piece("color", {"value": string(20)}),
    "emoji": _piece("emoji", {"name": string(100)}, {"unicode": string(100), "url": url()}),
    "date": _piece(
        "date",
        {"timestamp": number(0, 99_999_999_999), "format": string(200)},
        {"fallback": string(_LONGEST), "url": url()},
    ),
}
_pieces = items(by_type(_piece_kinds), _MANY, 0)
_border = one_of(0, 1)
_section = fields({"type": one_of("rich_text_section"), "elements": _pieces})
_parts: dict[str, Check] = {
    "rich_text_section": _section,
    "rich_text_quote": fields(
        {"type": one_of("rich_text_quote"), "elements": _pieces}, {"border": _border}
    ),
    "rich_text_preformatted": fields(
        {
            "type": one_of("rich_text_preformatted"),
            "elements": items(by_type({"text": _text, "link": _link}), _MANY, 0),
        },
        {"border": _border},
    ),
    "rich_text_list": fields(
        {
            "type": one_of("rich_text_list"),
            "style": one_of("bullet", "ordered"),
            "elements": items(by_type({"rich_text_section": _section}), _MANY),
        },
        {"border": _border, "indent": number(0, 8), "offset": number(0, _MANY)},
    ),
}
rich_text = by_type(
    {
        "rich_text": fields(
            {"type": one_of("rich_text"), "elements": items(by_type(_parts), _MANY)},
            {"block_id": an_id},
        )
    }
)
