"""The Git host that is Gitea or Forgejo."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from bot.githosts.ancestry import look_of
from bot.githosts.gitea.api import Api
from bot.githosts.gitea.ci import Ci
from bot.githosts.gitea.condition import condition_of
from bot.githosts.gitea.documents import Documents
from bot.githosts.gitea.history import History
from bot.githosts.gitea.place import Place
from bot.githosts.gitea.pulls import Pulls
from bot.githosts.gitea.push import Push
from bot.githosts.gitea.refs import Refs
from bot.githosts.gitea.trees import Trees
from bot.githosts.http import Http
from bot.githosts.listing import changed
from bot.githosts.tokens import TokenSource
from bot.ports.git_host import (
    Blob,
    CiRun,
    CommitInfo,
    Entry,
    HostUnavailable,
    Look,
    NotFound,
    Signature,
    Write,
)
from bot.ports.merge_condition import Condition
from bot.ports.pull_requests import PullRequests

_NEWEST: Final = 50  # commits in one answer


class Repository:
    """One repository, whatever the branch; it remembers what can't change."""

    def __init__(self, place: Place, http: Http, tokens: TokenSource, committer: Signature) -> None:
        self.place = place
        self.api = Api(place, http, tokens)
        self.refs = Refs(self.api)
        self.trees = Trees(self.api)
        self.documents = Documents(self.api, self.trees)
        self.history = History(self.api, self.trees)
        self.ci = Ci(self.api)
        parts = self.refs, self.trees, self.documents, self.history
        self.push = Push(self.api, *parts, committer)


class GiteaHost:
    """A `GitHost` over one branch of a repository.

    Keep it for as long as the project is served: it remembers what can't change.
    """

    def __init__(self, repository: Repository, branch: str) -> None:
        self._repository = repository
        self._branch = branch

    @property
    def pulls(self) -> PullRequests:
        """Branches and pull requests of the same repository."""
        repository = self._repository
        parts = repository.api, repository.place, repository.refs
        return Pulls(*parts, self._branch, self._on)

    async def look(self, paths: Collection[str], since: str | None = None) -> Look:
        """Read the branch's head, these documents at it, and the commits after `since`.

        One request where head is known; else the tree in pages of 1,000, and each document that
        was not read before.
        """
        newest = await self._newest(_NEWEST if since else 1)
        head = newest[0].sha
        blobs = await self._repository.documents.read(head, paths) if paths else {}
        if since is None:
            return Look(head, blobs)
        return look_of(head, blobs, await self._repository.history.since(head, since, newest))

    async def read(self, commit: str, paths: Collection[str]) -> Mapping[str, Blob | None]:
        """Read files at a commit; None where a path is no regular file there."""
        return await self._repository.documents.read(commit, paths)

    async def tree(self, commit: str) -> Sequence[Entry]:
        """List every file of a commit, sorted by path."""
        return (await self._repository.trees.at(commit)).entries

    async def resolve(self, sha: str) -> str | None:
        """Return the full sha of a full or abbreviated one; None if no commit, or more than one."""
        return await self._repository.history.resolve(sha)

    async def is_ancestor(self, ancestor: str, commit: str) -> bool:
        """Tell whether `ancestor` (a full or abbreviated sha) is `commit` or reachable from it."""
        return await self._repository.history.is_ancestor(ancestor, commit)

    async def changed_paths(self, base: str, commit: str) -> frozenset[str]:
        """Return the paths that differ between two commits, by their trees."""
        trees = self._repository.trees
        return changed(await trees.at(base), await trees.at(commit))

    async def authors(
        self, commit: str, paths: Collection[str]
    ) -> Mapping[str, tuple[Signature, ...]]:
        """Return all who changed each path, the newest first, as of a commit.

        Missing paths are left out; what a file was before it got this name is not looked at.
        """
        return await self._repository.history.authors(commit, paths)

    async def commits_touching(
        self, commit: str, path: str, most: int | None = None
    ) -> Sequence[CommitInfo]:
        """Return the commits that changed a file, the newest first; none where it is not there."""
        return await self._repository.history.commits_touching(commit, path, most)

    async def commit_author(self, commit: str) -> Signature:
        """Return who wrote a commit (full sha)."""
        return await self._repository.history.commit_author(commit)

    async def ci_runs(self, commit: str) -> Sequence[CiRun]:
        """Return the CI runs for exactly this commit, newest first."""
        return await self._repository.ci.runs(commit)

    async def ci_run_at(self, url: str) -> CiRun | None:
        """Return the run a link points at, or None if it is no link of this repository."""
        return await self._repository.ci.run_at(url)

    async def write(self, change: Write) -> str:
        """Commit on `expected_head`, file by file compared; return the new sha.

        Raises Overtaken where another commit came in between. See `Push`.
        """
        return await self._repository.push.write(self._branch, change)

    async def condition(self) -> Sequence[Condition]:
        """Tell what stands for and against writing, without writing. Raises HostError."""
        return await condition_of(self._repository.place, self._repository.refs, self._branch)

    def commit_url(self, sha: str) -> str | None:
        """Return a link to a commit for people."""
        return f"{self._repository.place.page}/commit/{sha}"

    def compare_url(self, base: str, commit: str) -> str | None:
        """Return a link to what changed between two commits."""
        return f"{self._repository.place.page}/compare/{base}...{commit}"

    def _on(self, branch: str) -> "GiteaHost":
        return GiteaHost(self._repository, branch)

    async def _newest(self, number: int) -> Sequence[CommitInfo]:
        try:
            return await self._repository.history.newest(f"refs/heads/{self._branch}", number)
        except NotFound as error:
            await self._repository.refs.demand(self._branch)  # raises where that is the reason
            raise HostUnavailable(f"Gitea can't list the commits of {self._branch}.") from error
