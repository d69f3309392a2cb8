"""The Git host that is GitLab: its REST, asked for what is new."""

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import replace

from bot.githosts.ancestry import look_of
from bot.githosts.gitlab.api import Absent, Api
from bot.githosts.gitlab.ci import Ci
from bot.githosts.gitlab.condition import condition_of
from bot.githosts.gitlab.documents import Documents
from bot.githosts.gitlab.history import History
from bot.githosts.gitlab.merge_requests import MergeRequests
from bot.githosts.gitlab.place import Place
from bot.githosts.gitlab.push import Push, no_branch
from bot.githosts.gitlab.trees import Trees
from bot.githosts.http import Http
from bot.githosts.listing import changed
from bot.githosts.tokens import TokenSource
from bot.ports.git_host import Blob, CiRun, CommitInfo, Entry, Look, Signature, Write
from bot.ports.merge_condition import Condition
from bot.ports.pull_requests import PullRequests


class GitLabHost:
    """A `GitHost` over one branch of a project on gitlab.com or a GitLab of one's own.

    Keep it for as long as the project is served: it remembers what can't change.
    """

    def __init__(self, place: Place, http: Http, tokens: TokenSource) -> None:
        self._api = Api(place, http, tokens)
        self._trees = Trees(self._api)
        self._documents = Documents(self._api, self._trees)
        self._history = History(self._api, self._trees)
        self._ci = Ci(self._api)
        self._settle(place)

    async def look(self, paths: Collection[str], since: str | None = None) -> Look:
        """Read the branch's head, these documents at it, and the commits after `since`.

        One request where head is known. For a new head: its folders that changed on the way to
        these documents, the documents that changed, and the commits if there is more than one.
        """
        head = await self._head()
        blobs = await self._documents.read(head.sha, paths)
        if since is None:
            return Look(head.sha, blobs)
        return look_of(head.sha, blobs, await self._history.since(head, since))

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

        GitLab's compare leaves out what its limits for diffs cut off.
        """
        before, after = await self._trees.at(base), await self._trees.at(commit)
        return changed(before, after)

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
        """Commit on `expected_head`; return the new sha. Raises Overtaken: see `Push`."""
        return await self._push.write(change)

    async def condition(self) -> Sequence[Condition]:
        """Tell what stands for and against writing, without writing. Raises HostError."""
        return await condition_of(self._api, self._place)

    def commit_url(self, sha: str) -> str | None:
        """Return a link to a commit for people."""
        return f"{self._place.home}/-/commit/{sha}"

    def compare_url(self, base: str, commit: str) -> str | None:
        """Return a link to what changed between two commits."""
        return f"{self._place.home}/-/compare/{base}...{commit}"

    @property
    def pulls(self) -> PullRequests:
        """Branches and merge requests of the same project."""
        return MergeRequests(self._api, self._place, self._on_branch)

    def _on_branch(self, branch: str) -> "GitLabHost":
        """Return this host for another branch; what is known of commits is known there too."""
        other = copy(self)
        other._settle(replace(self._place, branch=branch))  # noqa: SLF001 - one of its own class
        return other

    def _settle(self, place: Place) -> None:
        self._place = place
        self._push = Push(self._api, place, self._trees, self._documents, self._history)

    async def _head(self) -> CommitInfo:
        try:
            found = await self._api.get(self._place.branch_path)
        except Absent as error:
            raise no_branch(self._place) from error
        return self._history.info(found["commit"])
