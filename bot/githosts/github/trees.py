"""The trees of commits, cached by object id; a tree too large for one answer is walked."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from bot.githosts.bounds import DEPTH, ENTRIES, too_many_entries
from bot.githosts.cache import TREE_ENTRIES, Cache
from bot.githosts.github.api import Api
from bot.githosts.listing import Listing
from bot.githosts.objects import FOLDER
from bot.githosts.paths import is_full_sha
from bot.ports.git_host import Entry, EntryKind, NotFound, Rejected

_EXECUTABLE: Final = "100755"
_KINDS: Final = {"120000": EntryKind.SYMLINK, "160000": EntryKind.SUBMODULE}
_FOLDER: Final = f"{FOLDER:06o}"
_COMMITS: Final = 10_000
_MOST_REQUESTS: Final = 1_000  # for folders of one commit


class Trees:
    """Lists what a commit holds. A tree that is known by its id is never asked for again."""

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
        root = self._roots.get(commit)
        listing = await self._read(root or commit)
        if root is None:
            root = await asyncio.to_thread(listing.oid)
        self.learn(commit, root, listing)
        return listing

    def known(self, commit: str) -> Listing | None:
        """Return the files of a commit if they can be told without asking."""
        root = self._roots.get(commit)
        return self._listings.get(root) if root else None

    def learn(self, commit: str, root: str, listing: Listing | None = None) -> None:
        """Keep which tree a commit has, and what is in that tree if it was seen."""
        self._roots.put(commit, root)
        if listing is not None:
            self._listings.put(root, listing)

    async def _read(self, oid: str) -> Listing:
        answer = await self._tree(oid, recursive=True)
        found = _files(answer, "")
        if answer["truncated"]:
            found = await self._walk(oid)
        return Listing.of((entry for entry, _ in found), (e.path for e, bit in found if bit))

    async def _walk(self, root: str) -> list[tuple[Entry, bool]]:
        """Read folder by folder what does not fit into one answer; each folder is asked for once.

        A folder may be in a commit any number of times, and a folder of nothing costs whoever
        pushed it nothing: entries, depth and requests are bounded.
        """
        found: list[tuple[Entry, bool]] = []
        answers: dict[str, tuple[Mapping[str, Any], bool]] = {}
        left, seen = [("", root, 0)], 0
        while left:
            at, oid, depth = left.pop()
            if oid not in answers:
                answers[oid] = await self._whole_or_own(oid, at, first=not answers)
            answer, whole = answers[oid]
            seen += len(answer["tree"])
            if seen > ENTRIES or depth >= DEPTH or len(answers) > _MOST_REQUESTS:
                raise too_many_entries()
            found += _files(answer, at)
            if not whole:
                folders = (raw for raw in answer["tree"] if raw["mode"] == _FOLDER)
                left += [(f"{at}{raw['path']}/", raw["sha"], depth + 1) for raw in folders]
        return found

    async def _whole_or_own(
        self, oid: str, at: str, *, first: bool
    ) -> tuple[Mapping[str, Any], bool]:
        """Return all below a folder and True, or where that is too much its own names and False."""
        if not first:  # the first was too much already
            answer = await self._tree(oid, recursive=True)
            if not answer["truncated"]:
                return answer, True
        answer = await self._tree(oid, recursive=False)
        if answer["truncated"]:
            raise Rejected(
                f"The folder {at or '/'} has more files than GitHub lists.",
                "Split the folder: gatebot can't see all of it.",
            )
        return answer, False

    async def _tree(self, oid: str, *, recursive: bool) -> Mapping[str, Any]:
        try:
            answer = await self._api.get(f"/git/trees/{oid}{'?recursive=1' if recursive else ''}")
        except NotFound as error:
            where = self._api.place.full_name
            raise NotFound(f"GitHub shows no commit {oid[:12]} in {where}.") from error
        assert isinstance(answer, dict)  # noqa: S101 - GitHub's own schema
        return answer


def _files(answer: Mapping[str, Any], prefix: str) -> list[tuple[Entry, bool]]:
    return [
        (
            Entry(
                path=prefix + raw["path"],
                oid=raw["sha"],
                kind=_KINDS.get(raw["mode"], EntryKind.FILE),
                size=raw.get("size", -1),
            ),
            raw["mode"] == _EXECUTABLE,
        )
        for raw in answer["tree"]
        if raw["mode"] != _FOLDER
    ]
