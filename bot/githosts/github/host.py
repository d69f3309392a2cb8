"""The Git host that is GitHub: one query reads the branch, one mutation writes it."""

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import Any, Final

from bot.githosts.ancestry import look_of
from bot.githosts.github.api import Api
from bot.githosts.github.ci import Ci
from bot.githosts.github.condition import condition_of
from bot.githosts.github.documents import Documents
from bot.githosts.github.history import History
from bot.githosts.github.place import Place
from bot.githosts.github.pulls import GitHubPulls
from bot.githosts.github.push import Push
from bot.githosts.github.queries import look_query
from bot.githosts.github.trees import Trees
from bot.githosts.http import Http
from bot.githosts.paths import is_safe_path
from bot.githosts.tokens import TokenSource
from bot.ports.git_host import Blob, CiRun, CommitInfo, Entry, Look, NotFound, Signature, Write
from bot.ports.merge_condition import Condition
from bot.ports.pull_requests import PullRequests

# As many commits as come between an intent's first attempt and its last, nearly always.
_NEWEST: Final = 50


class GitHubHost:
    """A `GitHost` over one branch of a repository on GitHub or an Enterprise Server.

    Keep it for as long as the project is served: it remembers what can't change.
    """

    def __init__(self, place: Place, http: Http, tokens: TokenSource) -> None:
        self._api = Api(place, http, tokens)
        self._trees = Trees(self._api)
        self._documents = Documents(self._api, self._trees)
        self._history = History(self._api)
        self._ci = Ci(self._api)
        self._settle(place)

    async def look(self, paths: Collection[str], since: str | None = None) -> Look:
        """Read the branch's head, these documents at it, and the commits after `since`.

        One request, unless a document is cut (512,000 bytes) or `since` lies far back.
        """
        safe = [path for path in paths if is_safe_path(path)]
        commit = await self._head(safe, _NEWEST if since else 1)
        head = commit["oid"]
        newest = [self._history.info(node) for node in commit["history"]["nodes"]]
        for node in commit["history"]["nodes"]:
            self._trees.learn(node["oid"], node["tree"]["oid"])
        found = await self._documents.of_files(commit, safe)
        blobs = {path: found.get(path) for path in paths}
        if since is None:
            return Look(head, blobs)
        return look_of(head, blobs, await self._history.since(head, since, newest))

    async def read(self, commit: str, paths: Collection[str]) -> Mapping[str, Blob | None]:
        """Read files at a commit; None where a path is no regular file there."""
        return await self._documents.read(commit, paths)

    async def tree(self, commit: str) -> Sequence[Entry]:
        """List every file of a commit, sorted by path."""
        return (await self._trees.at(commit)).entries

    async def resolve(self, sha: str) -> str | None:
        """Return the full sha of a full or abbreviated one; None if no commit, or more than one."""
        return await self._history.resolve(sha)

    async def is_ancestor(self, ancestor: str, commit: str) -> bool:
        """Tell whether `ancestor` (a full or abbreviated sha) is `commit` or reachable from it."""
        return await self._history.is_ancestor(ancestor, commit)

    async def changed_paths(self, base: str, commit: str) -> frozenset[str]:
        """Return the paths that differ between two commits, by their trees.

        GitHub's compare starts at the merge base and names 300 files at most: neither is asked.
        """
        before, after = await self._trees.at(base), await self._trees.at(commit)
        return frozenset(
            path
            for path in before.by_path.keys() | after.by_path.keys()
            if before.mark(path) != after.mark(path)
        )

    async def authors(
        self, commit: str, paths: Collection[str]
    ) -> Mapping[str, tuple[Signature, ...]]:
        """Return all who changed each path, the newest first, as of a commit.

        Missing paths are left out; what a file was before it got this name is not looked at.
        """
        return await self._history.authors(commit, paths)

    async def commits_touching(
        self, commit: str, path: str, most: int | None = None
    ) -> Sequence[CommitInfo]:
        """Return the commits that changed a file, the newest first; none where it is not there."""
        return await self._history.commits_touching(commit, path, most)

    async def commit_author(self, commit: str) -> Signature:
        """Return who wrote a commit (full sha)."""
        return await self._history.commit_author(commit)

    async def ci_runs(self, commit: str) -> Sequence[CiRun]:
        """Return the CI runs for exactly this commit, newest first."""
        return await self._ci.runs(commit)

    async def ci_run_at(self, url: str) -> CiRun | None:
        """Return the run a link points at, or None if it is no link of this repository."""
        return await self._ci.run_at(url)

    async def write(self, change: Write) -> str:
        """Commit and publish by compare-and-swap on `expected_head`; return the new sha."""
        return await self._push.write(change)

    async def condition(self) -> Sequence[Condition]:
        """Tell what stands for and against writing, without writing. Raises HostError."""
        return await condition_of(self._api)

    def commit_url(self, sha: str) -> str | None:
        """Return a link to a commit for people."""
        return f"{self._place.web}/{self._place.full_name}/commit/{sha}"

    def compare_url(self, base: str, commit: str) -> str | None:
        """Return a link to what changed between two commits."""
        return f"{self._place.web}/{self._place.full_name}/compare/{base}...{commit}"

    @property
    def pulls(self) -> PullRequests:
        """Branches and pull requests of the same repository."""
        return GitHubPulls(self._api, self._on_branch)

    def _on_branch(self, branch: str) -> "GitHubHost":
        """Return this host for another branch; what is known of commits is known there too."""
        other = copy(self)
        other._settle(replace(self._place, branch=branch))  # noqa: SLF001 - one of its own class
        return other

    def _settle(self, place: Place) -> None:
        self._place = place
        self._push = Push(self._api, place, self._trees, self._documents, self._history)

    async def _head(self, paths: Sequence[str], newest: int) -> Mapping[str, Any]:
        query, variables = look_query(paths)
        place = self._place
        answer = await self._api.query(
            query, owner=place.owner, name=place.name, ref=place.ref, first=newest, **variables
        )
        repository = answer.data.get("repository") or {}
        place.demand_same_name(repository.get("nameWithOwner"))
        commit = (repository.get("ref") or {}).get("target")
        if not commit:
            raise NotFound(
                f"There is no branch {place.branch!r} in {place.full_name}: push a first commit to "
                "it, or mend the project's `branch`."
            )
        assert isinstance(commit, dict)  # noqa: S101 - GitHub's own schema
        return commit
