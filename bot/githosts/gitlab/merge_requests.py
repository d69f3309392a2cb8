"""Branches and merge requests on GitLab."""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from bot.githosts.answers import TokenRefused
from bot.githosts.gitlab.api import Absent, Api, BadRequest, NotNow
from bot.githosts.gitlab.condition import merging_of
from bot.githosts.gitlab.place import Place, branch_path
from bot.ports.git_host import Conflict, GitHost, HostUnavailable, OutcomeUnknown
from bot.ports.merge_condition import Condition
from bot.ports.pull_requests import PullRequest, PullState, PullText

_STATES: Final = {"merged": PullState.MERGED, "closed": PullState.CLOSED}
# GitLab looks at a new merge request, or a new commit of one, for up to a minute before it will
# answer whether it can be merged; until then it refuses all that is asked about merging.
_STILL_LOOKING: Final = frozenset({"preparing", "unchecked", "checking", "approvals_syncing"})
_LOOK_AGAIN_SECONDS: Final = 10.0


class MergeRequests:
    """A `PullRequests` over the branch of a place."""

    def __init__(self, api: Api, place: Place, on_branch: Callable[[str], GitHost]) -> None:
        self._api = api
        self._place = place
        self._on_branch = on_branch

    def on_branch(self, branch: str) -> GitHost:
        """Return the same repository with another branch as the one that is read and written."""
        return self._on_branch(branch)

    async def head_of(self, branch: str) -> str | None:
        """Return the commit a branch points at; None where there is no such branch."""
        try:
            found = await self._api.get(branch_path(branch))
        except Absent:
            return None
        return str(found["commit"]["id"])

    async def create_branch(self, branch: str, at: str) -> None:
        """Make a branch that points at a commit. Raises Conflict where it points elsewhere."""
        try:
            await self._api.change("POST", "/repository/branches", {"branch": branch, "ref": at})
        except BadRequest:
            there = await self.head_of(branch)
            if there is None:
                raise
            if there != at:
                raise Conflict(
                    f"The branch {branch} is there already, at another commit."
                ) from None

    async def delete_branch(self, branch: str) -> None:
        """Remove a branch; it may be gone already."""
        try:
            await self._api.change("DELETE", branch_path(branch))
        except Absent:
            return

    async def newest_from(self, branch: str) -> PullRequest | None:
        """Return the newest merge request from a branch into the project's, open or ended."""
        query = {
            "source_branch": branch,
            "target_branch": self._place.branch,
            "state": "all",
            "order_by": "created_at",
            "sort": "desc",
        }
        async for page in self._api.pages("/merge_requests", query):
            for raw in page:
                # One from a fork's branch of the same name is none of ours.
                if raw["source_project_id"] == raw["target_project_id"]:
                    return _request(raw)
        return None

    async def open_pull_request(self, branch: str, title: PullText, body: PullText) -> PullRequest:
        """Ask for a branch to be merged; returns the open request where there is one already."""
        newest = await self.newest_from(branch)
        if newest is not None and newest.state is PullState.OPEN:
            return newest
        wanted = {
            "source_branch": branch,
            "target_branch": self._place.branch,
            "title": title,
            "description": body,
            "squash": False,  # a squash drops the trailers
        }
        try:
            made = await self._api.change("POST", "/merge_requests", wanted)
        except NotNow as error:
            newest = await self.newest_from(branch)
            if error.status != HTTPStatus.CONFLICT or newest is None:
                raise
            return newest  # someone opened it between our look and our request
        if not isinstance(made, dict):
            raise OutcomeUnknown("GitLab named no merge request: it may have been opened.")
        return _request(made)

    async def ask_auto_merge(self, number: int) -> bool:
        """Ask GitLab to merge as soon as its rules allow; False where it doesn't offer that.

        Where nothing is left to wait for, GitLab merges at once. Raises HostUnavailable while it
        is still looking at the merge request.
        """
        raw = await self._get(number)
        if raw["state"] != "opened":
            return bool(raw["state"] == "merged")
        if raw["merge_when_pipeline_succeeds"]:
            # A new commit ends that, a moment after it was pushed.
            if await self.head_of(raw["source_branch"]) != raw["sha"]:
                raise _still_looking(number)
            return True
        if raw.get("detailed_merge_status") in _STILL_LOOKING:
            raise _still_looking(number)
        # The second is what GitLab before 17.11 calls the first.
        wish = {"auto_merge": True, "merge_when_pipeline_succeeds": True, "sha": raw["sha"]}
        try:
            await self._api.change("PUT", f"{_path(number)}/merge", wish)
        except NotNow as error:
            if error.status == HTTPStatus.CONFLICT:
                why = f"The branch of the merge request !{number} has moved."
                raise HostUnavailable(why, _LOOK_AGAIN_SECONDS) from error
            return False
        except TokenRefused:
            return False  # so it answers a user who may not merge; the token was good a moment ago
        return True

    async def close_pull_request(self, number: int, why: PullText) -> None:
        """Close without merging, with `why` as a comment; it may be closed already."""
        if (await self._get(number))["state"] != "opened":
            return
        await self._api.change("POST", f"{_path(number)}/notes", {"body": why})
        await self._api.change("PUT", _path(number), {"state_event": "close"})

    async def condition(self) -> Sequence[Condition]:
        """Tell what stands for and against merge requests, without writing. Raises HostError."""
        return await merging_of(self._api, self._place)

    async def _get(self, number: int) -> Mapping[str, Any]:
        return await self._api.get(_path(number))


def _still_looking(number: int) -> HostUnavailable:
    why = f"GitLab is still looking at the merge request !{number}."
    return HostUnavailable(why, _LOOK_AGAIN_SECONDS)


def _path(number: int) -> str:
    return f"/merge_requests/{number}"


def _request(raw: Mapping[str, Any]) -> PullRequest:
    state = _STATES.get(raw["state"], PullState.OPEN)
    # A merge commit, else the squashed commit, else the last of those that were put on top.
    became = raw["merge_commit_sha"] or raw["squash_commit_sha"] or raw["sha"]
    return PullRequest(
        number=raw["iid"],
        url=raw["web_url"],
        state=state,
        branch=raw["source_branch"],
        merged_as=str(became) if state is PullState.MERGED else None,
        auto_merge=bool(raw["merge_when_pipeline_succeeds"]),
    )
