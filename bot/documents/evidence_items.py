"""Evidence written as running text: in a cell of several, or as an item of a list."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.documents.cells import ENTITY, escape, literal_text, reference_text, write_reference
from bot.readiness.evidence import Evidence, Kind
from bot.readiness.kinds import infer_kind
from bot.readiness.place import Place

_PREFIX: Final = re.compile(rf"(?P<kind>{'|'.join(Kind)})\s*:\s+", re.IGNORECASE)
_NOTE: Final = re.compile(r"(?P<item>.*?)\s\((?P<note>.*)\)\s*", re.DOTALL)
# What a separator may stand in without parting items: code spans, escapes.
_ATOM: Final = re.compile(
    rf"(?P<ticks>`{{1,40}}).{{1,4000}}?(?P=ticks)|\\.|<br\s*/?>|{ENTITY}|.",
    re.IGNORECASE | re.DOTALL,
)
_SHA: Final = re.compile(r"[0-9a-f]{7,64}")
_PATH_LIKE: Final = re.compile(r"[\w.*@#~%+-]+(?:/[\w.*@#~%+-]*)+|[\w-]*\.?[\w-]+\.\w+(?:#\S*)?")
_LONGEST: Final = 1_000  # characters of a reference among prose
_NOTHING: Final = frozenset({"", "-", "—", "–", "n/a", "none", "tbd"})  # noqa: RUF001 - people type en dashes


@dataclass(frozen=True, slots=True)
class Part:
    """One item of a cell: where it starts and ends in the cell's Markdown."""

    start: int
    end: int
    raw: str


def looks_like_reference(text: str) -> bool:
    """Tell whether text can be a path or a commit, so that prose in a cell is not taken for one."""
    return len(text) < _LONGEST and bool(_SHA.fullmatch(text) or _PATH_LIKE.fullmatch(text))


def parts(raw: str) -> Iterator[Part]:
    """Yield the items of a cell, parted by `,`, `;` or `<br>` outside brackets and code."""
    start = depth = 0
    for atom in _ATOM.finditer(raw):
        text = atom[0]
        depth += (text in "([") - (text in ")]")
        if depth <= 0 and (text in ",;" or text[:3].lower() == "<br"):
            yield from _part(raw, start, atom.start())
            start, depth = atom.end(), 0
    yield from _part(raw, start, len(raw))


def _part(raw: str, start: int, end: int) -> Iterator[Part]:
    text = raw[start:end]
    if text.strip().casefold() not in _NOTHING:
        yield Part(start, end, text.strip())


def read_item(
    raw: str, place: Place, *, table: bool, links: Mapping[str, str] = MappingProxyType({})
) -> Evidence:
    """Read `kind: reference (note)`; the kind and the note may be missing.

    `links`: the definitions of the document's reference links.
    """
    prefix = _PREFIX.match(raw)
    rest = raw[prefix.end() :] if prefix else raw
    # Asked first, since the pattern would try every bracket of a long cell in vain.
    noted = _NOTE.fullmatch(rest) if rest.rstrip().endswith(")") else None
    reference = reference_text(noted["item"] if noted else rest, table=table, links=links)
    note = literal_text(noted["note"], table=table) if noted else ""
    kind = Kind(prefix["kind"].lower()) if prefix else infer_kind(reference) or Kind.CODE
    return Evidence(kind, reference, note, place)


def write_item(evidence: Evidence, *, table: bool) -> str:
    """Return the Markdown of `kind: reference (note)`."""
    note = f" ({escape(evidence.note)})" if evidence.note else ""
    return f"{evidence.kind}: {write_reference(evidence.reference, table=table)}{note}"
