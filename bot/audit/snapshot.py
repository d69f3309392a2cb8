"""One commit as the checkers see it: its tree read once, its files read in batches."""

import asyncio
from collections.abc import Collection, Mapping

from bot.githosts.host import Blob, Entry, GitHost, HostError


class Snapshot:
    """A host at a commit, with a memory.

    A host that failed once is not asked again in this audit: it would only take longer to say so.
    """

    def __init__(self, host: GitHost, commit: str) -> None:
        self.host = host
        self.commit = commit
        self._entries: Mapping[str, Entry] | None = None
        self._blobs: dict[str, Blob | None] = {}
        self._failure: HostError | None = None
        self._lock = asyncio.Lock()
        self._others: dict[str, Snapshot] = {}

    def at(self, commit: str) -> "Snapshot":
        """Return the snapshot of another commit of the same host."""
        if commit == self.commit:
            return self
        return self._others.setdefault(commit, Snapshot(self.host, commit))

    async def entries(self) -> Mapping[str, Entry]:
        """Return the tree: path → entry, sorted. Raises HostError."""
        async with self._lock:
            self._ask_no_more()
            if self._entries is None:
                try:
                    tree = await self.host.tree(self.commit)
                except HostError as error:
                    self._failure = error
                    raise
                self._entries = {entry.path: entry for entry in tree}
            return self._entries

    async def blobs(self, paths: Collection[str]) -> Mapping[str, Blob | None]:
        """Return files by path; None for what is no regular file. Raises HostError."""
        async with self._lock:
            missing = [path for path in paths if path not in self._blobs]
            if missing:
                self._ask_no_more()
                try:
                    self._blobs |= await self.host.read(self.commit, missing)
                except HostError as error:
                    self._failure = error
                    raise
            return {path: self._blobs.get(path) for path in paths}

    def _ask_no_more(self) -> None:
        if self._failure is not None:
            raise self._failure
