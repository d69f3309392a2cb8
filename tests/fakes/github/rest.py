"""The fake's REST: what gatebot asks for, from the repository, in the public schema's shape."""

import base64
from collections.abc import Callable, Mapping
from typing import Any

from tests.fakes.github.world import World
from tests.fakes.objects import CommitFacts, TreeNode

Json = dict[str, Any]
Reply = tuple[int, Any]
_FOUND, _MADE, _NOT_FOUND, _CONFLICT, _UNPROCESSABLE = 200, 201, 404, 409, 422


class Rest:
    """Answers REST requests about one repository with the facts; the rest is filled in."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._objects = world.objects
        repo = "/repos/{owner}/{repo}"
        self._handlers: dict[str, Callable[[Mapping[str, str], Mapping[str, str]], Reply]] = {
            f"{repo}/git/trees/{{tree_sha}}": self._tree,
            f"{repo}/git/blobs/{{file_sha}}": self._blob,
            f"{repo}/commits/{{ref}}": self._commit,
            f"{repo}/commits/{{ref}}/status": self._status,
            f"{repo}/commits/{{ref}}/check-runs": self._check_runs,
            f"{repo}/compare/{{basehead}}": self._compare,
            f"{repo}/actions/runs": self._workflow_runs,
            f"{repo}/actions/runs/{{run_id}}": self._workflow_run,
            f"{repo}/check-runs/{{check_run_id}}": self._check_run,
            f"{repo}/installation": self._installation,
            "/app/installations/{installation_id}/access_tokens": self._token,
        }

    def answer(self, template: str, named: Mapping[str, str], query: Mapping[str, str]) -> Reply:
        return self._handlers[template](named, query)

    def _tree(self, named: Mapping[str, str], query: Mapping[str, str]) -> Reply:
        """Return a tree, cut where it is too large.

        https://docs.github.com/en/rest/git/trees#get-a-tree: `truncated` where the number of items
        exceeded the maximum (100,000 entries, 7 MB with `recursive`).
        """
        oid, recursive = named["tree_sha"], "recursive" in query
        if self._objects.kind(oid) not in {"tree", "commit"}:
            return _NOT_FOUND, _said("Not Found")
        nodes = self._objects.tree(oid, recursive=recursive)
        cut = recursive and len(nodes) > self._world.tree_limit
        shown = nodes[: self._world.tree_limit] if cut else nodes
        return _FOUND, {"sha": oid, "truncated": cut, "tree": [_node(n) for n in shown]}

    def _blob(self, named: Mapping[str, str], _query: Mapping[str, str]) -> Reply:
        """Return a blob; 404 for what is none.

        https://docs.github.com/en/rest/git/blobs#get-a-blob
        """
        oid = named["file_sha"]
        if self._objects.kind(oid) != "blob":
            return _NOT_FOUND, _said("Not Found")
        data = self._objects.blob(oid)
        content = base64.encodebytes(data).decode()
        return _FOUND, {"sha": oid, "size": len(data), "content": content, "encoding": "base64"}

    def _commit(self, named: Mapping[str, str], _query: Mapping[str, str]) -> Reply:
        """Return the commit of a branch or a sha; a branch's name comes first.

        https://docs.github.com/en/rest/commits/commits#get-a-commit: 422 where there is none.
        """
        ref = named["ref"]
        sha = self._objects.ref(f"refs/heads/{ref}") or self._objects.named(ref)
        if sha is None:
            return _UNPROCESSABLE, _said(f"No commit found for SHA: {ref}")
        return _FOUND, _commit(self._objects.commit(sha))

    def _status(self, named: Mapping[str, str], query: Mapping[str, str]) -> Reply:
        """Return a page of the newest status of each context, and how many contexts there are.

        https://docs.github.com/en/rest/commits/statuses#get-the-combined-status-for-a-specific-reference
        """
        listed = self._world.statuses.get(named["ref"], [])
        total = len(listed) + self._world.hidden
        facts = {"sha": named["ref"], "statuses": _page(listed, query), "total_count": total}
        return _FOUND, facts | {"state": "pending"}

    def _check_runs(self, named: Mapping[str, str], query: Mapping[str, str]) -> Reply:
        """Return a page of check runs, and how many there are.

        https://docs.github.com/en/rest/checks/runs#list-check-runs-for-a-git-reference: of more
        than 1,000 suites, those of the newest 1,000 only (`World.hidden`).
        """
        runs = [run for run in self._world.check_runs if run["head_sha"] == named["ref"]]
        total = len(runs) + self._world.hidden
        return _FOUND, {"total_count": total, "check_runs": _page(runs, query)}

    def _check_run(self, named: Mapping[str, str], _query: Mapping[str, str]) -> Reply:
        return _one(self._world.check_runs, named["check_run_id"])

    def _workflow_run(self, named: Mapping[str, str], _query: Mapping[str, str]) -> Reply:
        return _one(self._world.workflow_runs, named["run_id"])

    def _workflow_runs(self, _named: Mapping[str, str], query: Mapping[str, str]) -> Reply:
        """Return a page of the workflow runs of a commit, and how many there are.

        https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-repository
        """
        runs = [run for run in self._world.workflow_runs if run["head_sha"] == query["head_sha"]]
        total = len(runs) + self._world.hidden_workflow_runs
        return _FOUND, {"total_count": total, "workflow_runs": _page(runs, query)}

    def _compare(self, named: Mapping[str, str], query: Mapping[str, str]) -> Reply:
        """Compare from the merge base; commits come oldest first, in pages; 404 for no commit.

        https://docs.github.com/en/rest/commits/commits#compare-two-commits
        """
        base, _, head = named["basehead"].partition("...")
        if {self._objects.kind(base), self._objects.kind(head)} != {"commit"}:
            return _NOT_FOUND, _said("Not Found")
        ahead, behind = self._objects.between(base, head), self._objects.between(head, base)
        status = {(False, False): "identical", (True, False): "ahead", (False, True): "behind"}
        per_page = int(query.get("per_page", "250"))
        start = (int(query.get("page", "1")) - 1) * per_page
        commits = [_commit(self._objects.commit(s)) for s in ahead[start : start + per_page]]
        return _FOUND, {
            "status": status.get((bool(ahead), bool(behind)), "diverged"),
            "ahead_by": len(ahead),
            "behind_by": len(behind),
            "total_commits": len(ahead),
            "commits": commits,
            "base_commit": _commit(self._objects.commit(base)),
            "merge_base_commit": _commit(self._objects.commit(base)),
        }

    def _installation(self, _named: Mapping[str, str], _query: Mapping[str, str]) -> Reply:
        """Return the App's installation on the repository; 404 where there is none.

        https://docs.github.com/en/rest/apps/apps#get-a-repository-installation-for-the-authenticated-app
        """
        if not self._world.installed:
            return _NOT_FOUND, _said("Not Found")
        account = {"login": self._world.owner}
        return _FOUND, {"id": 7, "app_id": 1, "account": account, "target_type": "Organization"}

    def _token(self, _named: Mapping[str, str], _query: Mapping[str, str]) -> Reply:
        token, expires = self._world.make_token()
        rights = self._world.app_rights
        return _MADE, {"token": token, "expires_at": expires.isoformat(), "permissions": rights}


def _page(listed: list[Json], query: Mapping[str, str]) -> list[Json]:
    per_page = min(int(query.get("per_page", "30")), 100)
    start = (int(query.get("page", "1")) - 1) * per_page
    return listed[start : start + per_page]


def _one(runs: list[Json], number: str) -> Reply:
    found = [run for run in runs if str(run["id"]) == number]
    """Return a run; 404 for none, which the description leaves out for these two.

    https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api
    """
    return (_FOUND, found[0]) if found else (_NOT_FOUND, None)


def _said(message: str) -> Json:
    return {"message": message, "documentation_url": "https://docs.github.com/rest"}


def _node(node: TreeNode) -> Json:
    made: Json = {"path": node.path, "mode": node.mode, "type": node.kind, "sha": node.oid}
    return made | ({"size": node.size} if node.size is not None else {})


def _commit(facts: CommitFacts) -> Json:
    author = {"name": facts.author.name, "email": facts.author.email, "date": facts.authored}
    committer = {
        "name": facts.committer.name,
        "email": facts.committer.email,
        "date": facts.committed,
    }
    return {
        "sha": facts.sha,
        "commit": {
            "message": facts.message,
            "author": author,
            "committer": committer,
            "tree": {"sha": facts.tree},
        },
        "parents": [{"sha": parent} for parent in facts.parents],
        "author": None,
        "committer": None,
    }
