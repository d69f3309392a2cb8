"""Questions about history: what came since, what is reachable, who wrote it."""

import re
import sys
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

from bot.githosts.ancestry import COMMITS, Ancestry, up_to
from bot.githosts.bounds import COMMITS as LISTED
from bot.githosts.cache import Cache
from bot.githosts.gitea.api import Api, Page
from bot.githosts.gitea.trees import Trees
from bot.githosts.paths import is_full_sha, is_safe_path, is_short_sha
from bot.ports.git_host import CommitInfo, NotFound, Signature

_BARE: Final = {"stat": "false", "verification": "false", "files": "false"}
_TRAILER: Final = r"\n[A-Za-z][A-Za-z-]*: [^\n]*"
_CO_AUTHORS: Final = re.compile(
    rf"({_TRAILER})\n\n((?:Co-(?:authored|committed)-by: [^\n]*\n?)+)\Z"
)

_Since = tuple[tuple[CommitInfo, ...], bool]


class History:
    """Tells what came before what."""

    def __init__(self, api: Api, trees: Trees) -> None:
        self._api = api
        self._trees = trees
        self._names: Cache[str, str] = Cache(COMMITS, lambda _: 1)
        self._ancestry = Ancestry()

    def learn(self, sha: str, parents: tuple[str, ...]) -> None:
        """Keep whose child a commit is."""
        self._ancestry.learn(sha, parents)

    async def newest(self, ref: str, limit: int) -> Sequence[CommitInfo]:
        """Return the newest commits of a ref, the newest first; raises NotFound without any."""
        # A repository without any commit is a 409; a ref that is none is a 500 on older servers.
        absent = {HTTPStatus.CONFLICT, HTTPStatus.INTERNAL_SERVER_ERROR}
        page = await self._page({"sha": ref, "limit": str(limit)}, absent=absent)
        if not page.items:
            raise NotFound(f"There are no commits in {self._api.place.full_name}.")
        return self._infos(page)

    async def since(self, head: str, base: str, newest: Sequence[CommitInfo]) -> _Since:
        """Return the commits of `head` that `base` has not, newest first, and if base is reachable.

        `newest` are the newest commits of head, in order: mostly, they hold the answer.
        """
        if base == head:
            return (), True
        if (closed := up_to(base, head, newest)) is not None:
            return closed, True
        if await self.resolve(base) is None:
            return await self._listed({"sha": head}, LISTED), False
        after = await self._listed({"sha": head, "not": base})
        return after, await self.is_ancestor(base, head)

    async def is_ancestor(self, ancestor: str, commit: str) -> bool:
        """Tell whether a full or abbreviated sha is `commit` or reachable from it."""
        if not is_full_sha(commit):
            raise NotFound(f"There is no commit {commit!r} in {self._api.place.full_name}.")
        if is_full_sha(ancestor) and (known := self._ancestry.known(ancestor, commit)) is not None:
            return known
        if await self.resolve(commit) is None:
            where = self._api.place.full_name
            raise NotFound(f"There is no commit {commit[:12]} in {where}.")
        full = await self.resolve(ancestor)
        return full is not None and await self._reaches(full, commit)

    async def _reaches(self, ancestor: str, commit: str) -> bool:
        if (known := self._ancestry.known(ancestor, commit)) is not None:
            return known
        # All that the one has, the other has too: the list of what it hasn't is empty.
        page = await self._page({"sha": ancestor, "not": commit, "limit": "1"})
        self._ancestry.keep(ancestor, commit, not page.items)
        return not page.items

    async def resolve(self, sha: str) -> str | None:
        """Return the one commit that a sha names, or None."""
        if not is_short_sha(sha):
            return None
        if is_full_sha(sha) and self._ancestry.seen(sha):
            return sha
        if (known := self._names.get(sha)) is not None:
            return known
        try:
            found = await self._commit(sha)
        except NotFound:
            return None
        full = found.sha
        if not full.startswith(sha):
            return None  # a branch or tag that is named like a sha: there it wins, here it doesn't
        # Where an abbreviation comes to mean a second commit later, it still meant this one.
        self._names.put(sha, full)
        return full

    async def authors(
        self, commit: str, paths: Collection[str]
    ) -> Mapping[str, tuple[Signature, ...]]:
        """Return all who changed each path, the newest first; missing paths are left out."""
        found: dict[str, tuple[Signature, ...]] = {}
        for path in paths:
            changes = await self.commits_touching(commit, path)
            if changes:
                found[path] = tuple(dict.fromkeys(change.author for change in changes))
        return found

    async def commits_touching(
        self, commit: str, path: str, most: int | None = None
    ) -> tuple[CommitInfo, ...]:
        """Return the commits that changed a file, the newest first; none where it is not there."""
        there = (await self._trees.at(commit)).by_path
        if not is_safe_path(path) or path not in there:
            return ()
        # The server hands the path to git as a pattern; this makes it a plain name.
        return (await self._listed({"sha": commit, "path": f":(literal){path}"}, most))[:most]

    async def commit_author(self, commit: str) -> Signature:
        """Return who wrote a commit (full sha)."""
        if not is_full_sha(commit):
            raise NotFound(f"There is no commit {commit!r} in {self._api.place.full_name}.")
        found = await self._commit(commit)
        return Signature(found.author_name, found.author_email)

    async def _commit(self, sha: str) -> CommitInfo:
        path = f"/git/commits/{sha}"
        raw = await self._api.get(path, _BARE, absent={HTTPStatus.UNPROCESSABLE_ENTITY})
        return self._info(raw)

    async def _page(self, query: Mapping[str, str], absent: Collection[int] = ()) -> Page:
        return await self._api.page("/commits", {**query, **_BARE}, absent=absent)

    async def _listed(
        self, query: Mapping[str, str], most: int | None = None
    ) -> tuple[CommitInfo, ...]:
        listed = await self._api.listed("/commits", {**query, **_BARE}, most or sys.maxsize)
        return tuple(self._info(raw) for raw in listed)

    def _infos(self, page: Page) -> list[CommitInfo]:
        return [self._info(raw) for raw in page.items]

    def _info(self, raw: Mapping[str, Any]) -> CommitInfo:
        """Return what REST says of a commit; what it calls its tree is the commit's own id."""
        facts = raw["commit"]
        author = facts["author"] or {}
        parents = tuple(parent["sha"] for parent in raw["parents"] or ())
        self.learn(raw["sha"], parents)
        return CommitInfo(
            sha=raw["sha"],
            message=_with_one_set_of_trailers(facts["message"]),
            author_name=author.get("name") or "",
            author_email=author.get("email") or "",
            at=datetime.fromisoformat(facts["committer"]["date"]),
            parents=parents,
        )


def _with_one_set_of_trailers(message: str) -> str:
    """Return a message whose co-authors are in one paragraph with the trailers above them.

    A server that signs commits puts "Co-authored-by" and "Co-committed-by" into a paragraph of
    their own, after gatebot's trailers, where trailers are read from the last paragraph.
    """
    return _CO_AUTHORS.sub(r"\1\n\2", message)
