"""A commit's files as the checkers ask for them: by path, by pattern, by folder."""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Final

from bot.documents.lookalikes import skeleton
from bot.evidence.globs import is_glob, matches
from bot.ports.git_host import Entry

_MOST_COMPARED: Final = 200
_AFTER_SLASH: Final = "0"  # the character that sorts right after a slash


class Tree:
    """Every entry of a commit. Questions about a part of it do not look at the rest.

    A path is found as it is written; else by its normal form, where one alone has that: an é may
    be one character, or an e and its accent.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = {entry.path: entry for entry in sorted(entries, key=lambda e: e.path)}
        self._paths = list(self._entries)
        self._found: dict[str, tuple[Entry, ...]] = {}
        self._by_name: Mapping[str, list[str]] | None = None
        self._by_form: Mapping[str, list[str]] | None = None

    def get(self, path: str) -> Entry | None:
        """Return the entry of a path."""
        entry = self._entries.get(path)
        return entry or self._entries.get(self._real(path))

    def alike(self, path: str) -> tuple[str, ...]:
        """Return the files and folders, as they are named, whose path has the same normal form."""
        if self._by_form is None:
            self._by_form = _forms(self._paths)
        return tuple(self._by_form.get(_form(path), ()))

    def _real(self, path: str) -> str:
        alike = () if path.isascii() else self.alike(path)
        return alike[0] if len(alike) == 1 else path

    def find(self, path: str) -> tuple[Entry, ...]:
        """Return the entry of a path, or all that match if it is a glob and not a path itself."""
        entry = self.get(path)
        if entry is not None:
            return (entry,)
        if not is_glob(path):
            return ()
        if path not in self._found:
            names = path.split("/")
            fixed = next(at for at, name in enumerate(names) if is_glob(name))
            inside = self._range("/".join(names[:fixed]))
            found = [p for p in inside if matches(path, p)]
            found = found or [p for p in inside if not p.isascii() and _alike(path, p)]
            self._found[path] = tuple(self._entries[p] for p in found)
        return self._found[path]

    def below(self, folder: str) -> tuple[Entry, ...]:
        """Return all entries under a folder."""
        return tuple(self._entries[path] for path in self._range(folder))

    def above(self, path: str) -> Entry | None:
        """Return the entry (a link, a submodule) that a path leads through, if there is one."""
        names = path.split("/")
        folders = ("/".join(names[:end]) for end in range(1, len(names)))
        return next((e for f in folders if (e := self.get(f)) is not None), None)

    def nearest(self, path: str) -> str | None:
        """Return a path of the same name elsewhere, or of a name like it in the same folder."""
        if self._by_name is None:
            by_name: dict[str, list[str]] = {}
            for each in self._paths:
                by_name.setdefault(_name(each), []).append(each)
            self._by_name = by_name
        if same := self._by_name.get(_name(path)):
            return same[0]
        folder = path.rpartition("/")[0]
        beside = self._range(folder)[:_MOST_COMPARED]
        looks = skeleton(path)
        if same := [each for each in beside if skeleton(each) == looks]:
            return same[0]
        near = get_close_matches(path, beside, 1, 0.8)
        return near[0] if near else None

    def _range(self, folder: str) -> list[str]:
        if not folder:
            return self._paths
        start = bisect_left(self._paths, f"{folder}/")
        found = self._paths[start : bisect_left(self._paths, f"{folder}{_AFTER_SLASH}", start)]
        real = folder if found else self._real(folder)
        return found if real == folder else self._range(real)


def _forms(paths: Iterable[str]) -> Mapping[str, list[str]]:
    """Return normal form → the files and folders, each once, that have it. Only where it matters.

    Any path may be meant by one that is not ASCII alone, so only those need to be here.
    """
    found: dict[str, dict[str, None]] = {}
    for path in paths:
        if path.isascii():
            continue
        names = path.split("/")
        for end in range(1, len(names) + 1):
            whole = "/".join(names[:end])
            found.setdefault(_form(whole), {})[whole] = None
    return {form: list(alike) for form, alike in found.items()}


def _form(path: str) -> str:
    return unicodedata.normalize("NFC", path)


def _alike(pattern: str, path: str) -> bool:
    return matches(_form(pattern), _form(path))


def _name(path: str) -> str:
    return path.rpartition("/")[2].casefold()
