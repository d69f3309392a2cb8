"""One commit as the checkers see it: its tree read once, its files read in batches."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Hashable, Mapping
from typing import Any, TypeVar

from bot.evidence.ci import CiRuns
from bot.evidence.tree import Tree
from bot.ports.git_host import Blob, GitHost, HostError

T = TypeVar("T")


class Snapshot:
    """A host at a commit, with a memory: nothing is asked or worked out twice in one audit.

    A host that failed once is not asked for files again: it would only take longer to say so.
    """

    def __init__(
        self,
        host: GitHost,
        commit: str,
        memory: dict[Hashable, Any] | None = None,
        ci: CiRuns | None = None,
    ) -> None:
        self.host = host
        self.commit = commit
        self.ci = ci or CiRuns(host)
        self._tree: Tree | None = None
        self._blobs: dict[str, Blob | None] = {}
        self._failure: HostError | None = None
        self._lock = asyncio.Lock()
        self._others: dict[str, Snapshot] = {}
        self._memory: dict[Hashable, Any] = {} if memory is None else memory

    def at(self, commit: str) -> "Snapshot":
        """Return the snapshot of another commit of the same host."""
        if commit == self.commit:
            return self
        return self._others.setdefault(commit, Snapshot(self.host, commit, self._memory, self.ci))

    async def tree(self) -> Tree:
        """Return the tree. Raises HostError."""
        if self._tree is not None:
            return self._tree
        async with self._lock:
            self._ask_no_more()
            if self._tree is None:
                try:
                    self._tree = Tree(await self.host.tree(self.commit))
                except HostError as error:
                    self._failure = error
                    raise
            return self._tree

    async def blobs(self, paths: Collection[str]) -> Mapping[str, Blob | None]:
        """Return files by path; None for what is no regular file. Raises HostError."""
        if any(path not in self._blobs for path in paths):
            async with self._lock:
                await self._read([path for path in paths if path not in self._blobs])
        return {path: self._blobs.get(path) for path in paths}

    async def once(self, key: Hashable, ask: Callable[[], Awaitable[T]]) -> T:
        """Return the answer to a question, asked once however many items depend on it."""
        asked: asyncio.Future[T] | None = self._memory.get(key)
        if asked is None:
            asked = self._memory[key] = asyncio.ensure_future(ask())
        return asked.result() if asked.done() else await asked

    async def _read(self, missing: Collection[str]) -> None:
        if not missing:
            return
        self._ask_no_more()
        try:
            self._blobs |= await self.host.read(self.commit, missing)
        except HostError as error:
            self._failure = error
            raise

    def _ask_no_more(self) -> None:
        if self._failure is not None:
            raise self._failure
