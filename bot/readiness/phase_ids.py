"""How a phase is named, `P4`, `Phase 4 — ERD`, `EXEC: Implementation`; and when two names are one.

One rule for every document, the commands and the records, so that no spelling falls through.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

_NUMBERED: Final = re.compile(
    r"(?P<word>phase|gate|stage)\s+(?P<number>\d+(?:\.\d+)*[a-z]?)"
    r"(?:\s*[—–:.-]+\s*(?P<title>.*))?",  # noqa: RUF001 - people type en dashes
    re.IGNORECASE,
)
_CODED: Final = re.compile(
    r"(?P<id>[A-Z][A-Z0-9]*(?:[-_./][A-Z0-9]+)*)(?:(?:\s*[—–:]|\s+-)\s+(?P<title>.*))?"  # noqa: RUF001 - people type en dashes
)
WORDS: Final = frozenset({"phase", "gate", "stage"})  # what may stand before a number or an id
_DASHES: Final = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))
_WORD: Final = r"(?P<word>phase|gate|stage)"
_WORD_AND_NUMBER: Final = re.compile(rf"{_WORD}[ _-]*#? ?0*(?P<number>\d+(?:\.\d+)*[a-z]?)")
_WORD_AND_ID: Final = re.compile(rf"{_WORD}[ _-]+(?P<id>[^\W\d_]\S*)")
_LETTERS_AND_NUMBER: Final = re.compile(r"(?P<letters>[^\W\d_]+)[ _-]?0*(?P<number>\d\S*)")
_BETWEEN: Final = re.compile(r"[,;\n]")
_BETWEEN_KNOWN: Final = re.compile(r"\s*[/&+]\s*|\s+and\s+|\s+", re.IGNORECASE)
_NEAR: Final = 0.6  # of `P44` and `P4`, not of `P9` and `P4`: that is more likely another phase


def split_id(text: str) -> tuple[str, str] | None:
    """Return (id, title) of plain text that names a phase, else None.

    `Phase 4` is `P4`, and so on with the first letter of the word before the number.
    """
    if numbered := _NUMBERED.fullmatch(text):
        return numbered["word"][0].upper() + numbered["number"].upper(), numbered["title"] or ""
    if coded := _CODED.fullmatch(text):
        return coded["id"], coded["title"] or ""
    return None


@lru_cache(maxsize=4096)
def phase_key(spelled: str) -> str:
    """Return what all spellings of one phase's id have in common.

    Case, outer spaces and Unicode forms do not count, nor do the word before a number or an id
    (`Phase 4`, `phase-4`, `Phase P4`), the sign between letters and their number (`P-4`, `P 4`)
    and zeros before that number (`P04`). What follows it does: `P1.1` is not `P1.10`, nor `P11`.
    """
    text = unicodedata.normalize("NFKC", spelled.casefold()).casefold().translate(_DASHES)
    text = " ".join(text.split())
    while (named := _WORD_AND_ID.fullmatch(text)) and any(c.isdigit() for c in named["id"]):
        text = named["id"]
    if numbered := _WORD_AND_NUMBER.fullmatch(text):
        return f"{numbered['word'][0]}{numbered['number']}"
    if parted := _LETTERS_AND_NUMBER.fullmatch(text):
        return f"{parted['letters']}{parted['number']}"
    return text


def same_id(one: str, other: str) -> bool:
    """Tell whether two spellings name the same phase."""
    return one == other or phase_key(one) == phase_key(other)


def word_key(name: str) -> str:
    """Return what all spellings of a name, say of a role, a person or a section, have in common.

    Case and outer spaces do not count, nor whether an é is one character or an e and its accent.
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).strip().casefold())


def same_word(one: str, other: str) -> bool:
    """Tell whether two names are the same by `word_key`."""
    return one == other or word_key(one) == word_key(other)


def nearest_id(asked: str, known: Sequence[str], cutoff: float = 0.5) -> str:
    """Return the known id most like what was asked, or an empty string where none is."""
    by_case = {k.casefold(): k for k in known}
    near = get_close_matches(asked.casefold(), by_case, n=1, cutoff=cutoff)
    return by_case[near[0]] if near else ""


@dataclass(frozen=True, slots=True)
class NamedPhase:
    """A phase as something names it. `id`: as its row spells it, "" where it is near none.

    `meant`: no phase is called so, and `id` is only the nearest.
    """

    written: str
    id: str
    meant: bool = False


def named_phases(written: str, known: Iterable[str]) -> tuple[NamedPhase, ...]:
    """Return the phases that a text names: one, or several parted by commas and the like."""
    ids = {phase_key(each): each for each in reversed([*known])}
    found = dict.fromkeys(_named(written.strip(), ids))
    return tuple(found)


def _named(written: str, ids: dict[str, str]) -> Iterator[NamedPhase]:
    if not written:
        return
    if (known := _known(written, ids)) is not None:
        yield NamedPhase(written, known)
        return
    if len(parts := _BETWEEN.split(written)) > 1:
        for part in parts:
            yield from _named(part.strip(), ids)
        return
    # A title may hold these signs, so they part only what is known on either side.
    pieces = [_known(piece, ids) for piece in _BETWEEN_KNOWN.split(written) if piece]
    if len(pieces) > 1 and None not in pieces:
        yield from (NamedPhase(written, each) for each in pieces if each is not None)
        return
    spelled = (split_id(written) or (written, ""))[0]
    near = nearest_id(spelled, [*ids.values()], _NEAR)
    yield NamedPhase(written, near, meant=True)


def _known(written: str, ids: dict[str, str]) -> str | None:
    """Return the id that a text spells, with or without a title behind it."""
    split = split_id(written)
    keys = (phase_key(written), phase_key(split[0]) if split else None)
    return next((ids[key] for key in keys if key in ids), None)
