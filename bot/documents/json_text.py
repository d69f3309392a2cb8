"""Make JSON text that libyaml takes: YAML holds all of JSON, libyaml all but two corners of it."""

import re
from typing import Final

# A pair of surrogate escapes; the backslash before `u` must not be escaped itself.
_PAIR: Final = re.compile(
    r"(?<!\\)(?P<before>(?:\\\\)*)"
    r"\\u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})"
)


def as_yaml(text: str) -> str:
    """Return the text as it is, or, where it is JSON, with tabs and surrogate pairs mended.

    Lines stay where they are. Strings of JSON hold no bare tab, so only indentation changes.
    """
    if text.lstrip()[:1] not in {"{", "["}:
        return text
    return _PAIR.sub(_joined, text.replace("\t", " "))


def _joined(match: re.Match[str]) -> str:
    high, low = int(match["high"], 16), int(match["low"], 16)
    code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)
    return f"{match['before']}\\U{code:08x}"
