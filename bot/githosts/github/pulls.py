"""Branches and pull requests on GitHub."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from bot.githosts.github.api import FORBIDDEN, Api, GraphAnswer, GraphError
from bot.githosts.github.condition import pulls_condition_of
from bot.githosts.github.place import MENDS
from bot.githosts.github.pull_queries import (
    AUTO_MERGE,
    BRANCH,
    CLOSE,
    CREATE_BRANCH,
    DELETE_BRANCH,
    MERGE,
    OPEN,
    REQUEST,
)
from bot.ports.git_host import (
    Conflict,
    GitHost,
    HostError,
    HostUnavailable,
    NotFound,
    OutcomeUnknown,
    Rejected,
)
from bot.ports.merge_condition import Condition
from bot.ports.pull_requests import PullRequest, PullState, PullText

_Json = Mapping[str, Any]

# In this order: a merge keeps the commits and their trailers, a squash drops them.
_METHODS: Final = (
    ("mergeCommitAllowed", "MERGE"),
    ("rebaseMergeAllowed", "REBASE"),
    ("squashMergeAllowed", "SQUASH"),
)
_ALREADY: Final = "already exists"
_GONE: Final = "does not exist"
# Auto-merge is refused for what nothing holds back any more, or never did.
_NOTHING_TO_WAIT_FOR: Final = ("clean status", "protected branch rules not configured")


class GitHubPulls:
    """A `PullRequests` over the project's branch, `api.place.branch`."""

    def __init__(self, api: Api, on_branch: Callable[[str], GitHost]) -> None:
        self._api = api
        self._on_branch = on_branch

    def on_branch(self, branch: str) -> GitHost:
        """Return the same repository with another branch as the one that is read and written."""
        return self._on_branch(branch)

    async def head_of(self, branch: str) -> str | None:
        """Return the commit a branch points at; None where there is no such branch."""
        return _head(await self._branch(branch))

    async def create_branch(self, branch: str, at: str) -> None:
        """Make a branch that points at a commit. Raises Conflict where it points elsewhere."""
        found = await self._branch(branch)
        if _head(found) is None:
            made = {"repositoryId": found["id"], "name": f"refs/heads/{branch}", "oid": at}
            answer = await self._api.mutate(CREATE_BRANCH, input=made)
            if not answer.errors:
                return
            if _ALREADY not in answer.errors[0].words.casefold():
                raise _refusal(answer.errors[0], f"the branch {branch}")
            found = await self._branch(branch)
        if _head(found) != at:
            raise Conflict(f"The branch {branch} is there already, at another commit.")

    async def delete_branch(self, branch: str) -> None:
        """Remove a branch; it may be gone already."""
        ref = (await self._branch(branch)).get("ref")
        if ref is None:
            return
        answer = await self._api.mutate(DELETE_BRANCH, input={"refId": ref["id"]})
        if answer.errors and _GONE not in answer.errors[0].words.casefold():
            raise _refusal(answer.errors[0], f"the end of the branch {branch}")

    async def newest_from(self, branch: str) -> PullRequest | None:
        """Return the newest pull request from a branch into the project's, open or ended."""
        return await self._newest(branch, await self._branch(branch))

    async def open_pull_request(self, branch: str, title: PullText, body: PullText) -> PullRequest:
        """Ask for a branch to be merged; returns the open request where there is one already."""
        found = await self._branch(branch)
        newest = await self._newest(branch, found)
        if newest is not None and newest.state is PullState.OPEN:
            return newest
        wanted = {"baseRefName": self._api.place.branch, "headRefName": branch}
        asked = wanted | {"repositoryId": found["id"], "title": title, "body": body}
        answer = await self._api.mutate(OPEN, input=asked)
        if answer.errors:
            return await self._opened_by_another(branch, answer.errors[0])
        made = (answer.data.get("createPullRequest") or {}).get("pullRequest")
        if not made:
            raise OutcomeUnknown("GitHub named no pull request: it may have been opened.")
        return _request(made)

    async def ask_auto_merge(self, number: int) -> bool:
        """Ask GitHub to merge as soon as its rules allow; False where it doesn't offer that.

        Where the repository allows auto-merge and nothing is left to wait for, GitHub refuses to
        wait: it is told to merge, if the request still has the commit that was read.
        """
        repository = await self._repository(number)
        raw = repository["pullRequest"]
        if raw["state"] != "OPEN" or raw["autoMergeRequest"]:
            return bool(raw["autoMergeRequest"]) or raw["state"] == "MERGED"
        method = next((name for key, name in _METHODS if repository[key]), None)
        if method is None or not repository["autoMergeAllowed"]:
            return False
        wish = {"pullRequestId": raw["id"], "mergeMethod": method}
        wish["expectedHeadOid"] = raw["headRefOid"]
        answer = await self._api.mutate(AUTO_MERGE, input=wish)
        if _says(answer, *_NOTHING_TO_WAIT_FOR):
            answer = await self._api.mutate(MERGE, input=wish)
        if answer.errors and answer.errors[0].lost:
            raise OutcomeUnknown(f"GitHub lost track of the merge: {answer.errors[0].words}")
        return not answer.errors

    async def close_pull_request(self, number: int, why: PullText) -> None:
        """Close without merging, with `why` as a comment; it may be closed already."""
        raw = (await self._repository(number))["pullRequest"]
        if raw["state"] != "OPEN":
            return
        comment = {"subjectId": raw["id"], "body": why}
        close = {"pullRequestId": raw["id"]}
        answer = await self._api.mutate(CLOSE, comment=comment, close=close)
        if answer.errors:
            raise _refusal(answer.errors[0], f"the end of pull request {number}")

    async def condition(self) -> Sequence[Condition]:
        """Tell what stands for and against pull requests, without writing. Raises HostError."""
        return await pulls_condition_of(self._api)

    async def _opened_by_another(self, branch: str, error: GraphError) -> PullRequest:
        """Return what someone opened between our look and our request; raise for all else."""
        if _ALREADY in error.words.casefold():
            newest = await self.newest_from(branch)
            if newest is not None and newest.state is PullState.OPEN:
                return newest
        raise _refusal(error, f"a pull request from {branch}")

    async def _newest(self, branch: str, found: _Json) -> PullRequest | None:
        """Return the newest request of a branch; one from a fork's of that name is none of ours."""
        while True:
            listed = found["pullRequests"]
            for raw in listed["nodes"]:
                if not raw["isCrossRepository"]:
                    return _request(raw)
            if not listed["pageInfo"]["hasNextPage"]:
                return None
            found = await self._branch(branch, listed["pageInfo"]["endCursor"])

    async def _branch(self, branch: str, after: str | None = None) -> _Json:
        place = self._api.place
        answer = await self._api.query(
            BRANCH,
            owner=place.owner,
            name=place.name,
            ref=f"refs/heads/{branch}",
            head=branch,
            base=place.branch,
            after=after,
        )
        return self._same(answer)

    async def _repository(self, number: int) -> _Json:
        place = self._api.place
        answer = await self._api.query(REQUEST, owner=place.owner, name=place.name, number=number)
        repository = self._same(answer)
        if not repository["pullRequest"]:
            raise NotFound(f"There is no pull request {number} in {place.full_name}.")
        return repository

    def _same(self, answer: GraphAnswer) -> _Json:
        """Return the repository of an answer; refuse one that was renamed."""
        repository: _Json = answer.data.get("repository") or {}
        self._api.place.demand_same_name(repository.get("nameWithOwner"))
        return repository


def _head(repository: _Json) -> str | None:
    ref = repository.get("ref")
    return str(ref["target"]["oid"]) if ref else None


def _request(raw: _Json) -> PullRequest:
    merged = raw["mergeCommit"]
    state = PullState(raw["state"].lower())
    return PullRequest(
        number=raw["number"],
        url=raw["url"],
        state=state,
        branch=raw["headRefName"],
        merged_as=str(merged["oid"]) if merged and state is PullState.MERGED else None,
        auto_merge=raw["autoMergeRequest"] is not None,
    )


def _says(answer: GraphAnswer, *words: str) -> bool:
    return any(each in error.words.casefold() for error in answer.errors for each in words)


def _refusal(error: GraphError, what: str) -> HostError:
    """Return what an error of a mutation means. GitHub answers all of them with HTTP 200."""
    if error.lost:
        return OutcomeUnknown(f"GitHub lost track of {what}: {error.words}")
    if error.type == "NOT_FOUND":
        return HostUnavailable(f"GitHub does not find what it named a moment ago: {error.words}")
    mend = MENDS.rights if error.type in FORBIDDEN else MENDS.other
    return Rejected(f"GitHub refuses {what}: {error.words}", mend)
