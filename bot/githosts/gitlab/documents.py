"""Files' contents, by the ids of their blobs: what was read once is not asked for again."""

import asyncio
from collections.abc import Collection, Mapping
from typing import Final

from bot.githosts.bounds import FILE_BYTES, TooLarge, demand_sizes, too_large_file
from bot.githosts.cache import blobs_cache
from bot.githosts.gitlab.api import Api
from bot.githosts.gitlab.trees import Trees
from bot.githosts.objects import EXECUTABLE, FILE, Node, blob_oid
from bot.githosts.paths import is_safe_path
from bot.ports.git_host import Blob, HostUnavailable

_AT_ONCE: Final = 4
_FILES: Final = frozenset({FILE, EXECUTABLE})


class Documents:
    """Reads files."""

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
        await self._trees.root(commit)
        # One after the other: most are in the same folders.
        found = {
            path: await self._trees.entry(commit, path) for path in paths if is_safe_path(path)
        }
        blobs = await asyncio.gather(*(self._blob(path, found.get(path)) for path in paths))
        demand_sizes((blob.path, len(blob.data)) for blob in blobs if blob is not None)
        return dict(zip(paths, blobs, strict=True))

    async def _blob(self, path: str, node: Node | None) -> Blob | None:
        if node is None or node.mode not in _FILES:
            return None
        async with self._gate:
            data = self._kept.get(node.oid)
            if data is None:
                data = await self._raw(path, node.oid)
        if blob_oid(data) != node.oid:
            raise HostUnavailable(f"GitLab did not send all of the blob {node.oid[:12]}.")
        self._kept.put(node.oid, data)
        return Blob(path, node.oid, data)

    async def _raw(self, path: str, oid: str) -> bytes:
        """Read a blob, unless it is too large: GitLab's lists name no sizes, its answer does."""
        try:
            return await self._api.raw(f"/repository/blobs/{oid}/raw", FILE_BYTES)
        except TooLarge as error:
            raise too_large_file(path) from error
