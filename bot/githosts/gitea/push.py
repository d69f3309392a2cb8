"""Writing: several files in one commit, each only where it still is what was read.

The server compares files, not the branch: the branch is read just before, and the new commit's
parent after. See "What is guaranteed, and what is not" in docs/git-hosts.md.
"""

import asyncio
import base64
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from bot.githosts.answers import Answer
from bot.githosts.gitea.api import Api
from bot.githosts.gitea.documents import Documents
from bot.githosts.gitea.history import History
from bot.githosts.gitea.place import PROTECTED
from bot.githosts.gitea.refs import Refs
from bot.githosts.gitea.trees import Trees
from bot.githosts.listing import Listing
from bot.githosts.writes import check
from bot.ports.git_host import (
    CommitInfo,
    Conflict,
    HostError,
    OutcomeUnknown,
    Overtaken,
    Rejected,
    Signature,
    Write,
)

_LONGEST_NAME: Final = 100  # of an author, the server takes no more
_NEWEST: Final = 50  # commits in one answer
_CHANGED_UNDER_US: Final = frozenset(
    {HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}
)


class Push:
    """Makes commits on one branch."""

    def __init__(  # noqa: PLR0913, PLR0917 - the parts of a repository
        self,
        api: Api,
        refs: Refs,
        trees: Trees,
        documents: Documents,
        history: History,
        committer: Signature,
    ) -> None:
        self._api = api
        self._refs = refs
        self._trees = trees
        self._documents = documents
        self._history = history
        self._committer = committer

    async def write(self, branch: str, change: Write) -> str:
        """Commit on `expected_head` and return the new sha. Raises as `GitHost.write`.

        Raises Overtaken where another commit came between the last look and the write.
        """
        check(change)
        before = await self._trees.at(change.expected_head)
        if before.holds(change):
            raise ValueError("The write changes nothing.")
        before.demand_places(change)
        there = await self._refs.demand(branch)
        if there["commit"]["id"] != change.expected_head:
            raise Conflict("The branch moved on before the commit.")
        try:
            answer = await self._api.change("POST", "/contents", self._body(branch, change, before))
        except OutcomeUnknown as unknown:
            return await self._looked_for(branch, change, unknown)
        if not answer.ok:
            return await self._refused(answer, there, change)
        document = answer.json()
        commit = document.get("commit") if isinstance(document, dict) else None
        if not commit:
            unnamed = OutcomeUnknown("Gitea named no commit: the change may have been made.")
            return await self._looked_for(branch, change, unnamed)
        await self._learn(commit, before, change)
        return _on_expected(commit["sha"], commit["parents"][0]["sha"], change)

    def _body(self, branch: str, change: Write, before: Listing) -> Mapping[str, Any]:
        author, at = change.author, change.at.isoformat()
        return {
            "branch": branch,
            "message": change.message.strip(),
            "author": {"name": author.name[:_LONGEST_NAME], "email": author.email},
            "committer": {"name": self._committer.name, "email": self._committer.email},
            "dates": {"author": at, "committer": at},
            "files": [
                *(_put(path, data, before) for path, data in change.files.items()),
                *(
                    {"operation": "delete", "path": path, "sha": before.by_path[path].oid}
                    for path in change.deletes
                ),
            ],
        }

    async def _refused(self, answer: Answer, there: Mapping[str, Any], change: Write) -> str:
        """Raise what a refusal means; return the commit where it is there all the same.

        A race is a 404, 409 or 422 by what a file is, and a 500 at the server's own push.
        """
        error = self._api.refused(answer)
        if isinstance(error, OutcomeUnknown):
            raced = answer.status == HTTPStatus.INTERNAL_SERVER_ERROR
            return await self._looked_for(there["name"], change, error, raced=raced)
        if answer.status in _CHANGED_UNDER_US:
            now = await self._refs.demand(there["name"])
            if now["commit"]["id"] != change.expected_head:
                raise Conflict("The branch moved on before the commit.") from error
        if answer.status == HTTPStatus.FORBIDDEN and _is_protected(there):
            said = f"The branch's protection refuses the commit: {answer.words}"
            raise Rejected(said, PROTECTED) from error
        raise error

    async def _looked_for(
        self, branch: str, change: Write, unknown: OutcomeUnknown, *, raced: bool = False
    ) -> str:
        """Look whether a commit is there whose answer was lost.

        `raced`: the server gave up, as it does where the branch moves under its push. Trying again
        makes nothing twice: each file is written only where it still is what was read.
        """
        try:
            newest = await self._history.newest(f"refs/heads/{branch}", _NEWEST)
            head = newest[0].sha
            since, _ = await self._history.since(head, change.expected_head, newest)
        except HostError as error:
            raise unknown from error
        for commit in since:
            if _is_ours(commit, change):
                return _on_expected(commit.sha, commit.parents[0], change)
        if raced and head != change.expected_head:
            raise Conflict("The branch moved on during the commit.") from unknown
        raise unknown

    async def _learn(self, commit: Mapping[str, Any], before: Listing, change: Write) -> None:
        """Keep what is known of the new commit, so that nobody has to read it back."""
        self._history.learn(commit["sha"], tuple(p["sha"] for p in commit["parents"]))
        for data in change.files.values():
            self._documents.keep(data)
        after = await asyncio.to_thread(before.after, change)
        root = await asyncio.to_thread(after.oid)
        # It differs where a commit came in between, or the server put a file into its LFS store.
        if root == commit["tree"]["sha"]:
            self._trees.learn(commit["sha"], root, after)


def _put(path: str, data: bytes, before: Listing) -> Mapping[str, str]:
    """Return a file's operation. An update without `sha` would overwrite what it doesn't know."""
    content = base64.b64encode(data).decode()
    if (there := before.by_path.get(path)) is None:
        return {"operation": "create", "path": path, "content": content}
    return {"operation": "update", "path": path, "content": content, "sha": there.oid}


def _is_protected(there: Mapping[str, Any]) -> bool:
    return bool(there.get("protected")) and not there.get("user_can_push")


def _on_expected(sha: str, parent: str, change: Write) -> str:
    if parent != change.expected_head:
        said = f"The commit {sha[:12]} is made, but another had come in before it."
        raise Overtaken(said, sha, parent)
    return sha


def _is_ours(commit: CommitInfo, change: Write) -> bool:
    """Tell whether a commit is this write: its message names its intent."""
    return len(commit.parents) == 1 and commit.message.startswith(change.message.strip())
