"""The fake's GraphQL about branches and pull requests."""

from collections.abc import Callable
from typing import Any

from tests.fakes.github.refusal import Refusal
from tests.fakes.github.world import World
from tests.fakes.pulls import Pull, Pulls
from tests.support.merging import How

Json = dict[str, Any]
_HEADS = "refs/heads/"


class PullGraph:
    """Answers what `Graph` hands it; rights have been looked at."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._objects = world.objects

    @property
    def _pulls(self) -> Pulls:
        return self._world.pulls

    def settings(self) -> Json:
        """Return what a repository says of its pull requests."""
        methods = self._pulls.methods
        return {
            "autoMergeAllowed": self._pulls.auto_merge_allowed,
            "mergeCommitAllowed": How.MERGE in methods,
            "squashMergeAllowed": How.SQUASH in methods,
            "rebaseMergeAllowed": How.REBASE in methods,
            "pullRequests": self._listed,
            "pullRequest": lambda _info, number: self._one(number),
        }

    def mutations(self) -> dict[str, Callable[[Json], Json]]:
        """Return what changes something, by its name in the schema."""
        return {
            "createRef": self._create_ref,
            "deleteRef": self._delete_ref,
            "createPullRequest": self._open,
            "enablePullRequestAutoMerge": self._auto_merge,
            "mergePullRequest": self._merge,
            "addComment": self._comment,
            "closePullRequest": self._close,
        }

    def _listed(self, _info: Any, first: int, after: str | None = None, **given: Any) -> Json:
        assert given["orderBy"] == {"field": "CREATED_AT", "direction": "DESC"}
        asked = given["headRefName"], given["baseRefName"]
        found = [p for p in self._pulls.listed if (p.head, p.base) == asked][::-1]
        start = int(after or 0)
        end = min(start + first, len(found))
        info = {"hasNextPage": end < len(found), "endCursor": str(end)}
        return {"pageInfo": info, "nodes": [self._shown(p) for p in found[start:end]]}

    def _one(self, number: int) -> Json:
        """Return a pull request; NOT_FOUND with the path of what is null because of it.

        https://docs.github.com/en/graphql/reference/objects#repository (`pullRequest`).
        """
        if not 1 <= number <= len(self._pulls.listed):
            words = f"Could not resolve to a PullRequest with the number of {number}."
            raise Refusal("NOT_FOUND", words)
        return self._shown(self._pulls.numbered(number))

    def _shown(self, pull: Pull) -> Json:
        return {
            "id": f"PR_{pull.number}",
            "number": pull.number,
            "url": f"https://github.example.com/{self._world.full_name}/pull/{pull.number}",
            "state": pull.state,
            "headRefName": pull.head,
            "headRefOid": self._objects.ref(_HEADS + pull.head) or "0" * 40,
            "isCrossRepository": pull.fork,
            "mergeCommit": {"oid": pull.merged_as} if pull.merged_as else None,
            "autoMergeRequest": {"enabledAt": "2026-11-02T09:00:00Z"} if pull.auto else None,
        }

    def _create_ref(self, given: Json) -> Json:
        """Make a ref; one that is there is refused.

        https://docs.github.com/en/graphql/reference/mutations#createref; the words as reported in
        renovatebot/renovate issue 23517.
        """
        if self._objects.ref(given["name"]):
            words = f'A ref named "{given["name"]}" already exists in the repository.'
            raise Refusal("UNPROCESSABLE", words)
        self._objects.publish(given["name"], given["oid"], "0" * 40)
        return {"ref": {"target": {"__typename": "Commit", "oid": given["oid"]}}}

    def _delete_ref(self, given: Json) -> Json:
        """Remove a ref by its node id. https://docs.github.com/en/graphql/reference/mutations#deleteref"""
        self._objects.remove(given["refId"].removeprefix("REF_"))
        return {"clientMutationId": None}

    def _open(self, given: Json) -> Json:
        """Open a pull request; one at a time from a branch, and only for a branch with commits.

        https://docs.github.com/en/rest/pulls/pulls#create-a-pull-request (422, "Validation
        failed"): "A pull request already exists for …", "No commits between … and …".
        """
        head, base = given["headRefName"], given["baseRefName"]
        if self._pulls.open_from(head) is not None:
            words = f"A pull request already exists for {self._world.owner}:{head}."
            raise Refusal("UNPROCESSABLE", words)
        shas = [self._objects.ref(_HEADS + name) for name in (base, head)]
        if None in shas or not self._objects.between(*map(str, shas)):
            raise Refusal("UNPROCESSABLE", f"No commits between {base} and {head}")
        pull = self._pulls.open(head, base, given["title"], given["body"])
        return {"pullRequest": self._shown(pull)}

    def _auto_merge(self, given: Json) -> Json:
        """Merge later; refused where that is not allowed, or where there is nothing to wait for.

        https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/
        incorporating-changes-from-a-pull-request/automatically-merging-a-pull-request; the words
        as reported in peter-evans/enable-pull-request-automerge issue 343.
        """
        pull = self._open_one(given["pullRequestId"])
        if not self._pulls.auto_merge_allowed:
            words = "Pull request Auto merge is not allowed for this repository"
            raise Refusal("UNPROCESSABLE", words)
        if not self._pulls.waiting and not self._pulls.conflicts(pull):
            raise Refusal("UNPROCESSABLE", "Pull request Pull request is in clean status")
        pull.auto = How(given["mergeMethod"].lower())
        return {"pullRequest": self._shown(pull)}

    def _merge(self, given: Json) -> Json:
        """Merge now, if the head is the one that is expected and the rules are met.

        https://docs.github.com/en/rest/pulls/pulls#merge-a-pull-request (405, 409).
        """
        pull = self._open_one(given["pullRequestId"])
        if self._objects.ref(_HEADS + pull.head) != given["expectedHeadOid"]:
            words = "Head branch was modified. Review and try the merge again."
            raise Refusal("UNPROCESSABLE", words)
        if self._pulls.waiting or self._pulls.conflicts(pull):
            raise Refusal("UNPROCESSABLE", "Pull Request is not mergeable")
        self._pulls.merge(pull, How(given["mergeMethod"].lower()))
        return {"pullRequest": self._shown(pull)}

    def _comment(self, given: Json) -> Json:
        self._by_id(given["subjectId"]).comments.append(given["body"])
        return {"clientMutationId": None}

    def _close(self, given: Json) -> Json:
        pull = self._open_one(given["pullRequestId"])
        self._pulls.close(pull)
        return {"pullRequest": self._shown(pull)}

    def _open_one(self, node: str) -> Pull:
        """Refuse what has ended already.

        https://docs.github.com/en/graphql/reference/mutations#closepullrequest
        """
        pull = self._by_id(node)
        if pull.state != "OPEN":
            raise Refusal("UNPROCESSABLE", "The pull request is not open.")
        return pull

    def _by_id(self, node: str) -> Pull:
        return self._pulls.numbered(int(node.removeprefix("PR_")))
