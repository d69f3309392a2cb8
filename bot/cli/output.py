"""What the commands print, and the one door it leaves by: no secrets, nothing that is obeyed.

What documents, hosts and settings say is shown. A terminal must not take it for its control
characters, nor a CI for commands of its own.
"""

import re
import sys
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final, TextIO

from bot.redaction import without_secrets

# GitHub Actions obeys `::name::` at the start of a line, Azure Pipelines and GitHub `##vso[` and
# `##[` anywhere in it, TeamCity `##teamcity[`, GitLab and Travis their sections.
_COMMAND: Final = re.compile(
    r"^(?P<lead>\s*)(?P<colon>:)(?=:)|#(?=#\w*\[)|(?<=section_)(?:start|end)(?=:)"
    r"|(?<=travis_)(?:fold|time)(?=:)",
    re.MULTILINE,
)
_OUR_COLOUR: Final = re.compile(r"\x1b\[(?:0|1|2|1;31|3[1-3])m")
_KEPT: Final = frozenset("\n\t")


class _Door:
    clean: Callable[[str], str] = staticmethod(without_secrets())


def hide(secrets: Iterable[str]) -> None:
    """Take these secrets out of whatever is printed from now on."""
    _Door.clean = staticmethod(without_secrets(secrets))


def say(text: str, *, end: str = "\n") -> None:
    """Print a command's output for people."""
    _write(_shown(text) + end, sys.stdout)


def say_link(words: str, link: str) -> None:
    """Print a link to open. The token in it is meant to be seen: it is the way in."""
    _write(f"{_shown(words)} {_printable(link)}\n", sys.stdout)


def say_json(text: str) -> None:
    """Print JSON: the values stay what they are, escaped where a terminal or CI would obey them."""
    _write(_escaped(_Door.clean(text)) + "\n", sys.stdout)


def say_wrong(line: str) -> None:
    """Print a line to stderr."""
    _write(_shown(line) + "\n", sys.stderr)


def _shown(text: str) -> str:
    clean = _Door.clean(text)
    # A colour of ours does no harm, and the reports for a terminal have them.
    pieces = _OUR_COLOUR.split(clean)
    colours = _OUR_COLOUR.findall(clean)
    shown = "".join(
        _printable(piece) + colour for piece, colour in zip(pieces, [*colours, ""], strict=True)
    )
    return _COMMAND.sub(_defused, shown)


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(c if _is_plain(c) else _code(c) for c in text)


def _is_plain(char: str) -> bool:
    return char.isprintable() or char in _KEPT or unicodedata.category(char) == "Zs"


def _defused(found: re.Match[str]) -> str:
    """Break a command with a blank, which a person reads over and no CI does."""
    if found["colon"]:
        return f"{found['lead']}: "
    return f"{found[0]} "


def _escaped(text: str) -> str:
    safe = text.replace("##", "\\u0023\\u0023").replace("::", "\\u003a\\u003a")
    safe = safe.replace("section_", "section\\u005f").replace("travis_", "travis\\u005f")
    return _printable(safe)


def _code(char: str) -> str:
    """Return a character as JSON writes it."""
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def _write(text: str, stream: TextIO) -> None:
    stream.write(text)
    stream.flush()
