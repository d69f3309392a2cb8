"""What stands at the watched paths of commits: a file, a folder, or something that is neither."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from bot.documents.policy_file import POLICY_PATH
from bot.githosts.local.tree_reader import TWICE, TreeEntry
from bot.verify.clone import Clone

_NONE: Final[Mapping[str, str]] = MappingProxyType({})
_LINK: Final = "a link, which can lead anywhere"
_OTHERS: Final = {
    "120000": _LINK,
    "160000": "a submodule",
    "40000": "a folder",
    TWICE: "two things of one name",
}


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
    states = {}
    for commit in commits:
        entries = {path: clone.at(commit, path) for path in blobs}
        trees = {path: clone.at(commit, path) for path in folders}
        oids = {path: entry.oid for path, entry in entries.items() if entry}
        oids |= {f"{p}/": entry.oid for p, entry in trees.items() if entry and entry.is_folder}
        states[commit] = State(oids, dict(_odd(entries)))
    return states


def _odd(entries: Mapping[str, TreeEntry | None]) -> Iterator[tuple[str, str]]:
    for path, entry in entries.items():
        if entry and not entry.is_file:
            yield path, _OTHERS.get(entry.mode, f"no file (its mode is {entry.mode})")
