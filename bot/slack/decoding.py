"""What Slack and phones do to typed text, undone: escapes, links, curly quotes, odd spaces.

https://docs.slack.dev/messaging/formatting-message-text: `<@U1|ann>`, `<#C1|x>`, `<!here>`,
`<url|label>`, and `& < >` as entities.
"""

import re
from typing import Final

_ENCODED: Final = re.compile(r"<([^<>\n]*)>|&(amp|lt|gt);")
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">"}
_LAST_PERSON: Final = re.compile(
    r"(?:^|\s)(?:<@(?P<id>[UW][A-Z0-9]{1,30})(?:\|[^<>]*)?>|@(?P<name>[\w.-]{1,80}))\s*$"
)
_LINKED: Final = ("http://", "https://", "mailto:")

# One character for one, so that places in the folded text are places in the text as typed.
_FOLDED: Final = str.maketrans(
    {
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032", "'"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f\u3000\t\r\n", " "),
    }
)
_DASHES: Final = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))
_INVISIBLE: Final = re.compile("[\u200b-\u200f\u2060-\u2064\u202a-\u202e\u2066-\u2069\ufeff\u00ad]")


def decode(text: str) -> str:
    """Return the text as it was typed. Entities are read once: `&amp;lt;` becomes `&lt;`."""
    return _ENCODED.sub(_typed, text)


def last_person(raw: str) -> tuple[str, str] | None:
    """Return (what comes before, `@U1` or `@name`) where a text ends with a person.

    `raw` is as Slack delivered it: a mention's id says who is meant, its name need not.
    """
    found = _LAST_PERSON.search(raw)
    if found is None:
        return None
    return decode(raw[: found.start()]).strip(), f"@{found['id'] or found['name']}"


def fold(text: str) -> str:
    """Return the text, of the same length, with plain quotes and plain spaces."""
    return text.translate(_FOLDED)


def plain_word(word: str) -> str:
    """Return a verb or an id without the dashes and invisible characters that phones add."""
    return _INVISIBLE.sub("", word.translate(_DASHES))


def _typed(found: re.Match[str]) -> str:
    if entity := found[2]:
        return _ENTITIES[entity]
    target, bar, label = found[1].partition("|")
    target, label = _entities(target), _entities(label)
    if target[:1] in ("@", "#", "!"):
        return _mention(target, label)
    if target.startswith(_LINKED):
        return label if bar and _was_linked_by_slack(target, label) else target
    return f"<{_entities(found[1])}>"


def _mention(target: str, label: str) -> str:
    sign = "#" if target.startswith("#") else "@"
    name = label or target[1:].rsplit("^", maxsplit=1)[-1]
    return sign + name.removeprefix(sign)


def _was_linked_by_slack(url: str, label: str) -> bool:
    # `ERD.md` looks like a web address to Slack (.md is a country) and arrives as a link.
    return bool(label) and url.rstrip("/") in {prefix + label.rstrip("/") for prefix in _LINKED}


def _entities(text: str) -> str:
    return re.sub(r"&(amp|lt|gt);", lambda found: _ENTITIES[found[1]], text)
