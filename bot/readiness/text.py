"""Text that people type: what of it is kept, and when two texts say the same."""

import re
import unicodedata
from typing import Final

from bot.readiness.refusals import BadText, Refused

LIMIT: Final = 4000  # characters; what Slack takes in one field, with room to spare on a card

# Invisible, and able to make a line read otherwise than it is stored (bidi embeddings, overrides
# and isolates) or to hide text. The joiners U+200C/U+200D stay: Persian, Hindi and emoji need
# them; so do the plain direction marks.
_DROPPED: Final = re.compile(
    "[\u200b\u2060-\u2064\ufeff\u00ad\u202a-\u202e\u2066-\u206f\ufff9-\ufffb]"
)
_BREAKS: Final = re.compile("\r\n|[\n\r\u2028\u2029]")
_BLANKS: Final = re.compile(r"[^\S\n]+")
_REFUSED: Final = frozenset({"Cc", "Cs"})  # controls, and halves of surrogate pairs
_UNSEEN: Final = frozenset({"Cf", "Zs", "Zl", "Zp", "Cc"})


def clean_text(field: str, text: str, limit: int = LIMIT, *, lines: bool = False) -> str:
    """Return the text as it is kept; `limit` counts characters after cleaning.

    Newlines of every kind become line feeds with `lines`, else a space; runs of blanks become one;
    invisible direction and width controls are dropped.

    Raises:
        Refused: `BadText`, for text that is empty, too long, or holds control characters.
    """
    kept = clean_note(field, text, limit, lines=lines)
    if not kept:
        raise Refused(BadText(field, "empty", limit))
    return kept


def clean_note(field: str, text: str, limit: int = LIMIT, *, lines: bool = True) -> str:
    """Return the text as it is kept, "" where there is nothing to see; else as `clean_text`."""
    kept = _DROPPED.sub("", _BREAKS.sub("\n" if lines else " ", text))
    if any(unicodedata.category(c) in _REFUSED and c not in "\n\t" for c in kept):
        raise Refused(BadText(field, "control character", limit))
    kept = _BLANKS.sub(" ", kept).strip()
    if len(kept) > limit:
        raise Refused(BadText(field, "too long", limit))
    return kept if any(unicodedata.category(c) not in _UNSEEN for c in kept) else ""


def same_text(one: str, other: str) -> bool:
    """Tell whether two texts say the same: case, blanks and Unicode forms do not count."""
    return _key(one) == _key(other)


def _key(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
