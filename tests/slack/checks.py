"""What every payload has to hold: our validator, and nothing in people's text that acts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.slack.message import Message, View
from bot.slack.outbound.validate import Surface, validate

ACTING = ("user", "usergroup", "channel", "broadcast", "link")


def sendable(message: Message) -> Message:
    """Check a message in every way it may go out: in text, with its picture, and that apart."""
    at_once, after = message.apart()
    ways = (message, message.with_file("F0123456789"), at_once, *([after] if after else []))
    for way in ways:
        validate(way.payload(), Surface.MESSAGE)
    return message


def openable(view: View) -> View:
    validate(view, Surface.MODAL)
    return view


def nodes(tree: object) -> Iterator[Mapping[str, Any]]:
    """Yield every object inside a payload."""
    if isinstance(tree, Mapping):
        yield tree
        for value in tree.values():
            yield from nodes(value)
    elif isinstance(tree, Sequence) and not isinstance(tree, str):
        for value in tree:
            yield from nodes(value)


def acting(tree: object) -> list[Mapping[str, Any]]:
    """Return the elements that notify somebody or lead somewhere."""
    return [node for node in nodes(tree) if node.get("type") in ACTING]


def words(tree: object) -> str:
    """Return all text of a payload, a line for each piece."""
    return "\n".join(str(n["text"]) for n in nodes(tree) if isinstance(n.get("text"), str))


def buttons(tree: object) -> list[str]:
    return [str(n["action_id"]) for n in nodes(tree) if n.get("type") == "button"]
