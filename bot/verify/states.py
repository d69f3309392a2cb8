"""What stands at the watched paths of commits: a file, a folder, or something that is neither."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from bot.documents.policy_file import POLICY_PATH
from bot.githosts.bounds import TooLarge
from bot.verify.clone import Clone
from bot.verify.trees import TreeEntry

_NONE: Final[Mapping[str, str]] = MappingProxyType({})
_LINK: Final = "a link, which can lead anywhere"
_OTHERS: Final = {"120000": _LINK, "160000": "a submodule", "40000": "a folder"}


@dataclass(frozen=True, slots=True)
class State:
    """Which objects stand at the watched paths of a commit: path → object id, where there is one.

    A folder's path ends in a slash here, and its id is that of its tree. `odd`: paths of documents
    at which something else than a file stands, with what that is.
    """

    oids: Mapping[str, str] = field(default_factory=lambda: _NONE)
    odd: Mapping[str, str] = field(default_factory=lambda: _NONE)

    @property
    def policy(self) -> str | None:
        """The object id of the policy file."""
        return self.oids.get(POLICY_PATH)


def read_states(
    clone: Clone, commits: Collection[str], blobs: Sequence[str], folders: Sequence[str]
) -> dict[str, State]:
    """Return what stands at each commit: `blobs` are paths of documents, `folders` of records."""
    inside = [_folder_of(path) for path in blobs]
    wanted = [*blobs, *folders, *dict.fromkeys(inside)]
    names = [_name(commit, path) for commit in commits for path in wanted]
    found = iter(clone.objects.named(names))
    states = {}
    for commit in commits:
        there = {path: next(found) for path in wanted}
        trees = {path: it.oid for path, it in there.items() if it and it.kind == "tree"}
        entries = {
            path: _entry(clone, trees[above], path)
            for path, above in zip(blobs, inside, strict=True)
            if above in trees
        }
        states[commit] = State(dict(_oids(entries, trees, folders)), dict(_odd(entries)))
    return states


def _oids(
    entries: Mapping[str, TreeEntry | None], trees: Mapping[str, str], folders: Sequence[str]
) -> Iterator[tuple[str, str]]:
    yield from ((path, entry.oid) for path, entry in entries.items() if entry)
    yield from ((f"{path}/", trees[path]) for path in folders if path in trees)


def _odd(entries: Mapping[str, TreeEntry | None]) -> Iterator[tuple[str, str]]:
    for path, entry in entries.items():
        if entry and not entry.is_file:
            yield path, _OTHERS.get(entry.mode, f"no file (its mode is {entry.mode})")


def _entry(clone: Clone, tree: str, path: str) -> TreeEntry | None:
    try:
        return clone.trees.entry(tree, path.rpartition("/")[2])
    except TooLarge:  # a folder of a million names: whatever stands there is not looked at
        return TreeEntry("in a folder that is too large", path, "0" * 40)


def _folder_of(path: str) -> str:
    return path.rpartition("/")[0]


def _name(commit: str, path: str) -> str:
    """Return how git names what stands at a path; the empty one is the root."""
    return f"{commit}:{path}"
