"""Whether a message speaks to the bot: only one that begins with its name is a command.

Its name in a quote, in code, in a list, struck through or further on in a sentence is somebody
speaking about it. Slack's clients send rich text beside the plain text: where it is there, both
have to say so. https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

_AFTER_A_NAME: Final = " \t\n\u00a0,:;-\u2013\u2014"
_DRAWN_ROUND_A_LINE: Final = " \t\n\u00a0`*_~>\u2022"
_NO_COMMAND: Final = ("code", "strike")


@dataclass(frozen=True, slots=True)
class Heard:
    """`line` is the command of a message that speaks to the bot, None for any other.

    `aside`: in any other, the words beside the bot's name, which somebody may have meant.
    """

    line: str | None
    aside: str = ""


def heard(bot_user: str, text: str, blocks: object, *, direct: bool = False) -> Heard:
    """Return what a message says to the bot; a `direct` one needs no name to begin with."""
    name = _name(bot_user)
    called = re.match(rf"\s*{name}", text)
    first = _first_piece(blocks)
    plainly = first is None or _plain(first)
    if called and plainly and (first is None or first.get("user_id") == bot_user):
        return Heard(text[called.end() :].lstrip(_AFTER_A_NAME))
    if direct and not called and plainly and text.strip():
        return Heard(text.strip())
    return Heard(None, _aside(name, text) or (_undrawn(text) if direct else ""))


def _name(bot_user: str) -> str:
    """Return the pattern of a mention of the bot; one that fits nothing where it is not known."""
    return rf"<@{re.escape(bot_user)}(?:\|[^<>]*)?>" if bot_user else "(?!)"


def _aside(name: str, text: str) -> str:
    """Return the line that follows the first mention; where it is blank, what comes before."""
    mention = re.search(name, text)
    if mention is None:
        return ""
    after = text[mention.end() :].lstrip(" ").split("\n", 1)[0].lstrip(_AFTER_A_NAME)
    return _undrawn(after) or _undrawn(text[: mention.start()].rpartition("\n")[2])


def _undrawn(text: str) -> str:
    """Return a line without the marks that draw it as a quote, a list or code."""
    return text.replace("&gt;", ">").strip(_DRAWN_ROUND_A_LINE)


def _plain(piece: Mapping[str, Any]) -> bool:
    """Tell whether a command may begin with this piece of rich text."""
    style = piece.get("style")
    drawn = style if isinstance(style, dict) else {}
    return "type" in piece and not any(drawn.get(way) for way in _NO_COMMAND)


def _first_piece(blocks: object) -> Mapping[str, Any] | None:
    """Return the first piece of a message's rich text that is not blank; None without any.

    What stands first in anything but a plain paragraph, a quote say, is returned as of no type.
    """
    if not isinstance(blocks, list) or not blocks:
        return None
    return next(_pieces(blocks), {})


def _pieces(blocks: list[Any]) -> Iterator[Mapping[str, Any]]:
    for block in _dicts(blocks):
        if block.get("type") != "rich_text":
            yield {}
        for part in _dicts(block.get("elements")):
            if part.get("type") != "rich_text_section":
                yield {}
            yield from (piece for piece in _dicts(part.get("elements")) if not _blank(piece))


def _blank(piece: Mapping[str, Any]) -> bool:
    return piece.get("type") == "text" and not str(piece.get("text", "")).strip()


def _dicts(found: object) -> list[dict[str, Any]]:
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
