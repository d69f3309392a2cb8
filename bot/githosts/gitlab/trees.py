"""The trees of commits, folder by folder: a folder that is known by its id is not asked for again.

GitLab lists a hundred names at a time. A commit changes few folders, so that what is new at a head
is read by walking down from its root to what is not known yet.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from bot.githosts.bounds import DEPTH, ENTRIES, too_many_entries
from bot.githosts.cache import TREE_ENTRIES, Cache
from bot.githosts.gitlab.api import Absent, Api
from bot.githosts.listing import Listing
from bot.githosts.objects import EXECUTABLE, FOLDER, SUBMODULE, SYMLINK, Node, tree_oid
from bot.githosts.paths import is_full_sha
from bot.ports.git_host import Entry, EntryKind, NotFound

_KINDS: Final = {SYMLINK: EntryKind.SYMLINK, SUBMODULE: EntryKind.SUBMODULE}
_COMMITS: Final = 10_000
_AT_ONCE: Final = 4
_AHEAD: Final = 100_000  # entries of a first tree that are read in pages

_Folder = tuple[Node, ...]


class Trees:
    """Lists what a commit holds."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._folders: Cache[str, _Folder] = Cache(TREE_ENTRIES, lambda nodes: len(nodes) + 1)
        self._listings: Cache[str, Listing] = Cache(TREE_ENTRIES, lambda x: len(x.entries) + 1)
        self._roots: Cache[str, str] = Cache(_COMMITS, lambda _: 1)
        self._gate = asyncio.Semaphore(_AT_ONCE)
        # A first tree is read in pages; another one differs in a few folders.
        self._seen_whole = False

    async def at(self, commit: str) -> Listing:
        """Return all files of a commit (full sha). Raises HostError."""
        root = tree_oid(nodes := await self.root(commit))
        if (known := self._listings.get(root)) is not None:
            return known
        if not self._seen_whole and any(node.mode == FOLDER for node in nodes):
            await self._learn_all(commit)
        self._seen_whole = True
        listing = await self._walked(commit, nodes)
        self._listings.put(root, listing)
        return listing

    async def root(self, commit: str) -> _Folder:
        """Return the names at the top of a commit; raises NotFound where it is none."""
        if not is_full_sha(commit):
            raise self._no_commit(commit)
        known = self._roots.get(commit)
        if known is not None and (nodes := self._folders.get(known)) is not None:
            return nodes
        nodes = await self._listed(commit, "")
        self._roots.put(commit, tree_oid(nodes))
        self._folders.put(tree_oid(nodes), nodes)
        return nodes

    async def entry(self, commit: str, path: str) -> Node | None:
        """Return what a path is at a commit, or None; lists the folders on the way to it."""
        nodes = await self.root(commit)
        *folders, name = path.split("/")
        way = ""
        for folder in folders:
            inner = _named(nodes, folder)
            if inner is None or inner.mode != FOLDER:
                return None
            way = f"{way}/{folder}" if way else folder
            nodes = await self._folder(commit, way, inner.oid)
        return _named(nodes, name)

    async def _folder(self, commit: str, path: str, oid: str) -> _Folder:
        nodes = self._folders.get(oid)
        if nodes is None:
            nodes = await self._listed(commit, path)
            self._folders.put(oid, nodes)
        return nodes

    async def _walked(self, commit: str, root: _Folder) -> Listing:
        """Put the listing together, asking for the folders that are not known."""
        entries: list[Entry] = []
        executables: list[str] = []
        level: list[tuple[str, _Folder]] = [("", root)]
        seen = depth = 0
        while level:
            depth += 1
            seen += sum(len(nodes) for _, nodes in level)
            if seen > ENTRIES or depth > DEPTH:
                raise too_many_entries()
            inner: list[tuple[str, str]] = []
            for prefix, nodes in level:
                for node in nodes:
                    path = f"{prefix}{node.name}"
                    if node.mode == FOLDER:
                        inner.append((path, node.oid))
                        continue
                    entries.append(Entry(path, node.oid, _KINDS.get(node.mode, EntryKind.FILE)))
                    executables += [path] if node.mode == EXECUTABLE else []
            read = await asyncio.gather(*(self._folder(commit, *each) for each in inner))
            level = [(f"{path}/", nodes) for (path, _), nodes in zip(inner, read, strict=True)]
        return Listing.of(entries, executables)

    async def _learn_all(self, commit: str) -> None:
        """Read a tree of which nothing is known in as few pages as it takes.

        It saves requests, no more: beyond some size the rest is read folder by folder, since one
        folder may be in a tree any number of times.
        """
        inside: defaultdict[str, list[Node]] = defaultdict(list)
        ids: dict[str, str] = {}
        for raw in await self._pages(commit, {"recursive": "true"}, _AHEAD):
            folder, _, _ = raw["path"].rpartition("/")
            node = _node(raw)
            inside[folder].append(node)
            if node.mode == FOLDER:
                ids[raw["path"]] = node.oid
        for path, oid in ids.items():
            nodes = tuple(inside[path])
            if tree_oid(nodes) == oid:  # else it changed between two pages, or came cut
                self._folders.put(oid, nodes)

    async def _listed(self, commit: str, path: str) -> _Folder:
        asked = {"path": path} if path else {}
        async with self._gate:
            return tuple(_node(raw) for raw in await self._pages(commit, asked))

    async def _pages(
        self, commit: str, asked: dict[str, str], most: int | None = None
    ) -> Sequence[Any]:
        query = {"ref": commit, "pagination": "keyset", **asked}
        try:
            found: list[Any] = []
            async for page in self._api.pages("/repository/tree", query):
                found += page
                if most is not None and len(found) >= most:
                    break
                if len(found) > ENTRIES:
                    raise too_many_entries()
        except Absent as error:
            raise self._no_commit(commit) from error
        return found

    def _no_commit(self, commit: str) -> NotFound:
        return NotFound(f"There is no commit {commit[:40]!r} in {self._api.place.full_name}.")


def _named(nodes: _Folder, name: str) -> Node | None:
    return next((node for node in nodes if node.name == name), None)


def _node(raw: Any) -> Node:
    return Node(raw["name"], int(raw["mode"], 8), raw["id"])
