"""Questions about history. What two commits are to each other never changes, and is kept."""

import sys
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from bot.githosts.ancestry import COMMITS, Ancestry, up_to
from bot.githosts.answers import Unprocessable
from bot.githosts.bounds import COMMITS as LISTED
from bot.githosts.cache import Cache
from bot.githosts.github.api import Api
from bot.githosts.github.queries import HISTORY, authors_query
from bot.githosts.paths import is_full_sha, is_safe_path, is_short_sha
from bot.ports.git_host import CommitInfo, HostUnavailable, NotFound, Signature

_PAGE: Final = 100
_PATHS_AT_ONCE: Final = 25

_Since = tuple[tuple[CommitInfo, ...], bool]


class History:
    """Tells what came before what."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._ancestry = Ancestry()
        self._names: Cache[str, str] = Cache(COMMITS, lambda _: 1)

    def learn(self, sha: str, parents: tuple[str, ...]) -> None:
        """Keep whose child a commit is."""
        self._ancestry.learn(sha, parents)

    def info(self, node: Mapping[str, Any]) -> CommitInfo:
        """Return what GraphQL says of a commit."""
        parents = tuple(p["oid"] for p in node["parents"]["nodes"])
        self.learn(node["oid"], parents)
        author = node["author"] or {}
        return CommitInfo(
            sha=node["oid"],
            message=node["message"],
            author_name=author.get("name") or "",
            author_email=author.get("email") or "",
            at=datetime.fromisoformat(node["committedDate"]),
            parents=parents,
        )

    async def since(self, head: str, base: str, newest: Sequence[CommitInfo]) -> _Since:
        """Return the commits of `head` that `base` has not, newest first, and if base is reachable.

        `newest` are the newest commits of head, in order: mostly, they hold the answer.
        """
        if base == head:
            return (), True
        if (closed := up_to(base, head, newest)) is not None:
            return closed, True
        if not is_full_sha(base):
            return await self._after_a_rewrite(head), False
        try:
            return await self._compared(base, head)
        except NotFound:
            return await self._after_a_rewrite(head), False

    async def is_ancestor(self, ancestor: str, commit: str) -> bool:
        """Tell whether a full or abbreviated sha is `commit` or reachable from it."""
        if not is_full_sha(commit):
            raise NotFound(f"There is no commit {commit!r} in {self._api.place.full_name}.")
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
            found = await self._api.get(f"/commits/{sha}?per_page=1")
        except Unprocessable:
            return None  # "No commit found for SHA"
        full = str(found["sha"])
        if not full.startswith(sha):
            return None  # a branch that is named like a sha: there it wins, here it doesn't
        # Where an abbreviation comes to mean a second commit later, it still meant this one.
        self._names.put(sha, full)
        return full

    async def authors(
        self, commit: str, paths: Collection[str]
    ) -> Mapping[str, tuple[Signature, ...]]:
        """Return all who changed each path, the newest first; missing paths are left out."""
        found: dict[str, dict[Signature, None]] = {}
        waiting: list[tuple[str, str | None]] = [(p, None) for p in paths if is_safe_path(p)]
        while waiting:
            batch, waiting = waiting[:_PATHS_AT_ONCE], waiting[_PATHS_AT_ONCE:]
            answer = await self._about(commit, batch)
            for number, (path, _) in enumerate(batch):
                if not answer[f"f{number}"]:
                    continue
                history = answer[f"h{number}"]
                signed = (_signature(node) for node in history["nodes"])
                found.setdefault(path, {}).update(dict.fromkeys(signed))
                if history["pageInfo"]["hasNextPage"]:
                    waiting.append((path, history["pageInfo"]["endCursor"]))
        return {path: tuple(signed) for path, signed in found.items()}

    async def commits_touching(
        self, commit: str, path: str, most: int | None = None
    ) -> tuple[CommitInfo, ...]:
        """Return the commits that changed a file, the newest first; none where it is not there."""
        page = ((path, None),) if is_safe_path(path) else ()
        if not (await self._about(commit, page)).get("f0"):
            return ()
        return (await self._listed(commit, path, most or sys.maxsize))[:most]

    async def commit_author(self, commit: str) -> Signature:
        """Return who wrote a commit (full sha)."""
        return _signature(await self._about(commit, ()))

    async def _about(
        self, commit: str, pages: Sequence[tuple[str, str | None]]
    ) -> Mapping[str, Any]:
        query, variables = authors_query(pages)
        place = self._api.place
        answer = await self._api.query(
            query, owner=place.owner, name=place.name, commit=commit, **variables
        )
        found = (answer.data.get("repository") or {}).get("object")
        if not found:
            raise NotFound(f"There is no commit {commit!r} in {place.full_name}.")
        assert isinstance(found, dict)  # noqa: S101 - GitHub's own schema
        return found

    async def _asked(self, ancestor: str, commit: str) -> bool:
        try:
            found = await self._api.get(f"/compare/{commit}...{ancestor}?per_page=1")
        except NotFound:
            # One of the two is not there; only for the commit is that an error.
            if await self.resolve(commit) is None:
                raise NotFound(
                    f"There is no commit {commit[:12]} in {self._api.place.full_name}."
                ) from None
            return False
        return found["status"] in {"behind", "identical"}

    async def _compared(self, base: str, head: str) -> _Since:
        commits: list[CommitInfo] = []
        page, total = 1, 1
        status = ""
        while len(commits) < total:
            found = await self._api.get(f"/compare/{base}...{head}?per_page={_PAGE}&page={page}")
            status, total = found["status"], found["total_commits"]
            if not found["commits"] and len(commits) < total:
                raise HostUnavailable(
                    f"GitHub names {total:,} commits, and shows {len(commits):,}."
                )
            commits += (_from_rest(raw) for raw in found["commits"])
            page += 1
        for commit in commits:
            self.learn(commit.sha, commit.parents)
        return tuple(reversed(commits)), status in {"ahead", "identical"}

    async def _after_a_rewrite(self, head: str) -> tuple[CommitInfo, ...]:
        return await self._listed(head, None, LISTED)

    async def _listed(self, commit: str, path: str | None, most: int) -> tuple[CommitInfo, ...]:
        place = self._api.place
        given = {"owner": place.owner, "name": place.name, "commit": commit, "path": path}
        commits: list[CommitInfo] = []
        after: str | None = None
        while len(commits) < most:
            answer = await self._api.query(HISTORY, **given, after=after)
            history = answer.data["repository"]["object"]["history"]
            commits += (self.info(node) for node in history["nodes"])
            after = history["pageInfo"]["endCursor"]
            if not history["pageInfo"]["hasNextPage"]:
                break
        return tuple(commits)


def _signature(node: Mapping[str, Any]) -> Signature:
    author = node["author"] or {}
    return Signature(author.get("name") or "", author.get("email") or "")


def _from_rest(raw: Mapping[str, Any]) -> CommitInfo:
    facts = raw["commit"]
    author = facts["author"] or {}
    return CommitInfo(
        sha=raw["sha"],
        message=facts["message"],
        author_name=author.get("name") or "",
        author_email=author.get("email") or "",
        at=datetime.fromisoformat(facts["committer"]["date"]),
        parents=tuple(parent["sha"] for parent in raw["parents"]),
    )
