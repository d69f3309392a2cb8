"""Branches and pull requests on Gitea and Forgejo."""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from bot.githosts.answers import Answer
from bot.githosts.gitea.api import Api, made
from bot.githosts.gitea.condition import merging_of
from bot.githosts.gitea.place import Place
from bot.githosts.gitea.refs import Refs
from bot.ports.git_host import Conflict, GitHost, NotFound
from bot.ports.merge_condition import Condition
from bot.ports.pull_requests import PullRequest, PullState, PullText

_Json = Mapping[str, Any]

# In this order: a merge keeps the commits and their trailers, a squash drops them.
_STYLES: Final = (
    ("allow_merge_commits", "merge"),
    ("allow_rebase", "rebase"),
    ("allow_rebase_explicit", "rebase-merge"),
    ("allow_squash_merge", "squash"),
)
# A request doesn't say that it waits to be merged; its history does.
_SCHEDULED: Final = {"pull_scheduled_merge": True, "pull_cancel_scheduled_merge": False}


class Pulls:
    """A `PullRequests` into one branch."""

    def __init__(
        self, api: Api, place: Place, refs: Refs, base: str, on_branch: Callable[[str], GitHost]
    ) -> None:
        self._api = api
        self._place = place
        self._refs = refs
        self._base = base
        self._on_branch = on_branch

    def on_branch(self, branch: str) -> GitHost:
        """Return the same repository with another branch as the one that is read and written."""
        return self._on_branch(branch)

    async def head_of(self, branch: str) -> str | None:
        """Return the commit a branch points at; None where there is no such branch."""
        found = await self._refs.at(branch)
        return str(found["commit"]["id"]) if found else None

    async def create_branch(self, branch: str, at: str) -> None:
        """Make a branch that points at a commit. Raises Conflict where it points elsewhere."""
        body = {"new_branch_name": branch, "old_ref_name": at}
        answer = await self._api.change("POST", "/branches", body)
        if answer.ok:
            return
        if answer.status != HTTPStatus.CONFLICT:
            raise self._api.refused(answer)
        if await self.head_of(branch) != at:
            raise Conflict(f"The branch {branch} is there already, at another commit.")

    async def delete_branch(self, branch: str) -> None:
        """Remove a branch; it may be gone already."""
        answer = await self._api.change("DELETE", f"/branches/{quote(branch)}")
        if not answer.ok and answer.status != HTTPStatus.NOT_FOUND:
            raise self._api.refused(answer)

    async def newest_from(self, branch: str) -> PullRequest | None:
        """Return the newest pull request from a branch into the project's, open or ended."""
        try:
            raw = await self._api.get(f"/pulls/{quote(self._base, safe='')}/{quote(branch)}")
        except NotFound:
            await self._refs.repository()  # raises where it is the repository that isn't there
            return None
        return await self._request(raw, branch)

    async def open_pull_request(self, branch: str, title: PullText, body: PullText) -> PullRequest:
        """Ask for a branch to be merged; returns the open request where there is one already."""
        newest = await self.newest_from(branch)
        if newest is not None and newest.state is PullState.OPEN:
            return newest
        asked = {"base": self._base, "head": branch, "title": title, "body": body}
        answer = await self._api.change("POST", "/pulls", asked)
        if answer.ok:
            return await self._request(made(answer), branch)
        if answer.status == HTTPStatus.CONFLICT:  # someone was faster
            newest = await self.newest_from(branch)
            if newest is not None and newest.state is PullState.OPEN:
                return newest
        raise self._api.refused(answer)

    async def ask_auto_merge(self, number: int) -> bool:
        """Ask for a merge as soon as the rules allow it; False where the server refuses.

        Where nothing is left to wait for, it merges at once, if the request still has the commit
        that was read.
        """
        raw = await self._api.get(f"/pulls/{number}")
        if raw["state"] != "open":
            return bool(raw["merged"])
        style = await self._style()
        if style is None:
            return False
        wish = {
            "Do": style,
            "merge_when_checks_succeed": True,
            "head_commit_id": raw["head"]["sha"],
        }
        answer = await self._api.change("POST", f"/pulls/{number}/merge", wish)
        return answer.ok or await self._scheduled_before(answer, number)

    async def close_pull_request(self, number: int, why: PullText) -> None:
        """Close without merging, with `why` as a comment; it may be closed already."""
        raw = await self._api.get(f"/pulls/{number}")
        if raw["state"] != "open":
            return
        # The reason first: said twice is better than not at all, where an answer is lost.
        said = await self._api.change("POST", f"/issues/{number}/comments", {"body": why})
        if not said.ok:
            raise self._api.refused(said)
        closed = await self._api.change("PATCH", f"/pulls/{number}", {"state": "closed"})
        # Merged in the meantime: there is nothing to close any more.
        if not closed.ok and closed.status != HTTPStatus.PRECONDITION_FAILED:
            raise self._api.refused(closed)

    async def condition(self) -> Sequence[Condition]:
        """Tell what stands for and against pull requests, without writing. Raises HostError."""
        styles = [key for key, _ in _STYLES]
        return await merging_of(self._place, self._refs, self._base, styles)

    async def _scheduled_before(self, answer: Answer, number: int) -> bool:
        """Tell whether a merge was refused because it is asked for already."""
        if answer.status == HTTPStatus.CONFLICT:
            return await self._waits(number)
        if answer.status == HTTPStatus.METHOD_NOT_ALLOWED:
            return False
        raise self._api.refused(answer)

    async def _style(self) -> str | None:
        repository = await self._refs.repository()
        return next((style for key, style in _STYLES if repository.get(key)), None)

    async def _waits(self, number: int) -> bool:
        waits = False
        for raw in await self._api.listed(f"/issues/{number}/timeline", {}):
            waits = _SCHEDULED.get(raw["type"], waits)
        return waits

    async def _request(self, raw: _Json, branch: str) -> PullRequest:
        state = PullState.MERGED if raw["merged"] else PullState(raw["state"])
        return PullRequest(
            number=raw["number"],
            url=raw["html_url"],
            state=state,
            branch=branch,  # a request's own name for it changes when the branch is removed
            merged_as=raw["merge_commit_sha"] if state is PullState.MERGED else None,
            auto_merge=state is PullState.OPEN and await self._waits(raw["number"]),
        )
