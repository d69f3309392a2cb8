"""The trees of commits, read page by page and remembered."""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from bot.githosts.bounds import ENTRIES, too_many_entries
from bot.githosts.cache import TREE_ENTRIES, Cache
from bot.githosts.gitea.api import Api
from bot.githosts.listing import Listing
from bot.githosts.objects import FOLDER
from bot.githosts.paths import is_full_sha
from bot.ports.git_host import Entry, EntryKind, HostUnavailable, NotFound

_FOLDER: Final = f"{FOLDER:06o}"
_EXECUTABLE: Final = "100755"
_KINDS: Final = {"120000": EntryKind.SYMLINK, "160000": EntryKind.SUBMODULE}
_PAGE: Final = 1_000  # DEFAULT_GIT_TREES_PER_PAGE: a server gives no more at once
_COMMITS: Final = 10_000


class Trees:
    """Lists what a commit holds. A tree that was seen is never asked for again."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._listings: Cache[str, Listing] = Cache(TREE_ENTRIES, lambda x: len(x.entries) + 1)
        self._roots: Cache[str, str] = Cache(_COMMITS, lambda _: 1)

    async def at(self, commit: str) -> Listing:
        """Return the files of a commit (full sha). Raises HostError."""
        if (known := self.known(commit)) is not None:
            return known
        if not is_full_sha(commit):
            raise NotFound(f"There is no commit {commit!r} in {self._api.place.full_name}.")
        listing = await self._read(commit)
        self.learn(commit, await asyncio.to_thread(listing.oid), listing)
        return listing

    def known(self, commit: str) -> Listing | None:
        """Return the files of a commit if they can be told without asking."""
        root = self._roots.get(commit)
        return self._listings.get(root) if root else None

    def learn(self, commit: str, root: str, listing: Listing) -> None:
        """Keep which tree a commit has, and what is in it."""
        self._roots.put(commit, root)
        self._listings.put(root, listing)

    async def _read(self, commit: str) -> Listing:
        found: list[Mapping[str, Any]] = []
        page = 1
        while True:
            answer = await self._page(commit, page)
            entries = answer.get("tree") or ()
            found += entries
            if max(len(found), answer.get("total_count") or 0) > ENTRIES:
                raise too_many_entries()
            if not answer.get("truncated"):
                break
            if not entries:
                raise HostUnavailable("Gitea did not send all of a commit's files.")
            page += 1
        files = [_entry(raw) for raw in found if raw["mode"] != _FOLDER]
        executables = (raw["path"] for raw in found if raw["mode"] == _EXECUTABLE)
        return Listing.of(files, executables)

    async def _page(self, commit: str, number: int) -> Mapping[str, Any]:
        query = {"recursive": "true", "per_page": str(_PAGE), "page": str(number)}
        try:
            # A commit that isn't there is a 400, "sha not found".
            answer = await self._api.get(
                f"/git/trees/{commit}", query, absent={HTTPStatus.BAD_REQUEST}
            )
        except NotFound as error:
            where = self._api.place.full_name
            raise NotFound(f"Gitea shows no commit {commit[:12]} in {where}.") from error
        assert isinstance(answer, dict)  # noqa: S101 - Gitea's own schema
        return answer


def _entry(raw: Mapping[str, Any]) -> Entry:
    kind = _KINDS.get(raw["mode"], EntryKind.FILE)
    size = raw.get("size", -1) if kind is EntryKind.FILE else -1
    return Entry(raw["path"], raw["sha"], kind, size)
