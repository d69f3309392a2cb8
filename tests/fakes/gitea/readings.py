"""What the fake shows, from the repository, in the shape of the public description."""

import base64
from dataclasses import replace
from typing import Any

from tests.fakes.gitea.reply import Call, Json, Reply, error, missing, paged
from tests.fakes.gitea.world import World
from tests.fakes.objects import CommitFacts, TreeNode


class Readings:
    """Answers GET requests about one repository."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._objects = world.objects

    def repository(self, call: Call) -> Reply:
        may = call.right == "WRITE"
        styles = {how.value for how in self._world.pulls.methods}
        owner, _, name = self._world.full_name.partition("/")
        return Reply(
            200,
            {
                "full_name": self._world.full_name,
                "name": name,
                "owner": {"login": owner},
                "archived": self._world.archived,
                "mirror": False,
                "has_pull_requests": self._world.pulls.switched_on,
                "permissions": {"admin": False, "push": may or call.right == "SCOPE", "pull": True},
                "allow_merge_commits": "merge" in styles,
                "allow_rebase": "rebase" in styles,
                "allow_rebase_explicit": False,
                "allow_squash_merge": "squash" in styles,
            },
        )

    def branch(self, call: Call) -> Reply:
        """Return a branch and what its protection means to the one who asks.

        `GetBranch`, routers/api/v1/repo/branch.go; `ToBranch`, services/convert/convert.go.
        """
        sha = self._objects.ref(f"refs/heads/{call.named['branch']}")
        return Reply(200, self.shown_branch(call.named["branch"], sha)) if sha else missing()

    def shown_branch(self, name: str, sha: str) -> Json:
        facts = self._objects.commit(sha)
        protected = bool(self._world.protection) and name == "main"
        return {
            "name": name,
            "commit": {"id": sha, "message": facts.message, "timestamp": facts.authored},
            "protected": protected,
            "required_approvals": int(protected),
            "enable_status_check": False,
            "status_check_contexts": [],
            "user_can_push": not protected,
            "user_can_merge": self._world.pulls.may_merge,
            "effective_branch_protection_name": "",
        }

    def commits(self, call: Call) -> Reply:
        """Return commits; `path` goes to git as it is, and makes `limit` mean nothing.

        `GetAllCommits`, routers/api/v1/repo/commits.go: 404 for a `sha` that is none, a 500 for a
        `not` that is none; nothing sets GIT_LITERAL_PATHSPECS (modules/git/command.go).
        """
        commit = self._objects.commit_of(call.query["sha"])
        if commit is None:
            return missing()
        without, path = call.query.get("not", ""), call.query.get("path", "")
        if without and self._objects.commit_of(without) is None:
            return error(500)
        listed = self._objects.listed(commit, without, path)
        if path and not listed:
            return missing()
        page = paged(listed, call.query, fixed=bool(path))
        return Reply(200, [self._commit(sha) for sha in page.body], page.headers, page.more)

    def commit(self, call: Call) -> Reply:
        """Return the commit of a ref or sha. `GetSingleCommit`, routers/api/v1/repo/commits.go."""
        sha = self._objects.commit_of(call.named["sha"])
        return Reply(200, self._commit(sha)) if sha else missing()

    def tree(self, call: Call) -> Reply:
        """Return a page of a tree; 400 where there is none.

        `GetTreeBySHA`, services/repository/files/tree.go: DEFAULT_GIT_TREES_PER_PAGE (1,000) at
        most, `truncated` where there are more pages.
        """
        oid = call.named["sha"]
        if self._objects.kind(oid) not in {"tree", "commit"}:
            return error(400, f"sha not found [{oid}]")
        nodes = self._objects.tree(oid, recursive=call.query.get("recursive") == "true")
        size = min(int(call.query.get("per_page", "0")) or 1_000, self._world.tree_page)
        page = int(call.query.get("page", "1"))
        start = (page - 1) * size
        return Reply(
            200,
            {
                "sha": oid,
                "page": page,
                "total_count": len(nodes),
                "truncated": start + size < len(nodes),
                "tree": [_node(node) for node in nodes[start : start + size]] or None,
            },
        )

    def blob(self, call: Call) -> Reply:
        """Return a blob; one over DEFAULT_MAX_BLOB_SIZE has no content.

        `GetBlobBySHA`, services/repository/files/content.go.
        """
        oid = call.named["sha"]
        if self._objects.kind(oid) != "blob":
            return error(400, "object does not exist")
        data = self._objects.blob(oid)
        whole = len(data) <= self._world.blob_limit
        content = base64.b64encode(data).decode() if whole else ""
        return Reply(200, {"sha": oid, "size": len(data), "content": content, "encoding": "base64"})

    def raw(self, call: Call) -> Reply:
        """Return a file's bytes. `GetRawFile`, routers/api/v1/repo/file.go."""
        path = call.named["filepath"]
        commit = self._objects.commit_of(call.query["ref"])
        if commit is None or self._objects.entry(commit, path) is None:
            return missing()
        return Reply(200, self._objects.content(commit, path))

    def statuses(self, call: Call) -> Reply:
        """Return all that was ever said of a commit. `GetCommitStatuses`, .../repo/status.go."""
        page = paged(self._world.statuses.get(call.named["sha"], []), call.query)
        total = int(page.headers["X-Total-Count"]) + self._world.hidden
        return replace(page, headers={"X-Total-Count": str(total)})

    def tasks(self, call: Call) -> Reply:
        """Return the jobs that runners took, newest first. `ListActionTasks`, repo/action.go."""
        page = paged(self._world.tasks, call.query)
        facts = {"total_count": len(self._world.tasks), "workflow_runs": page.body}
        return Reply(200, facts, page.headers, page.more)

    def _commit(self, sha: str) -> Json:
        """Return a commit; `tree` has the commit's own id. `ToCommit`, convert/git_commit.go."""
        facts = self._objects.commit(sha)
        return {
            "sha": sha,
            "created": facts.committed,
            "html_url": f"{self._world.url}/{self._world.full_name}/commit/{sha}",
            "commit": {
                "message": f"{facts.message}\n",
                "author": _user(facts, "author"),
                "committer": _user(facts, "committer"),
                "tree": {"sha": sha, "created": facts.committed},
            },
            "parents": [{"sha": parent} for parent in facts.parents],
            "author": None,
            "committer": None,
            "files": None,
            "stats": None,
        }


def _user(facts: CommitFacts, role: str) -> Json:
    who = facts.author if role == "author" else facts.committer
    at = facts.authored if role == "author" else facts.committed
    return {"name": who.name, "email": who.email, "date": at}


def _node(node: TreeNode) -> dict[str, Any]:
    return {
        "path": node.path,
        "mode": node.mode,
        "type": node.kind,
        "size": node.size or 0,
        "sha": node.oid,
        "url": "",
    }
