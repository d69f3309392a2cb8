"""Questions about history. What two commits are to each other never changes, and is kept."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from bot.githosts.ancestry import COMMITS, Ancestry, up_to
from bot.githosts.bounds import COMMITS as LISTED
from bot.githosts.cache import Cache
from bot.githosts.gitlab.api import Absent, Api, BadRequest, Query
from bot.githosts.gitlab.trees import Trees
from bot.githosts.paths import is_full_sha, is_safe_path, is_short_sha
from bot.ports.git_host import CommitInfo, NotFound, Signature

_Since = tuple[tuple[CommitInfo, ...], bool]


class History:
    """Tells what came before what."""

    def __init__(self, api: Api, trees: Trees) -> None:
        self._api = api
        self._trees = trees
        self._ancestry = Ancestry()
        self._names: Cache[str, str] = Cache(COMMITS, lambda _: 1)

    def info(self, raw: Mapping[str, Any]) -> CommitInfo:
        """Return what GitLab says of a commit."""
        parents = tuple(raw["parent_ids"])
        self._ancestry.learn(raw["id"], parents)
        return CommitInfo(
            sha=raw["id"],
            message=raw["message"],
            author_name=raw["author_name"] or "",
            author_email=raw["author_email"] or "",
            at=datetime.fromisoformat(raw["committed_date"]),
            parents=parents,
        )

    def learn(self, sha: str, parents: tuple[str, ...]) -> None:
        """Keep whose child a commit is."""
        self._ancestry.learn(sha, parents)

    async def since(self, head: CommitInfo, base: str) -> _Since:
        """Return the commits of `head` that `base` has not, newest first, and if base is reachable.

        One commit on top of base needs no request, and more than one need one for each hundred.
        """
        if base == head.sha:
            return (), True
        if (closed := up_to(base, head.sha, (head,))) is not None:
            return closed, True
        if not is_full_sha(base):
            return await self._after_a_rewrite(head), False
        try:
            after = await self._listed({"ref_name": f"{base}..{head.sha}"})
        except NotFound:
            return await self._after_a_rewrite(head), False
        if any(base in commit.parents for commit in after):
            return after, True
        # Nothing, or nothing that begins at base: is the branch set back, or is base unknown?
        known = await self.resolve(base) is not None
        return (after, False) if known else (await self._after_a_rewrite(head), False)

    async def is_ancestor(self, ancestor: str, commit: str) -> bool:
        """Tell whether a full or abbreviated sha is `commit` or reachable from it."""
        if not is_full_sha(commit):
            raise self._no_commit(commit)
        if not is_short_sha(ancestor):
            return False
        full = ancestor if is_full_sha(ancestor) else await self.resolve(ancestor)
        if full is None:
            return False
        known = self._ancestry.known(full, commit)
        if known is None:
            known = await self._asked(full, commit)
            self._ancestry.keep(full, commit, known)
        return known

    async def resolve(self, sha: str) -> str | None:
        """Return the one commit that a sha names, or None."""
        if not is_short_sha(sha):
            return None
        if (known := self._names.get(sha)) is not None:
            return known
        try:
            full = (await self.commit(sha)).sha
        except Absent:
            return None
        if not full.startswith(sha):
            return None  # a branch that is named like a sha: there it wins, here it doesn't
        # Where an abbreviation comes to mean a second commit later, it still meant this one.
        self._names.put(sha, full)
        return full

    async def commit(self, sha: str) -> CommitInfo:
        """Return a commit. Raises Absent."""
        return self.info(await self._api.get(f"/repository/commits/{sha}", {"stats": "false"}))

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
        if not is_safe_path(path) or await self._trees.entry(commit, path) is None:
            return ()
        return (await self._listed({"ref_name": commit, "path": path}, most))[:most]

    async def commit_author(self, commit: str) -> Signature:
        """Return who wrote a commit (full sha)."""
        try:
            found = await self.commit(commit) if is_full_sha(commit) else None
        except Absent:
            found = None
        if found is None:
            raise self._no_commit(commit)
        return Signature(found.author_name, found.author_email)

    async def _asked(self, ancestor: str, commit: str) -> bool:
        query = {"refs[]": [ancestor, commit]}
        try:
            found = await self._api.get("/repository/merge_base", query)
        except (Absent, BadRequest):
            # One is not there, or they have nothing in common; only for the commit is it an error.
            if await self.resolve(commit) is None:
                raise self._no_commit(commit) from None
            return False
        return bool(found["id"] == ancestor)

    async def _after_a_rewrite(self, head: CommitInfo) -> tuple[CommitInfo, ...]:
        return await self._listed({"ref_name": head.sha}, LISTED)

    async def _listed(self, query: Query, most: int | None = None) -> tuple[CommitInfo, ...]:
        commits: list[CommitInfo] = []
        async for page in self._api.pages("/repository/commits", query):
            commits += (self.info(raw) for raw in page)
            if most is not None and len(commits) >= most:
                break
        return tuple(commits)

    def _no_commit(self, commit: str) -> NotFound:
        return NotFound(f"There is no commit {commit[:40]!r} in {self._api.place.full_name}.")
