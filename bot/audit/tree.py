"""A commit's files as the checkers ask for them: by path, by pattern, by folder."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Final

from bot.audit.globs import is_glob, matches
from bot.githosts.host import Entry

_MOST_COMPARED: Final = 200
_AFTER_SLASH: Final = "0"  # the character that sorts right after a slash


class Tree:
    """Every entry of a commit. Questions about a part of it do not look at the rest."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = {entry.path: entry for entry in sorted(entries, key=lambda e: e.path)}
        self._paths = list(self._entries)
        self._found: dict[str, tuple[Entry, ...]] = {}
        self._by_name: Mapping[str, list[str]] | None = None

    def get(self, path: str) -> Entry | None:
        """Return the entry of a path."""
        return self._entries.get(path)

    def find(self, path: str) -> tuple[Entry, ...]:
        """Return the entry of a path, or all that match if it is a glob and not a path itself."""
        entry = self._entries.get(path)
        if entry is not None:
            return (entry,)
        if not is_glob(path):
            return ()
        if path not in self._found:
            names = path.split("/")
            fixed = next(at for at, name in enumerate(names) if is_glob(name))
            inside = self._range("/".join(names[:fixed]))
            self._found[path] = tuple(self._entries[p] for p in inside if matches(path, p))
        return self._found[path]

    def below(self, folder: str) -> tuple[Entry, ...]:
        """Return all entries under a folder."""
        return tuple(self._entries[path] for path in self._range(folder))

    def above(self, path: str) -> Entry | None:
        """Return the entry (a link, a submodule) that a path leads through, if there is one."""
        names = path.split("/")
        folders = ("/".join(names[:end]) for end in range(1, len(names)))
        return next((e for f in folders if (e := self._entries.get(f)) is not None), None)

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
        near = get_close_matches(path, beside, 1, 0.8)
        return near[0] if near else None

    def _range(self, folder: str) -> list[str]:
        if not folder:
            return self._paths
        start = bisect_left(self._paths, f"{folder}/")
        return self._paths[start : bisect_left(self._paths, f"{folder}{_AFTER_SLASH}", start)]


def _name(path: str) -> str:
    return path.rpartition("/")[2].casefold()
