"""Text for terminals and CI: it is shown, and obeyed by neither. Pure."""

import re
import unicodedata
from typing import Final

# GitHub Actions obeys `::name::` at the start of a line, Azure Pipelines and GitHub `##vso[` and
# `##[` anywhere in it, TeamCity `##teamcity[`, GitLab and Travis their sections.
_COMMAND: Final = re.compile(
    r"^(?P<lead>\s*)(?P<colon>:)(?=:)|#(?=#\w*\[)|(?<=section_)(?:start|end)(?=:)"
    r"|(?<=travis_)(?:fold|time)(?=:)",
    re.MULTILINE,
)
_KEPT: Final = frozenset("\n\t")


def shown(text: str) -> str:
    """Return text without control characters, and with the commands of CIs broken by a blank."""
    return without_commands(printable(text))


def printable(text: str) -> str:
    """Return text with each control, invisible or reordering character as JSON writes it."""
    if text.isprintable():
        return text
    return "".join(c if _is_plain(c) else _code(c) for c in text)


def without_commands(text: str) -> str:
    """Return text in which no CI finds a command; a person reads over the blank that breaks it."""
    return _COMMAND.sub(_defused, text)


def _is_plain(char: str) -> bool:
    return char.isprintable() or char in _KEPT or unicodedata.category(char) == "Zs"


def _defused(found: re.Match[str]) -> str:
    if found["colon"]:
        return f"{found['lead']}: "
    return f"{found[0]} "


def _code(char: str) -> str:
    """Return a character as JSON writes it."""
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
