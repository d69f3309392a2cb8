"""All files of one commit, and what they become by a write: without any I/O."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.githosts.objects import (
    EXECUTABLE,
    FILE,
    FOLDER,
    SUBMODULE,
    SYMLINK,
    Node,
    blob_oid,
    tree_oid,
)
from bot.ports.git_host import Entry, EntryKind, Rejected, Write

_MODES = {EntryKind.FILE: FILE, EntryKind.SYMLINK: SYMLINK, EntryKind.SUBMODULE: SUBMODULE}


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a commit, sorted by path; `executables` are those with the bit set."""

    entries: tuple[Entry, ...]
    executables: frozenset[str]
    by_path: Mapping[str, Entry] = field(repr=False, compare=False)

    @classmethod
    def of(cls, entries: Iterable[Entry], executables: Iterable[str]) -> "Listing":
        """Return a listing of entries in any order."""
        ordered = tuple(sorted(entries, key=lambda entry: entry.path))
        return cls(ordered, frozenset(executables), {entry.path: entry for entry in ordered})

    def mark(self, path: str) -> tuple[str, EntryKind, bool] | None:
        """Return what makes a path the same in two listings; None where it is not there."""
        entry = self.by_path.get(path)
        return (entry.oid, entry.kind, path in self.executables) if entry else None

    def oid(self) -> str:
        """Return the id that Git gives this tree. Takes about 5 µs a file."""
        inside: dict[str, list[Node]] = {"": []}
        for entry in self.entries:
            folder, _, name = entry.path.rpartition("/")
            above = folder
            while above not in inside:
                inside[above] = []
                above = above.rpartition("/")[0]
            mode = EXECUTABLE if entry.path in self.executables else _MODES[entry.kind]
            inside[folder].append(Node(name, mode, entry.oid))
        # The deepest first, and no recursion: people push folders of any depth.
        for folder in sorted(inside, key=lambda path: path.count("/"), reverse=True):
            if folder:
                above, _, name = folder.rpartition("/")
                inside[above].append(Node(name, FOLDER, tree_oid(inside[folder])))
        return tree_oid(inside[""])

    def after(self, change: Write) -> "Listing":
        """Return the listing that a write leads to; new files are not executable."""
        files = {
            path: Entry(path, blob_oid(data), size=len(data)) for path, data in change.files.items()
        }
        kept = {path: e for path, e in self.by_path.items() if path not in set(change.deletes)}
        return Listing.of((kept | files).values(), self.executables & (kept | files).keys())

    def demand_places(self, change: Write) -> None:
        """Raise Rejected where a file would take the place of a folder, a link or a submodule."""
        folders = {folder for path in self.by_path for folder in _folders(path)}
        for path in change.files:
            there = self.by_path.get(path)
            if path in folders or (there is not None and there.kind is not EntryKind.FILE):
                raise _in_the_way(path, "is no regular file")
            for folder in _folders(path):
                if folder in self.by_path:
                    raise _in_the_way(folder, "is no folder")
        for path in change.deletes:
            if path not in self.by_path:
                raise _in_the_way(path, "is no file to delete")

    def holds(self, change: Write) -> bool:
        """Tell whether all of a write is there already."""
        there = ((self.by_path.get(path), data) for path, data in change.files.items())
        same = (entry is not None and entry.oid == blob_oid(data) for entry, data in there)
        return not change.deletes and all(same)


def changed(before: Listing, after: Listing) -> frozenset[str]:
    """Return the paths that differ between two listings."""
    paths = before.by_path.keys() | after.by_path.keys()
    return frozenset(path for path in paths if before.mark(path) != after.mark(path))


def _folders(path: str) -> Iterable[str]:
    parts = path.split("/")
    return ("/".join(parts[:depth]) for depth in range(1, len(parts)))


def _in_the_way(path: str, what: str) -> Rejected:
    return Rejected(
        f"{path} {what} in the repository.", "Mend the path, or move what is there away."
    )
