"""The Git host that is a folder: reads through its object store, writes by pushing into it."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from dulwich.refs import check_ref_format

from bot.githosts.ancestry import look_of
from bot.githosts.local import history
from bot.githosts.local.notes import CiNotes
from bot.githosts.local.push import publish
from bot.githosts.local.repository import Repository, opened
from bot.githosts.writes import check
from bot.ports.git_host import Blob, CiRun, CommitInfo, Entry, Look, Signature, Write

T = TypeVar("T")

DEFAULT_COMMITTER = Signature("gatebot", "gatebot@localhost")


class LocalHost:
    """A `GitHost` over a repository folder (bare, or not checked out at the branch).

    Every operation opens the folder anew in a thread, so what other processes wrote is seen at
    once. `timeout` (seconds) bounds each git process, and all that one operation reads; `called`
    stands for the path in what is said of the repository. Raises ValueError for an impossible
    branch.
    """

    def __init__(
        self,
        path: Path,
        branch: str = "main",
        *,
        committer: Signature = DEFAULT_COMMITTER,
        timeout: float = 60.0,
        called: str = "",
    ) -> None:
        if not check_ref_format(f"refs/heads/{branch}".encode()):  # type: ignore[arg-type]
            raise ValueError(f"{branch!r} can't be the name of a branch.")
        self._path = path.absolute()
        self._branch = branch
        self._committer = committer
        self._timeout = timeout
        self._called = called
        self._notes = CiNotes()

    async def look(self, paths: Collection[str], since: str | None = None) -> Look:
        """Read the branch's head, these documents at it, and the commits after `since`."""

        def read(repo: Repository) -> Look:
            head = repo.head()
            blobs = repo.blobs(head, paths)
            if since is None:
                return Look(head, blobs)
            return look_of(head, blobs, history.commits_since(repo, head, since, self._timeout))

        return await self._with_repository(read)

    async def read(self, commit: str, paths: Collection[str]) -> Mapping[str, Blob | None]:
        """Read files at a commit; None where a path is no regular file there."""
        return await self._with_repository(lambda repo: repo.blobs(commit, paths))

    async def tree(self, commit: str) -> Sequence[Entry]:
        """List every file of a commit, sorted by path."""
        return await self._with_repository(lambda repo: repo.entries(commit))

    async def resolve(self, sha: str) -> str | None:
        """Return the full sha of a full or abbreviated one; None if no commit, or more than one."""
        return await self._with_repository(lambda repo: history.resolve(repo, sha, self._timeout))

    async def named(self, revision: str) -> str | None:
        """Return the commit that a branch, a tag, HEAD or a sha names; None if it names none."""
        return await self._with_repository(
            lambda repo: history.named(repo, revision, self._timeout)
        )

    async def is_ancestor(self, ancestor: str, commit: str) -> bool:
        """Tell whether a sha is `commit` or reachable from it; an ambiguous one is not."""
        return await self._with_repository(
            lambda repo: history.is_ancestor(repo, ancestor, commit, self._timeout)
        )

    async def changed_paths(self, base: str, commit: str) -> frozenset[str]:
        """Return the paths that differ between two commits."""
        return await self._with_repository(
            lambda repo: repo.trees.changed(repo.root(base), repo.root(commit))
        )

    async def authors(
        self, commit: str, paths: Collection[str]
    ) -> Mapping[str, tuple[Signature, ...]]:
        """Return all who changed each path, the newest first, as of a commit.

        Missing paths are left out; what a file was before it got this name is not looked at.
        """
        return await self._with_repository(
            lambda repo: history.authors(repo, commit, paths, self._timeout)
        )

    async def commits_touching(
        self, commit: str, path: str, most: int | None = None
    ) -> Sequence[CommitInfo]:
        """Return the commits that changed a file, the newest first; none where it is not there."""
        return await self._with_repository(
            lambda repo: history.commits_touching(repo, commit, path, self._timeout, most)
        )

    async def commit_author(self, commit: str) -> Signature:
        """Return who wrote a commit (full sha)."""
        return await self._with_repository(lambda repo: history.commit_author(repo, commit))

    async def ci_runs(self, commit: str) -> Sequence[CiRun]:
        """Return the CI runs in the commit's note, newest first."""
        return await self._with_repository(lambda repo: self._notes.runs(repo, commit))

    async def ci_run_at(self, url: str) -> CiRun | None:
        """Return the run whose `url`, or `ci:<id>`, this is; None if no note has it."""
        return await self._with_repository(lambda repo: self._notes.run_at(repo, url))

    async def write(self, change: Write) -> str:
        """Commit and push onto exactly `expected_head`; return the new sha.

        Raises Conflict, OutcomeUnknown, HostUnavailable or Rejected; ValueError for a write that
        is malformed or changes nothing.
        """
        check(change)
        return await self._with_repository(
            lambda repo: publish(repo, self._branch, change, self._committer, self._timeout)
        )

    def commit_url(self, sha: str) -> str | None:  # noqa: ARG002 - the Protocol's signature
        """Return None: a folder has no pages."""
        return None

    def compare_url(self, base: str, commit: str) -> str | None:  # noqa: ARG002 - as above
        """Return None: a folder has no pages."""
        return None

    async def _with_repository(self, operation: Callable[[Repository], T]) -> T:
        def run() -> T:
            with opened(self._path, self._branch, self._called, self._timeout) as repo:
                return operation(repo)

        return await asyncio.to_thread(run)
