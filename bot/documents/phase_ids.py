"""How a phase is named: `P4`, `Phase 4 — ERD`, `EXEC: Implementation`, `TN-07`."""

import re
from typing import Final

_NUMBERED: Final = re.compile(
    r"(?P<word>phase|gate|stage)\s+(?P<number>\d+[a-z]?)(?:\s*[—–:.-]+\s*(?P<title>.*))?",  # noqa: RUF001 - people type en dashes
    re.IGNORECASE,
)
_CODED: Final = re.compile(
    r"(?P<id>[A-Z][A-Z0-9]*(?:[-_./][A-Z0-9]+)*)(?:(?:\s*[—–:]|\s+-)\s+(?P<title>.*))?"  # noqa: RUF001 - people type en dashes
)


def split_id(text: str) -> tuple[str, str] | None:
    """Return (id, title) of plain text that names a phase, else None.

    `Phase 4` is `P4`, and so on with the first letter of the word before the number.
    """
    if numbered := _NUMBERED.fullmatch(text):
        return numbered["word"][0].upper() + numbered["number"].upper(), numbered["title"] or ""
    if coded := _CODED.fullmatch(text):
        return coded["id"], coded["title"] or ""
    return None
