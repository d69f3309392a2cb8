"""How a phase came to read Signed Off: before gatebot was at work, or by whose commit.

A commit's documents never change, so what was read of one is kept.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.documents.policy_file import POLICY_PATH, read_policy
from bot.documents.problems import DocumentError
from bot.documents.tracker import read_tracker
from bot.ports.git_host import CommitInfo, GitHost
from bot.readiness.phase_ids import phase_key
from bot.readiness.status import Status

# A status is followed back through this many commits of the tracker; each is read once.
MOST_COMMITS: Final = 100
_MOST_KEPT: Final = 1_000


@dataclass(frozen=True, slots=True)
class Origin:
    """How a status Signed Off came about. `by`: the commit that wrote it, None if not known."""

    before_gatebot: bool
    by: CommitInfo | None = None


@dataclass(frozen=True, slots=True)
class _Turn:
    """The oldest commit since which a phase reads Signed Off, as far as was looked.

    `seen`: the commit before it was seen to read otherwise.
    """

    by: CommitInfo | None
    seen: bool = False


@dataclass(frozen=True, slots=True)
class _Read:
    """What a commit's tracker says: where it is, and which phases read Signed Off."""

    path: str
    signed: frozenset[str]  # keys of their ids


class SignoffHistory:
    """Reads the past of one repository's tracker. Its methods raise HostError."""

    def __init__(self, host: GitHost) -> None:
        self._host = host
        self._read: dict[str, _Read | None] = {}
        self._start: str | None = None
        self._head = ""
        self._listed: dict[tuple[str, str], Sequence[CommitInfo]] = {}  # at this head

    async def origin(self, head: str, phase_id: str) -> Origin:
        """Return how a phase that reads Signed Off at `head` came to do so."""
        if head != self._head:
            self._listed.clear()
            self._start, self._head = await self._started_at(head), head
        key, start = phase_key(phase_id), self._start
        turn = await self._turn(head, key)
        if start is None or not _signed_off(await self._at(start), key):
            return Origin(before_gatebot=False, by=turn.by)
        # It may have been opened again since, and then signed off by hand.
        if turn.by and turn.seen and not await self._host.is_ancestor(turn.by.sha, start):
            return Origin(before_gatebot=False, by=turn.by)
        return Origin(before_gatebot=True)

    async def _started_at(self, head: str) -> str | None:
        """Return where `gatebot verify` starts: the first commit that can be followed.

        It has a policy that can be read, and the tracker that the policy names.
        """
        if self._start is not None and await self._host.is_ancestor(self._start, head):
            return self._start
        commits = list((await self._host.commits_touching(head, POLICY_PATH))[::-1])
        if commits and await self._at(commits[0].sha) is None:
            # The tracker came after the policy, or could not be read at first.
            now = await self._at(head)
            commits += await self._host.commits_touching(head, now.path) if now else ()
            commits.sort(key=lambda commit: commit.at)
        for commit in commits[:MOST_COMMITS]:
            if await self._at(commit.sha) is not None:
                return commit.sha
        return None

    async def _turn(self, head: str, key: str) -> _Turn:
        """Follow a status back, also to where the tracker was before it was moved."""
        commit, left = head, MOST_COMMITS
        while left > 0 and (read := await self._at(commit)) is not None:
            listed = await self._touching(commit, read.path)
            turn = await self._turn_in(listed[:left], key)
            if turn.seen or turn.by is None:
                return turn
            left -= len(listed)
            if left > 0:
                before = await self._moved_from(listed[-1], read, key)
                if before is None:
                    return turn
                commit = before
        return _Turn(None)

    async def _touching(self, commit: str, path: str) -> Sequence[CommitInfo]:
        if (commit, path) not in self._listed:
            found = await self._host.commits_touching(commit, path, MOST_COMMITS)
            self._listed[commit, path] = found
        return self._listed[commit, path]

    async def _turn_in(self, commits: Sequence[CommitInfo], key: str) -> _Turn:
        oldest: CommitInfo | None = None
        for commit in commits:
            read = await self._at(commit.sha)
            if read is None:
                continue  # it could not be read then, or there was no policy yet
            if not _signed_off(read, key):
                return _Turn(oldest, seen=True)
            oldest = commit
        return _Turn(oldest)

    async def _moved_from(self, made: CommitInfo, after: _Read, key: str) -> str | None:
        """Return the commit at which the phase read Signed Off in a tracker at another path."""
        before = await self._at(made.parents[0]) if made.parents else None
        moved = before is not None and before.path != after.path and _signed_off(before, key)
        return made.parents[0] if moved else None

    async def _at(self, commit: str) -> _Read | None:
        """Return what a commit's tracker says; None where it, or its policy, can't be read."""
        if commit not in self._read:
            if len(self._read) >= _MOST_KEPT:
                self._read.clear()
            self._read[commit] = await self._look(commit)
        return self._read[commit]

    async def _look(self, commit: str) -> _Read | None:
        policy = (await self._host.read(commit, {POLICY_PATH}))[POLICY_PATH]
        if policy is None:
            return None
        try:
            file = await asyncio.to_thread(read_policy, policy.data, policy.oid)
            path = file.paths.tracker
            blob = (await self._host.read(commit, {path}))[path]
            if blob is None:
                return None
            tracker = await asyncio.to_thread(read_tracker, blob.data, path, file.vocabulary)
        except DocumentError:
            return None
        signed = (p.id for p in tracker.phases if p.status is Status.SIGNED_OFF)
        return _Read(path, frozenset(map(phase_key, signed)))


def _signed_off(read: _Read | None, key: str) -> bool:
    return read is not None and key in read.signed
