"""The Protocol every Git host implements, its values, and its errors.

All paths are relative to the repository's root, with `/`. All commits are full, lower-case shas.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType, Protocol


class HostError(Exception):
    """The base of what a host can raise. Its text is safe to show: no token, no URL with one."""


class HostUnavailable(HostError):
    """Nothing was done; try again later. `retry_after`: seconds, None if the host said none."""

    def __init__(self, why: str, retry_after: float | None = None) -> None:
        super().__init__(why)
        self.retry_after = retry_after


class Conflict(HostError):
    """The branch is no longer at the head that was read. Nothing was written: read again."""


class Overtaken(HostError):
    """It is written, but not on the head that was read: a commit came in between.

    Only hosts that check single files, and not the branch, can raise it. `commit` is what was
    written, `onto` its parent: what came between the head that was read and it is to be audited.
    """

    def __init__(self, why: str, commit: str, onto: str) -> None:
        super().__init__(why)
        self.commit = commit
        self.onto = onto


class OutcomeUnknown(HostError):
    """A write was sent and its outcome is not known: look before trying again."""


class Rejected(HostError):
    """The host refuses this (a hook, a protection, rights); `mend` says what helps."""

    def __init__(self, why: str, mend: str) -> None:
        super().__init__(why)
        self.mend = mend


class NotFound(HostError):
    """The commit, branch or repository is not there."""


class EntryKind(StrEnum):
    """What a tree entry is."""

    FILE = "file"
    SYMLINK = "symlink"
    SUBMODULE = "submodule"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a commit's tree (folders are not entries). `size` in bytes, -1 if not known."""

    path: str
    oid: str
    kind: EntryKind = EntryKind.FILE
    size: int = -1


@dataclass(frozen=True, slots=True)
class Blob:
    """A file's content at a commit."""

    path: str
    oid: str
    data: bytes


@dataclass(frozen=True, slots=True)
class CommitInfo:
    """A commit of the branch: message with its trailers, author, time (aware, UTC)."""

    sha: str
    message: str
    author_name: str
    author_email: str
    at: datetime
    parents: tuple[str, ...] = ()

    @property
    def author(self) -> "Signature":
        """Who wrote it."""
        return Signature(self.author_name, self.author_email)

    def trailers(self, key: str) -> tuple[str, ...]:
        """Return the values of a trailer, from the message's last paragraph.

        Lines end where Git says so: no other separator of Unicode begins a trailer.
        """
        prefix = key.casefold() + ":"
        last = self.message.rstrip().rsplit("\n\n", 1)[-1]
        return tuple(
            line.split(":", 1)[1].strip()
            for line in last.split("\n")
            if line.casefold().startswith(prefix)
        )


@dataclass(frozen=True, slots=True)
class Look:
    """One reading of the branch: its head, documents at it, and the commits since a base.

    `blobs` has every path that was asked for; None where it is not there. `since` is newest first,
    empty when no base was given; `base_reachable` is False if history was rewritten under the base.
    `complete` is False where there are more commits than those: what is in the others isn't known.
    """

    head: str
    blobs: Mapping[str, Blob | None]
    since: tuple[CommitInfo, ...] = ()
    base_reachable: bool = True
    complete: bool = True


class CiState(StrEnum):
    """The state of one CI run."""

    GREEN = "green"
    RED = "red"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class CiRun:
    """One CI run. A host's runs are ordered by `at` (aware, UTC); `id` is the host's own."""

    id: str
    commit: str
    state: CiState
    at: datetime
    url: str = ""
    tests: frozenset[str] | None = None  # names reported green; None where the host reports none


@dataclass(frozen=True, slots=True)
class Signature:
    """An author or committer."""

    name: str
    email: str


# A message in which people's words have no effect on a host: only repository/trailers.py makes it.
CommitMessage = NewType("CommitMessage", str)


@dataclass(frozen=True, slots=True)
class Write:
    """Several files in one commit on top of exactly `expected_head`."""

    expected_head: str
    files: Mapping[str, bytes]
    message: CommitMessage
    author: Signature
    at: datetime
    deletes: Collection[str] = field(default_factory=tuple)


class GitHost(Protocol):
    """What gatebot needs of a Git host. Reads raise HostUnavailable, NotFound or Rejected."""

    async def look(self, paths: Collection[str], since: str | None = None) -> Look:
        """Read the branch's head, these documents at it, and the commits after `since`."""
        ...

    async def read(self, commit: str, paths: Collection[str]) -> Mapping[str, Blob | None]:
        """Read files at a commit; None where a path is no regular file there."""
        ...

    async def tree(self, commit: str) -> Sequence[Entry]:
        """List every file of a commit, sorted by path."""
        ...

    async def resolve(self, sha: str) -> str | None:
        """Return the full sha of a full or abbreviated one; None if no commit, or more than one."""
        ...

    async def is_ancestor(self, ancestor: str, commit: str) -> bool:
        """Tell whether `ancestor` (a full or abbreviated sha) is `commit` or reachable from it."""
        ...

    async def changed_paths(self, base: str, commit: str) -> frozenset[str]:
        """Return the paths that differ between two commits."""
        ...

    async def authors(
        self, commit: str, paths: Collection[str]
    ) -> Mapping[str, tuple[Signature, ...]]:
        """Return all who changed each path, the newest first, as of a commit.

        Missing paths are left out; what a file was before it got this name is not looked at.
        """
        ...

    async def commits_touching(
        self, commit: str, path: str, most: int | None = None
    ) -> Sequence[CommitInfo]:
        """Return the commits that changed a file, the newest first, as of a commit.

        All of them, or at most the `most` newest. Empty where the file is not there at it. What it
        was before it got this name is not looked at, and of a merge only the side that the file was
        taken from.
        """
        ...

    async def commit_author(self, commit: str) -> Signature:
        """Return who wrote a commit (full sha)."""
        ...

    async def ci_runs(self, commit: str) -> Sequence[CiRun]:
        """Return the CI runs for exactly this commit, newest first."""
        ...

    async def ci_run_at(self, url: str) -> CiRun | None:
        """Return the run a link points at, or None if it is no link of this host or not there."""
        ...

    async def write(self, change: Write) -> str:
        """Commit and publish by compare-and-swap on `expected_head`; return the new sha.

        Raises Conflict, OutcomeUnknown, HostUnavailable or Rejected; never overwrites. A host that
        can only compare single files raises Overtaken where it wrote onto another head.
        """
        ...

    def commit_url(self, sha: str) -> str | None:
        """Return a link to a commit for people, or None where the host has no pages."""
        ...

    def compare_url(self, base: str, commit: str) -> str | None:
        """Return a link to what changed between two commits, or None where there are no pages."""
        ...
