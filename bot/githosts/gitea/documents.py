"""Files' contents, by the ids that the commit's tree names."""

import asyncio
import base64
import binascii
from collections.abc import Collection, Mapping
from typing import Final
from urllib.parse import quote

from bot.githosts.bounds import demand_sizes
from bot.githosts.cache import blobs_cache
from bot.githosts.gitea.api import Api
from bot.githosts.gitea.trees import Trees
from bot.githosts.objects import blob_oid
from bot.ports.git_host import Blob, Entry, EntryKind, HostUnavailable

_AT_ONCE: Final = 6


class Documents:
    """Reads files. What was read once is known by its object id."""

    def __init__(self, api: Api, trees: Trees) -> None:
        self._api = api
        self._trees = trees
        self._kept = blobs_cache()
        self._gate = asyncio.Semaphore(_AT_ONCE)

    def keep(self, data: bytes) -> None:
        """Keep content that was written: nobody has to read it back."""
        self._kept.put(blob_oid(data), data)

    async def read(self, commit: str, paths: Collection[str]) -> Mapping[str, Blob | None]:
        """Read files at a commit; None where a path is no regular file there."""
        listing = await self._trees.at(commit)
        asked = list(paths)
        there = {path: listing.by_path[path] for path in asked if path in listing.by_path}
        demand_sizes((path, entry.size) for path, entry in there.items())
        blobs = (self._blob(commit, listing.by_path.get(path)) for path in asked)
        return dict(zip(asked, await asyncio.gather(*blobs), strict=True))

    async def _blob(self, commit: str, entry: Entry | None) -> Blob | None:
        if entry is None or entry.kind is not EntryKind.FILE:
            return None
        data = self._kept.get(entry.oid)
        if data is None:
            async with self._gate:
                data = await self._asked(commit, entry)
            self._kept.put(entry.oid, data)
        return Blob(entry.path, entry.oid, data)

    async def _asked(self, commit: str, entry: Entry) -> bytes:
        answer = await self._api.get(f"/git/blobs/{entry.oid}")
        try:
            data = base64.b64decode(answer.get("content") or "")
        except binascii.Error:
            data = b""
        if blob_oid(data) != entry.oid:
            # Above DEFAULT_MAX_BLOB_SIZE (10 MiB) a blob comes without its content.
            data = await self._api.content(f"/raw/{quote(entry.path)}", {"ref": commit})
        if blob_oid(data) != entry.oid:
            raise HostUnavailable(f"Gitea did not send all of {entry.path}.")
        return data
