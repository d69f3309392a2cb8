"""Where a reference leads: as it is written, else as the Git host's page of the tracker leads.

What is written wins wherever it is there, so that a repository whose references are paths from its
root is read as ever. A page takes a link from the folder of its document, decodes `%20`, and knows
`?plain=1`, `#L10` and a leading `/`.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import Final
from urllib.parse import unquote

from bot.evidence.reference import (
    BadReference,
    CodeReference,
    ContractReference,
    DocReference,
    Reference,
    checked,
    shape_of,
)
from bot.evidence.tree import Tree
from bot.readiness.evidence import Kind

_QUERY: Final = re.compile(r"\?[\w-]+=[\w.%-]*(?:&[\w-]+=[\w.%-]*)*$")
_BACK_LATER: Final = re.compile(r"(?<![./])/\.\.(?:/|$)|[^./]\.?/\.\.(?:/|$)")
_MOST_MARKS: Final = 8  # in no path do so many stand
_LINES: Final = re.compile(r"#?L\d+(?:C\d+)?(?:-L\d+(?:C\d+)?)?")


def resolve(kind: Kind, reference: str, folder: str, tree: Tree | None) -> Reference:
    """Return the typed value of a reference of a document in `folder` ("": the root).

    The first reading that is there counts; if none is (or without a tree), the first that can be
    taken. Raises BadReference where none can be.
    """
    written = shape_of(kind, reference)
    first: Reference | None = None
    refused: BadReference | None = None
    try:
        first = checked(written)
    except BadReference as error:
        if error.why != "escapes":
            raise
        refused = error
    if first is not None and (tree is None or _is_there(first, tree)):
        return _as_named(first, tree)
    for taken in _taken(_readings(written, folder)):
        if tree is not None and _is_there(taken, tree):
            return _as_named(taken, tree)
        # From the root alone: `/etc/x` is told as it is written.
        first = first or (None if (written.path or "").startswith("/") else taken)
    if first is None:
        raise refused or BadReference("escapes")
    return first


def _taken(readings: Iterable[Reference]) -> Iterator[Reference]:
    for reading in dict.fromkeys(readings):
        with suppress(BadReference):
            yield checked(reading)


def _as_named(reference: Reference, tree: Tree | None) -> Reference:
    """Return a reference with its path as the file itself is named."""
    entry = tree.get(reference.path) if tree and reference.path else None
    return replace(reference, path=entry.path) if entry else reference


def _is_there(reference: Reference, tree: Tree) -> bool:
    if reference.path is None:
        return True
    # One as of a commit is looked for there; the tree at hand says nothing against it.
    found = tree.find(reference.path)
    return bool(found or (isinstance(reference, CodeReference) and tree.below(reference.path)))


def _readings(written: Reference, folder: str) -> Iterator[Reference]:
    """Yield the other readings: a `#` that belongs to a name, then those of a page."""
    if written.path is None:
        return
    splits = (written, *_other_splits(written))
    yield from splits[1:]
    for each in splits:
        for path in _on_page(each.path or "", folder):
            yield _without_lines(replace(each, path=path), each.path or "")


def _other_splits(written: Reference) -> Iterator[Reference]:
    """Yield a document or contract with its path up to a later `#`, as in `docs/C#/guide.md`."""
    match written:
        case DocReference(path=path, anchor=str(rest)):
            for at in _marks(rest):
                behind = rest[at + 1 :] if at < len(rest) else None
                yield DocReference(f"{path}#{rest[:at]}", behind)
        case ContractReference(path=path, part=rest) if rest:
            for at in _marks(rest):
                yield ContractReference(f"{path}#{rest[:at]}", rest[at + 1 :].strip())
        case _:
            pass


def _marks(text: str) -> Iterator[int]:
    yield from islice((at for at, char in enumerate(text) if char == "#"), _MOST_MARKS)
    yield len(text)


def _on_page(path: str, folder: str) -> Iterator[str]:
    """Yield the paths, from the root, that a link may lead to."""
    bare = _QUERY.sub("", path.strip())
    if bare.startswith("/"):
        yield from (unquote(each) for each in (bare[1:],) if not each.startswith("/"))
        return
    for each in (bare, unquote(bare)):
        yield each
        if _BACK_LATER.search(each):
            continue  # `a/../../b` is refused as it ever was: nobody writes a way so
        yield posixpath.normpath(f"{folder}/{each}" if folder else each)


def _without_lines(reading: Reference, written: str) -> Reference:
    """Return a reading without the lines that a link names; of a document, behind `?plain=1`."""
    if isinstance(reading, DocReference):
        plain = _QUERY.search(written) and _LINES.fullmatch(reading.anchor or "")
        return replace(reading, anchor=None) if plain else reading
    path, mark, lines = (reading.path or "").rpartition("#")
    return replace(reading, path=path) if mark and _LINES.fullmatch(lines) else reading
