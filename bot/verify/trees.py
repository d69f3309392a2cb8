"""Trees of a clone, as flat lists of files, whatever somebody pushed.

No recursion, no unbounded list: a folder that is in itself a thousand times over is refused.
"""

import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from bot.githosts.bounds import DEPTH, ENTRIES, TooLarge, too_many_entries
from bot.verify.objects import Objects

FOLDER: Final = "40000"
_ENTRY: Final = re.compile(rb"([^ \0]*) ([^\0]*)\0(.{20})", re.DOTALL)
TWICE: Final = "twice"
_FOLDERS: Final = 100
_KEPT: Final = 500_000  # entries of lists that are kept for the next question


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """A name in a folder. `mode` is what stands there, octal or not."""

    mode: str
    name: str
    oid: str

    @property
    def is_file(self) -> bool:
        """Whether it is a regular file, whichever rights it has."""
        return self.mode.startswith("100")

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return self.mode == FOLDER


class Trees:
    """Reads trees by their object ids; what was listed last is kept."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._lists: OrderedDict[str, Mapping[str, tuple[str, str]] | TooLarge] = OrderedDict()
        self._kept = 0
        self._folders: OrderedDict[str, Mapping[str, TreeEntry]] = OrderedDict()

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

    def _folder(self, tree: str) -> Mapping[str, TreeEntry]:
        """Return a folder's entries by name; a name that is there twice is none of the two."""
        if tree not in self._folders:
            if len(self._folders) > _FOLDERS:
                self._folders.popitem(last=False)
            found: dict[str, TreeEntry] = {}
            for entry in self._entries(tree):
                twin = entry.name in found
                found[entry.name] = replace(entry, mode=TWICE) if twin else entry
            self._folders[tree] = found
        return self._folders[tree]

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
        left, seen = [("", tree, 0)], 0
        while left:
            at, oid, depth = left.pop()
            if oid not in folders:
                folders[oid] = tuple(self._entries(oid))
            for entry in folders[oid]:
                seen += 1
                if seen > ENTRIES or depth >= DEPTH:
                    return too_many_entries()
                if entry.mode == FOLDER:
                    left.append((f"{at}{entry.name}/", entry.oid, depth + 1))
                else:
                    found[f"{at}{entry.name}"] = entry.mode, entry.oid
        return found

    def _entries(self, tree: str) -> Iterator[TreeEntry]:
        """Parse a tree object, as far as it is one."""
        for mode, name, oid in _ENTRY.findall(self._objects.content(tree)):
            shown = mode.decode("ascii", "backslashreplace")
            yield TreeEntry(shown, name.decode("utf-8", "backslashreplace"), oid.hex())


def _size(found: Mapping[str, tuple[str, str]] | TooLarge) -> int:
    return 1 if isinstance(found, TooLarge) else len(found) + 1
