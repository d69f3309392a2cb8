"""Writing: one GraphQL mutation, compare-and-swap on the head that was read."""

import asyncio
import base64
from collections.abc import Mapping
from typing import Any, Final

from bot.githosts.github.api import FORBIDDEN, Api, GraphError
from bot.githosts.github.documents import Documents
from bot.githosts.github.history import History
from bot.githosts.github.place import MENDS, PROTECTED, Place
from bot.githosts.github.queries import WRITE
from bot.githosts.github.trees import Trees
from bot.githosts.listing import Listing
from bot.githosts.writes import check
from bot.ports.git_host import Conflict, HostError, NotFound, OutcomeUnknown, Rejected, Write

_PROTECTION_WORDS: Final = ("rule violation", "protected branch", "changes must be made through")


class Push:
    """Makes commits on the branch of `place`."""

    def __init__(
        self, api: Api, place: Place, trees: Trees, documents: Documents, history: History
    ) -> None:
        self._api = api
        self._place = place
        self._trees = trees
        self._documents = documents
        self._history = history

    async def write(self, change: Write) -> str:
        """Commit on exactly `expected_head`; return the new sha. Raises as `GitHost.write`.

        GitHub sets author, committer and time: the token's owner, itself, and now.
        """
        check(change)
        before = await self._trees.at(change.expected_head)
        _demand_possible(before, change)
        answer = await self._api.mutate(WRITE, input=self._input(change))
        if answer.errors:
            raise _refusal(answer.errors[0])
        made = (answer.data.get("createCommitOnBranch") or {}).get("commit")
        if not made:
            raise OutcomeUnknown("GitHub named no commit: the change may have been made.")
        await self._learn(made, before, change)
        return str(made["oid"])

    def _input(self, change: Write) -> Mapping[str, Any]:
        place = self._place
        headline, _, body = change.message.strip("\n").partition("\n")
        return {
            "branch": {
                "repositoryNameWithOwner": place.full_name,
                "branchName": place.ref,
            },
            "expectedHeadOid": change.expected_head,
            "message": {"headline": headline, "body": body.strip("\n")},
            "fileChanges": {
                "additions": [
                    {"path": path, "contents": base64.b64encode(data).decode()}
                    for path, data in change.files.items()
                ],
                "deletions": [{"path": path} for path in change.deletes],
            },
        }

    async def _learn(self, made: Mapping[str, Any], before: Listing, change: Write) -> None:
        """Keep what is known of the new commit, so that nobody has to read it back."""
        sha, root = made["oid"], made["tree"]["oid"]
        self._history.learn(sha, tuple(p["oid"] for p in made["parents"]["nodes"]))
        for data in change.files.values():
            self._documents.keep(data)
        after = await asyncio.to_thread(before.after, change)
        exact = await asyncio.to_thread(after.oid) == root
        self._trees.learn(sha, root, after if exact else None)


def _demand_possible(before: Listing, change: Write) -> None:
    if before.holds(change):
        raise ValueError("The write changes nothing.")
    before.demand_places(change)
    for path in change.files:
        if path in before.executables:
            raise Rejected(
                f"{path} is executable, and a commit through GitHub's API would take that away.",
                f"Commit it without the bit: git update-index --chmod=-x {path}",
            )


def _refusal(error: GraphError) -> HostError:
    """Return what an error of the mutation means. GitHub answers all of them with HTTP 200."""
    words, folded = error.words, error.words.casefold()
    if error.type == "STALE_DATA":
        return Conflict("The branch moved on before the commit.")
    if error.type == "NOT_FOUND":
        place = MENDS.place[:1].lower() + MENDS.place[1:]
        return NotFound(f"GitHub does not find the branch to write to: {place}")
    if error.type in FORBIDDEN:
        return Rejected(f"GitHub does not allow the commit: {words}", MENDS.rights)
    if "RULE" in error.type or any(sign in folded for sign in _PROTECTION_WORDS):
        return Rejected(f"The branch's protection refuses the commit: {words}", PROTECTED)
    if error.lost:
        return OutcomeUnknown(f"GitHub lost track of the commit: {words}")
    return Rejected(f"GitHub refuses the commit: {words}", MENDS.other)
