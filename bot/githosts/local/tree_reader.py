"""Trees of a repository, as flat lists of files, whatever somebody pushed.

No recursion, no unbounded list: a folder that is in itself a thousand times over is refused.
"""

import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Protocol

from bot.githosts.bounds import DEPTH, ENTRIES, READ_BYTES, TooLarge, too_many_entries
from bot.githosts.cache import TREE_ENTRIES, Cache
from bot.ports.git_host import Entry, EntryKind

FOLDER: Final = "40000"
REGULAR: Final = "100644"
_ENTRY: Final = re.compile(rb"([^ \0]*) ([^\0]*)\0(.{20})", re.DOTALL)
_KINDS: Final = {"120000": EntryKind.SYMLINK, "160000": EntryKind.SUBMODULE}
TWICE: Final = "twice"
_NOTHING: Final[Mapping[str, "TreeEntry"]] = MappingProxyType({})
_KEPT: Final = 500_000  # entries of lists that are kept for the next question


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """A name in a folder. `mode` is what stands there, octal or not.

    Bytes of a name that are no UTF-8 are lone surrogates in it: no path that people write has any.
    """

    mode: str
    name: str
    oid: str

    @property
    def shown(self) -> str:
        """The name, with bytes that are no UTF-8 escaped."""
        if self.name.isascii():
            return self.name
        return self.name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")

    @property
    def is_file(self) -> bool:
        """Whether it is a regular file, whichever rights it has."""
        return self.mode.startswith("100")

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return self.mode == FOLDER


class Contents(Protocol):
    """Where the bytes of a tree are read from."""

    def content(self, oid: str) -> bytes:
        """Return the content of an object; raises TooLarge rather than read one that is huge."""
        ...


class Trees:
    """Reads trees by their object ids; what was listed last is kept."""

    def __init__(self, objects: Contents) -> None:
        self._objects = objects
        self._lists: OrderedDict[str, Mapping[str, tuple[str, str]] | TooLarge] = OrderedDict()
        self._kept = 0
        self._folders: Cache[str, Mapping[str, TreeEntry]] = Cache(
            TREE_ENTRIES, lambda names: len(names) + 1
        )

    def at(self, root: str, path: str) -> TreeEntry | None:
        """Return what stands at a path below a folder; the folder itself for an empty path."""
        found: TreeEntry | None = TreeEntry(FOLDER, "", root)
        for name in path.split("/") if path else ():
            if found is None or found.mode != FOLDER:
                return None
            found = self._folder(found.oid).get(name)
        return found

    def files(self, tree: str) -> Mapping[str, tuple[str, str]]:
        """Return every file below a tree: path → mode, object id. Raises TooLarge."""
        found = self._lists.get(tree)
        if found is None:
            found = self._keep(tree, self._listed(tree))
        self._lists.move_to_end(tree)
        if isinstance(found, TooLarge):
            raise found
        return found

    def changed(self, one: str, other: str) -> frozenset[str]:
        """Return the paths of the files that differ below two trees. Raises TooLarge.

        Folders that are the same are not opened, however much is in them.
        """
        found: set[str] = set()
        left: list[tuple[str, str | None, str | None, int]] = [("", one, other, 0)]
        seen = letters = 0
        while left:
            at, *pair, depth = left.pop()
            before, after = (self._folder(tree) if tree else _NOTHING for tree in pair)
            differing = [n for n in before.keys() | after.keys() if before.get(n) != after.get(n)]
            seen += max(len(before), len(after))
            letters += len(at) * len(differing)
            if seen > ENTRIES or letters > READ_BYTES or depth >= DEPTH:
                raise too_many_entries()
            for name in differing:
                sides = before.get(name), after.get(name)
                shown = next(entry.shown for entry in sides if entry)
                if any(entry and not entry.is_folder for entry in sides):
                    found.add(f"{at}{shown}")
                inner = [entry.oid if entry and entry.is_folder else None for entry in sides]
                if any(inner):
                    left.append((f"{at}{shown}/", inner[0], inner[1], depth + 1))
        return frozenset(found)

    def _folder(self, tree: str) -> Mapping[str, TreeEntry]:
        """Return a folder's entries by name; a name that is there twice is none of the two."""
        if (known := self._folders.get(tree)) is not None:
            return known
        found: dict[str, TreeEntry] = {}
        for entry in self._entries(tree):
            twin = entry.name in found
            found[entry.name] = replace(entry, mode=TWICE) if twin else entry
        self._folders.put(tree, found)
        return found

    def _keep(
        self, tree: str, found: Mapping[str, tuple[str, str]] | TooLarge
    ) -> Mapping[str, tuple[str, str]] | TooLarge:
        self._lists[tree] = found
        self._kept += _size(found)
        while self._kept > _KEPT and len(self._lists) > 1:
            self._kept -= _size(self._lists.popitem(last=False)[1])
        return found

    def _listed(self, tree: str) -> Mapping[str, tuple[str, str]] | TooLarge:
        found: dict[str, tuple[str, str]] = {}
        folders: dict[str, tuple[TreeEntry, ...]] = {}  # the same folder may be there many times
        left, seen, letters = [("", tree, 0)], 0, 0
        while left:
            at, oid, depth = left.pop()
            if oid not in folders:
                folders[oid] = tuple(self._entries(oid))
            seen += len(folders[oid])
            letters += len(at) * len(folders[oid])  # a path repeats all folders above it
            if seen > ENTRIES or letters > READ_BYTES or depth >= DEPTH:
                return too_many_entries()
            for entry in folders[oid]:
                if entry.mode == FOLDER:
                    left.append((f"{at}{entry.shown}/", entry.oid, depth + 1))
                else:
                    found[f"{at}{entry.shown}"] = entry.mode, entry.oid
        return found

    def _entries(self, tree: str) -> Iterator[TreeEntry]:
        """Parse a tree object, as far as it is one: what is none is looked at once."""
        data, at = self._objects.content(tree), 0
        while found := _ENTRY.match(data, at):
            at = found.end()
            mode, name, oid = found.groups()
            shown = mode.decode("ascii", "backslashreplace").lstrip("0")  # old programs pad
            yield TreeEntry(shown, name.decode("utf-8", "surrogateescape"), oid.hex())


def entries_of(files: Mapping[str, tuple[str, str]], sizes: Mapping[str, int]) -> tuple[Entry, ...]:
    """Return files (path → mode, object id) as entries, sorted by path; `sizes` are by id."""
    return tuple(
        Entry(path, oid, _KINDS.get(mode, EntryKind.FILE), sizes.get(oid, -1))
        for path, (mode, oid) in sorted(files.items())
    )


def _size(found: Mapping[str, tuple[str, str]] | TooLarge) -> int:
    return 1 if isinstance(found, TooLarge) else len(found) + 1
