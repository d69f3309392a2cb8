"""The Git host that any server over smart HTTP is: a mirror that is fetched, and pushes."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from bot.githosts.git.failures import Unexplained
from bot.githosts.git.mirror import Mirror
from bot.githosts.git.push import Raced, publish
from bot.githosts.git.remote import Remote
from bot.githosts.local.host import DEFAULT_COMMITTER, LocalHost
from bot.githosts.local.notes import CiNotes
from bot.githosts.local.repository import Damaged, opened
from bot.githosts.writes import check
from bot.ports.git_host import (
    Blob,
    CiRun,
    CommitInfo,
    Conflict,
    Entry,
    HostUnavailable,
    Look,
    NotFound,
    OutcomeUnknown,
    Rejected,
    Signature,
    Write,
)
from bot.ports.merge_condition import Condition

T = TypeVar("T")


class GitServerHost:
    """A `GitHost` over one branch at a URL; what is read comes from a mirror under `mirrors`.

    A look, and a question about CI, fetches first. What is asked of a commit never changes: only
    one that the mirror lacks is fetched. `timeout` (seconds) bounds each git process. Raises
    ValueError for an impossible branch.
    """

    def __init__(
        self,
        remote: Remote,
        mirrors: Path,
        *,
        committer: Signature = DEFAULT_COMMITTER,
        timeout: float = 60.0,
    ) -> None:
        self._remote = remote
        self._mirror = Mirror(mirrors, remote, timeout)
        self._copy = LocalHost(
            self._mirror.path,
            remote.branch,
            committer=committer,
            timeout=timeout,
            called=remote.url,
        )
        self._committer = committer
        self._timeout = timeout
        self._turn = asyncio.Lock()
        self._begun = 0  # fetches so far, and the last of them that went well
        self._fetched = 0

    async def look(self, paths: Collection[str], since: str | None = None) -> Look:
        """Read the branch's head, these documents at it, and the commits after `since`."""
        return await self._now(lambda: self._copy.look(paths, since))

    async def read(self, commit: str, paths: Collection[str]) -> Mapping[str, Blob | None]:
        """Read files at a commit; None where a path is no regular file there."""
        return await self._of_commit(lambda: self._copy.read(commit, paths))

    async def tree(self, commit: str) -> Sequence[Entry]:
        """List every file of a commit, sorted by path."""
        return await self._of_commit(lambda: self._copy.tree(commit))

    async def resolve(self, sha: str) -> str | None:
        """Return the full sha of a full or abbreviated one; None if no commit, or more than one."""
        return await self._now(lambda: self._copy.resolve(sha))

    async def is_ancestor(self, ancestor: str, commit: str) -> bool:
        """Tell whether a sha is `commit` or reachable from it; an ambiguous one is not."""
        return await self._of_commit(lambda: self._copy.is_ancestor(ancestor, commit))

    async def changed_paths(self, base: str, commit: str) -> frozenset[str]:
        """Return the paths that differ between two commits."""
        return await self._of_commit(lambda: self._copy.changed_paths(base, commit))

    async def authors(
        self, commit: str, paths: Collection[str]
    ) -> Mapping[str, tuple[Signature, ...]]:
        """Return all who changed each path, the newest first, as of a commit.

        Missing paths are left out; what a file was before it got this name is not looked at.
        """
        return await self._of_commit(lambda: self._copy.authors(commit, paths))

    async def commits_touching(
        self, commit: str, path: str, most: int | None = None
    ) -> Sequence[CommitInfo]:
        """Return the commits that changed a file, the newest first; none where it is not there."""
        return await self._of_commit(lambda: self._copy.commits_touching(commit, path, most))

    async def commit_author(self, commit: str) -> Signature:
        """Return who wrote a commit (full sha)."""
        return await self._of_commit(lambda: self._copy.commit_author(commit))

    async def ci_runs(self, commit: str) -> Sequence[CiRun]:
        """Return the CI runs in the commit's note, newest first."""
        return await self._now(lambda: self._copy.ci_runs(commit))

    async def ci_run_at(self, url: str) -> CiRun | None:
        """Return the run whose `url`, or `ci:<id>`, this is; None if no note has it."""
        return await self._now(lambda: self._copy.ci_run_at(url))

    async def write(self, change: Write) -> str:
        """Commit and push onto exactly `expected_head`; return the new sha.

        Raises Conflict, OutcomeUnknown, HostUnavailable or Rejected; ValueError for a write that
        is malformed or changes nothing.
        """
        check(change)
        try:
            await self.commit_author(change.expected_head)
        except NotFound as error:
            raise Conflict(f"{change.expected_head[:12]} is not on the server.") from error
        try:
            return await asyncio.to_thread(self._publish, change)
        except Damaged as error:  # found before anything was sent
            await asyncio.to_thread(self._mirror.renew)
            raise HostUnavailable(f"{error} It is made anew.", 1.0) from error
        except Raced as raced:
            return await self._after(raced, change.expected_head)

    async def condition(self) -> Sequence[Condition]:
        """Ask for a push without making one, and read the CI notes. Raises HostError."""
        remote = self._remote
        await self._fetch()
        try:
            await asyncio.to_thread(self._mirror.may_push)
        except Rejected as error:
            return (Condition("writing", str(error), error.mend),)
        said = f"gatebot's account may push to {remote.url}; its hooks speak when it does."
        return (Condition("writing", said), *await asyncio.to_thread(self._of_notes))

    def _of_notes(self) -> tuple[Condition, ...]:
        with opened(self._mirror.path, self._remote.branch, self._remote.url) as mirror:
            count, broken = CiNotes().health(mirror)
        found = [Condition("CI notes", str(b), b.mend, certain=False) for b in broken]
        if count:
            read = f"{count - len(broken)} of {count} notes can be read"
            said = f"CI results are there in refs/notes/ci: {read}."
            found.append(Condition("CI notes", said))
        return tuple(found)

    def commit_url(self, sha: str) -> str | None:  # noqa: ARG002 - the Protocol's signature
        """Return None: what pages a server has is not known."""
        return None

    def compare_url(self, base: str, commit: str) -> str | None:  # noqa: ARG002 - as above
        """Return None: what pages a server has is not known."""
        return None

    def _publish(self, change: Write) -> str:
        with opened(self._mirror.path, self._remote.branch, self._remote.url) as mirror:
            return publish(mirror, self._remote, change, self._committer, self._timeout)

    async def _after(self, raced: Raced, expected: str) -> str:
        """Look what became of a push while the branch was in other hands."""
        try:
            look = await self.look((), since=expected)
        except (HostUnavailable, NotFound, Rejected) as error:
            raise OutcomeUnknown(f"{raced.why} What became of it is not known.") from error
        if raced.sha in {commit.sha for commit in look.since}:
            return raced.sha
        if look.head != expected:
            raise Conflict("The branch moved on during the push.") from raced
        raise raced.why from raced

    async def _now(self, read: Callable[[], Awaitable[T]]) -> T:
        """Read what may have changed on the server."""
        await self._fetch()
        return await self._mended(read)

    async def _of_commit(self, read: Callable[[], Awaitable[T]]) -> T:
        """Read what is true of a commit for ever; fetch only where the mirror lacks it."""
        try:
            return await self._mended(read)
        except NotFound:
            return await self._now(read)

    async def _mended(self, read: Callable[[], Awaitable[T]]) -> T:
        """Read from the mirror; one that is broken is made anew, once."""
        try:
            return await read()
        except (Damaged, HostUnavailable):
            if await asyncio.to_thread(self._mirror.is_whole):
                raise
            await asyncio.to_thread(self._mirror.renew)
            return await read()

    async def _fetch(self) -> None:
        """Fetch what is on the server now. A fetch that begins after the call serves all callers.

        A mirror that is broken can't be fetched into: it is made anew, once.
        """
        wanted = self._begun + 1
        async with self._turn:
            if self._fetched >= wanted:
                return
            self._begun += 1
            number = self._begun
            try:
                await asyncio.to_thread(self._mirror.fetch)
            except Unexplained:
                if await asyncio.to_thread(self._mirror.is_whole):
                    raise
                await asyncio.to_thread(self._mirror.renew)
            self._fetched = number
