"""Files' contents: GraphQL's text where the object id proves that it is exact, else the blob."""

import asyncio
import base64
import stat
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from bot.githosts.bounds import demand_sizes
from bot.githosts.cache import blobs_cache
from bot.githosts.github.api import Api
from bot.githosts.github.queries import read_query
from bot.githosts.github.trees import Trees
from bot.githosts.objects import blob_oid
from bot.githosts.paths import is_full_sha, is_safe_path
from bot.ports.git_host import Blob, EntryKind, HostUnavailable, NotFound

_AT_ONCE: Final = 25  # files in one query: GitHub gives a query ten seconds
_BLOBS_AT_ONCE: Final = 4


class Documents:
    """Reads files. What was read once is known by its object id."""

    def __init__(self, api: Api, trees: Trees) -> None:
        self._api = api
        self._trees = trees
        self._kept = blobs_cache()
        self._gate = asyncio.Semaphore(_BLOBS_AT_ONCE)

    def keep(self, data: bytes) -> None:
        """Keep content that was written: nobody has to read it back."""
        self._kept.put(blob_oid(data), data)

    async def read(self, commit: str, paths: Collection[str]) -> Mapping[str, Blob | None]:
        """Read files at a commit; None where a path is no regular file there."""
        if not is_full_sha(commit):
            raise self._absent(commit)
        safe = [path for path in paths if is_safe_path(path)]
        found = self._remembered(commit, safe)
        missing = [path for path in safe if path not in found]
        if missing or self._trees.known(commit) is None:
            for batch in _batches(missing):
                found |= await self._ask(commit, batch)
        return {path: found.get(path) for path in paths}

    async def of_files(
        self, commit: Mapping[str, Any], paths: Sequence[str]
    ) -> dict[str, Blob | None]:
        """Return what a query's `f0`, `f1`, … say of paths, in their order. Raises TooLarge."""
        entries = ((path, commit.get(f"f{n}") or {}) for n, path in enumerate(paths))
        demand_sizes((path, entry.get("size", 0)) for path, entry in entries)
        blobs = [self._blob(path, commit.get(f"f{n}")) for n, path in enumerate(paths)]
        return dict(zip(paths, await asyncio.gather(*blobs), strict=True))

    def _remembered(self, commit: str, paths: Sequence[str]) -> dict[str, Blob | None]:
        """Return what the commit's tree, if it is known, and the cache tell."""
        listing = self._trees.known(commit)
        found: dict[str, Blob | None] = {}
        for path in paths if listing else ():
            entry = listing.by_path.get(path) if listing else None
            if entry is None or entry.kind is not EntryKind.FILE:
                found[path] = None
            elif (data := self._kept.get(entry.oid)) is not None:
                found[path] = Blob(path, entry.oid, data)
        return found

    async def _ask(self, commit: str, paths: Sequence[str]) -> dict[str, Blob | None]:
        query, variables = read_query(paths)
        place = self._api.place
        answer = await self._api.query(
            query, owner=place.owner, name=place.name, commit=commit, **variables
        )
        found = (answer.data.get("repository") or {}).get("object")
        if not found:
            raise self._absent(commit)
        self._trees.learn(commit, found["tree"]["oid"])
        return await self.of_files(found, paths)

    async def _blob(self, path: str, entry: Mapping[str, Any] | None) -> Blob | None:
        if entry is None or not stat.S_ISREG(entry["mode"]):
            return None
        oid = entry["oid"]
        data = self._kept.get(oid)
        if data is None:
            text = (entry.get("object") or {}).get("text")
            data = text.encode("utf-8", "surrogatepass") if text is not None else None
            if data is None or blob_oid(data) != oid:
                data = await self._whole(oid)
            self._kept.put(oid, data)
        return Blob(path, oid, data)

    async def _whole(self, oid: str) -> bytes:
        """Read a blob by its id: cut, binary or not in UTF-8, it comes only this way."""
        async with self._gate:
            answer = await self._api.get(f"/git/blobs/{oid}")
        data = base64.b64decode(answer["content"])
        if blob_oid(data) != oid:
            raise HostUnavailable(f"GitHub did not send all of the blob {oid[:12]}.")
        return data

    def _absent(self, commit: str) -> NotFound:
        return NotFound(f"There is no commit {commit!r} in {self._api.place.full_name}.")


def _batches(paths: Sequence[str]) -> Iterator[Sequence[str]]:
    # One query at least: it also tells whether the commit is there.
    for start in range(0, max(len(paths), 1), _AT_ONCE):
        yield paths[start : start + _AT_ONCE]
