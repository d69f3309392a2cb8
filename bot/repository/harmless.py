"""People's words, so written that no machine takes an order from them. Pure.

Git hosts act on what commit messages and pull requests say: they close issues, skip CI, ping people
and run quick actions. What would have such an effect is changed by characters that are seen (a
space, round brackets, quotes), and nothing else is. What each host obeys, and where its documents
say so, stands in tests/test_harmless.py; what can't be known in docs/git-hosts.md.
"""

import re
import unicodedata
from typing import Final

_LONGEST: Final = 200  # characters of a title: hosts refuse more than 255
_BOTH_SIDES: Final = 2
_BRACKETS: Final = str.maketrans("[]", "()")
_KEYWORD: Final = re.compile(
    r"\b(?:clos(?:e[sd]?|ing)|fix(?:e[sd]|ing)?|resolv(?:e[sd]?|ing)|implement(?:s|ed|ing)?"
    r"|reopen(?:s|ed|ing)?)\b",
    re.IGNORECASE,
)
_KEY: Final = re.compile(r"\b([A-Z][A-Z0-9_]*)-(?=\d)")  # of an issue in Jira and the like
_RULES: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), by)
    for pattern, by in (
        (r"\*{3,}", "**"),  # ***NO_CI***
        (r"([#!&$])(?=\d)", r"\1 "),  # an issue, a merge request, an epic, a snippet
        (r"(?<![\w./)-])#(?=\w)", "# "),  # a command to Jira, as #close
        (r"(?<![a-z0-9_])@(?=[^\s\"])", "@ "),  # a person, a team, time that was spent
        (r"\b(gh|gl)-(?=\d)", r"\1- "),
        (
            r"/(issues|pulls?|merge_requests|work_items|epics|incidents|discussions|snippets)/(?=\d)",
            r"/\1/ ",
        ),
        (r"/(browse)/(?=\w+-\d)", r"/\1/ "),
        (r'(?<!")(skip-checks)(?=\s*:)', r'"\1"'),
        (r"\b(reverts) (commit|merge request)\b", r"\1 (\2)"),
    )
)
# What is obeyed at the beginning of a line only: quick actions, the end of a message, comments,
# drafts, autosquash, reverts, release tools.
_BEGINNING: Final = (
    r"/[^\s\"]*|-{3,}|\#+(?=\s|$)|\(?(?:draft|wip)\b\)?|(?:fixup|squash|amend)!|revert\b"
    r"|BREAKING[ -]CHANGE|(?:feat|fix|perf)(?:\([^)]*\))?!?(?=\s*:)|[\w-]+(?:\([^)]*\))?!(?=\s*:)"
)
_OF_TITLES: Final = re.compile(
    rf"(?:{_BEGINNING}|(?:gate-[\w-]+|[\w-]+-by|correlation-id|section|change-id|changelog)(?=\s*:))",
    re.IGNORECASE,
)
_OF_LINES: Final = re.compile(rf"(?:{_BEGINNING}|[a-z0-9-]+(?=\s*[:=]))", re.IGNORECASE)


def harmless(text: str) -> str:
    """Return a text for the middle of a line: one line that closes, skips and pings nothing."""
    text = " ".join(_seen(text).split()).translate(_BRACKETS)
    for pattern, by in _RULES:
        text = pattern.sub(by, text)
    return _KEY.sub(r"\1- ", text) if _KEYWORD.search(text) else text


def harmless_title(text: str) -> str:
    """Return a text for a subject or a title: as `harmless`, and 200 characters at most."""
    line = _quoted(_OF_TITLES, harmless(text))
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"


def harmless_line(text: str) -> str:
    """Return a text for a line of its own: as `harmless`, and no trailer or quick action."""
    return _quoted(_OF_LINES, harmless(text))


def _quoted(pattern: re.Pattern[str], line: str) -> str:
    found = pattern.match(line)
    return f'"{found[0]}"{line[found.end() :]}' if found and found[0] else line


def _seen(text: str) -> str:
    """Return a text without what can't be seen, but for joiners within scripts that need them."""
    return "".join(
        _one(text, at, sign) if unicodedata.category(sign).startswith("C") else sign
        for at, sign in enumerate(text)
    )


def _one(text: str, at: int, sign: str) -> str:
    if sign.isspace():
        return " "
    if unicodedata.category(sign) == "Cs":
        return "\ufffd"  # half a character: no message could be encoded with it
    between = text[max(at - 1, 0) : at] + text[at + 1 : at + 2]
    joins = sign in "\u200c\u200d" and len(between) == _BOTH_SIDES
    return sign if joins and not any(side.isascii() for side in between) else ""
