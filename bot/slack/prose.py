"""Text in the making: spans of a line, notes, and what makes people's own text safe to show.

Everything is shown in rich_text or plain_text, where nothing in a title or a gap can become
formatting, a link or a mention.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

ELLIPSIS: Final = "…"
_FSI, _PDI = "\u2068", "\u2069"
# Directions, embeddings, overrides, isolates; and what takes no width: they hide or reorder text.
_TRICKS: Final = re.compile(
    "[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_JOINER_AFTER_ASCII: Final = re.compile("(?<![^\x00-\x7f])[\u200c\u200d]")
_BREAKS: Final = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Code:
    """Something typed or named by machines: a command, a path, a commit."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """What the eye should find first."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """Text that leads somewhere; where the address is no http link, it is plain text."""

    text: str
    url: str | None


@dataclass(frozen=True, slots=True)
class When:
    """A moment; each reader sees it in their own time zone."""

    at: datetime

    @property
    def utc(self) -> str:
        """The moment in words, for whoever can't be shown their own time."""
        return self.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel by its id; anything else is shown as it is."""

    id: str


Span = str | Code | Strong | Link | When | Channel
Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A list, with a heading where it needs one. `empty` stands in where nothing is listed."""

    items: tuple[Line, ...]
    heading: Line = ()
    empty: Line = ()


@dataclass(frozen=True, slots=True)
class Note:
    """What happened and why (`said`, which also notifies), its details, and what to do next."""

    said: Line
    parts: tuple[Part, ...] = ()
    then: tuple[Line, ...] = ()


def weight(text: str) -> int:
    """Return how long Slack may count a text: escaped, in UTF-16 units."""
    entities = 4 * text.count("&") + 3 * (text.count("<") + text.count(">"))
    units = len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
    return units + entities


def cut(text: str, limit: int) -> str:
    """Return the text within `limit` units of weight, with an ellipsis where it was cut."""
    if weight(text) <= limit:
        return text
    too_long = bisect_right(
        range(min(len(text), limit + 1)), limit - 1, key=lambda end: weight(text[:end])
    )
    return text[: max(too_long - 1, 0)].rstrip() + ELLIPSIS


def shown(text: str, limit: int = 120, *, lines: bool = False) -> str:
    """Return text that people wrote, safe to show within `limit` units of weight.

    What would reorder or hide text is shown by its code point; right-to-left text is isolated, so
    that it leaves the words around it where they are. Breaks become blanks unless `lines`.
    """
    text = text.strip()[: 2 * limit + 2]  # a break may be two characters; more can't be shown
    text = _BREAKS.sub("\n" if lines else " ", text).replace("\t", " ")
    text = _CONTROLS.sub("\ufffd", text)
    text = _JOINER_AFTER_ASCII.sub(_visible, _TRICKS.sub(_visible, text)).strip()
    if text.isascii() or not any(unicodedata.bidirectional(c) in ("R", "AL") for c in text):
        return cut(text, limit)
    return f"{_FSI}{cut(text, limit - 2)}{_PDI}"


def _visible(match: re.Match[str]) -> str:
    return f"[U+{ord(match[0]):04X}]"


def short(commit: str) -> Code:
    """Return a commit, short enough to read and long enough to find."""
    return Code(shown(commit, 200)[:10])


def names(items: Sequence[str], joiner: str = "and", most: int = 6) -> str:
    """Return `Ada, Bo and Cy`; beyond `most`, the rest is a count."""
    seen = [shown(item, 60) for item in items[:most]]
    if len(items) > most:
        seen.append(f"{len(items) - most} more")
    if len(seen) < 2:  # noqa: PLR2004 - a list of one needs no joiner
        return "".join(seen)
    return f"{', '.join(seen[:-1])} {joiner} {seen[-1]}"


def some_of(count: int, people: Sequence[str], most: int = 6) -> str:
    """Return `Ada or Bo` where one is wanted, else `2 of: Ada, Bo, Cy`."""
    if count < 2:  # noqa: PLR2004 - one of them needs no count
        return names(people, "or", most)
    rest = [f"{len(people) - most} more"] if len(people) > most else []
    return f"{count} of: {', '.join([*(shown(p, 60) for p in people[:most]), *rest])}"


def ticked(text: str, limit: int = 300) -> Line:
    """Return text of ours in which names stand in backticks, safe to show: those become code.

    Only the type of a piece changes. A backtick without its partner stays what it is.
    """
    pieces = shown(text, limit).split("`")
    if len(pieces) % 2 == 0:
        pieces[-2:] = [f"{pieces[-2]}`{pieces[-1]}"]
    spans = (Code(each) if place % 2 else each for place, each in enumerate(pieces))
    return tuple(span for span in spans if plain((span,)))


def clipped(line: Iterable[Span], limit: int) -> Line:
    """Return a line within `limit` units of weight, addresses included; its end is cut off.

    A link whose address finds no room is plain text.
    """
    kept: list[Span] = []
    left = limit
    for span in line:
        fitting = _fitting(span, left)
        left -= weight(_plain_span(fitting))
        left -= weight(fitting.url or "") if isinstance(fitting, Link) else 0
        kept.append(fitting)
        if left <= 0:
            break
    return tuple(kept)


def _fitting(span: Span, room: int) -> Span:
    match span:
        case str():
            return cut(span, room)
        case Code(text) | Strong(text):
            return type(span)(cut(text, room))
        case Link(text, url):
            fits = weight(text) + weight(url or "") <= room
            return span if fits else Link(cut(text, room), None)
        case _:
            return span


def plain(line: Iterable[Span]) -> str:
    """Return a line as bare text."""
    return "".join(_plain_span(span) for span in line)


def _plain_span(span: Span) -> str:
    match span:
        case str():
            return span
        case Code(text) | Strong(text) | Link(text):
            return text
        case When():
            return span.utc
        case Channel(id=name):
            return f"#{name}"


def escaped(text: str) -> str:
    """Return text for a mrkdwn field: nothing in it becomes a mention or a link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def several(count: int, one: str, many: str = "") -> str:
    """Return `1 gap`, `3 gaps` or `10,000 gaps`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
