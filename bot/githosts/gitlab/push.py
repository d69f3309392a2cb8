"""Writing: one request for one commit, and a look at what it was put on.

GitLab's API has no compare-and-swap on a branch. It checks each file that is changed or removed
(`last_commit_id`), and that a new file is new. What else may have come to the branch since it was
read is found out twice: by a look at its head just before, and by the parent of what was made.
"""

import base64
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from bot.githosts.cache import Cache
from bot.githosts.gitlab.api import Absent, Api, BadRequest
from bot.githosts.gitlab.documents import Documents
from bot.githosts.gitlab.history import History
from bot.githosts.gitlab.place import PROTECTED, REFUSED, Place
from bot.githosts.gitlab.trees import Trees
from bot.githosts.writes import check
from bot.ports.git_host import (
    Conflict,
    HostUnavailable,
    NotFound,
    OutcomeUnknown,
    Overtaken,
    Rejected,
    Write,
)

_NOT_ALLOWED: Final = "not allowed to push"
# Said where another commit came in between, also where head looks the same again.
_RACES: Final = ("could not update refs/", "has changed since you started editing")
_FILES: Final = 1_000


class Push:
    """Makes commits on the branch of a place."""

    def __init__(
        self, api: Api, place: Place, trees: Trees, documents: Documents, history: History
    ) -> None:
        self._api = api
        self._place = place
        self._trees = trees
        self._documents = documents
        self._history = history
        self._last: Cache[tuple[str, str], str] = Cache(_FILES, lambda _: 1)

    async def write(self, change: Write) -> str:
        """Commit on `expected_head`; return the new sha. Raises as `GitHost.write`, and Overtaken.

        GitLab sets committer and time: the token's user, and now.
        """
        check(change)
        before = await self._trees.at(change.expected_head)
        if before.holds(change):
            raise ValueError("The write changes nothing.")
        before.demand_places(change)
        _demand_kept_line_ends(change)
        actions = [
            await self._action(change, path, "update" if path in before.by_path else "create")
            for path in change.files
        ]
        actions += [await self._action(change, path, "delete") for path in change.deletes]
        if await self.head() != change.expected_head:
            raise Conflict("The branch moved on before the commit.")
        return await self._made(change, await self._send(change, actions))

    async def head(self) -> str:
        """Return the branch's head. Raises NotFound where there is no such branch."""
        return str((await self._branch())["commit"]["id"])

    async def _branch(self) -> Mapping[str, Any]:
        try:
            return await self._api.get(self._place.branch_path)
        except Absent as error:
            raise no_branch(self._place) from error

    async def _action(self, change: Write, path: str, action: str) -> Mapping[str, str]:
        made = {"action": action, "file_path": path}
        if action != "create":
            made["last_commit_id"] = await self._last_commit(change.expected_head, path)
        if action != "delete":
            made["encoding"] = "base64"
            made["content"] = base64.b64encode(change.files[path]).decode()
        return made

    async def _last_commit(self, head: str, path: str) -> str:
        """Return the commit that last changed a file, as of a head: what GitLab checks it by."""
        known = self._last.get((head, path))
        if known is None:
            where = f"/repository/files/{quote(path, safe='')}"
            headers = await self._api.head(where, {"ref": head})
            known = headers.get("x-gitlab-last-commit-id", "").strip()
            if not known:
                raise HostUnavailable(f"GitLab does not say which commit last changed {path}.")
            self._last.put((head, path), known)
        return known

    async def _send(self, change: Write, actions: list[Mapping[str, str]]) -> Mapping[str, Any]:
        body = {
            "branch": self._place.branch,
            "commit_message": change.message,
            "author_name": change.author.name,
            "author_email": change.author.email,
            "actions": actions,
            "stats": False,
        }
        try:
            made = await self._api.change("POST", "/repository/commits", body)
        except Absent as error:
            raise no_branch(self._place) from error
        except BadRequest as error:
            raise await self._refusal(change, error) from error
        if not isinstance(made, dict) or not made.get("id"):
            raise OutcomeUnknown("GitLab named no commit: the change may have been made.")
        return made

    async def _refusal(self, change: Write, error: BadRequest) -> Conflict | Rejected:
        """Return what a 400 means: all refusals are one, and their words change."""
        words = error.words
        if any(sign in words.casefold() for sign in _RACES):
            return Conflict(f"The branch moved on before the commit: {words}")
        if _NOT_ALLOWED in words.casefold():
            why = f"The protection of {self._place.branch} refuses the commit: {words}"
            return Rejected(why, PROTECTED)
        if await self.head() != change.expected_head:
            return Conflict(f"The branch moved on before the commit: {words}")
        return Rejected(f"GitLab refuses the commit: {words}", REFUSED)

    async def _made(self, change: Write, made: Mapping[str, Any]) -> str:
        sha, parents = str(made["id"]), tuple(made.get("parent_ids") or ())
        for path, data in change.files.items():
            self._documents.keep(data)
            self._last.put((sha, path), sha)
        if not parents:  # left out of an answer: then it is read
            parents = (await self._history.commit(sha)).parents
        if parents != (change.expected_head,):
            onto = parents[0] if parents else ""
            raise Overtaken(f"A commit came in between: {onto[:12]}.", sha, onto)
        self._history.learn(sha, parents)
        return sha


def no_branch(place: Place) -> NotFound:
    """Return the error for a branch that is not there."""
    return NotFound(
        f"There is no branch {place.branch!r} in {place.full_name}: push a first commit to it, or "
        "mend the project's `branch`."
    )


def _demand_kept_line_ends(change: Write) -> None:
    """Raise Rejected for a text with CRLF: GitLab would write all of its lines anew, with LF.

    Its Git servers run with `core.autocrlf=input`. What Git takes for binary (a NUL, a CR alone)
    stays as it is.
    """
    for path, data in change.files.items():
        if b"\r\n" in data and b"\0" not in data and b"\r" not in data.replace(b"\r\n", b""):
            raise Rejected(
                f"{path} has CRLF line ends, which GitLab's API would turn into LF.",
                f"Commit {path} with LF line ends, by git itself.",
            )
