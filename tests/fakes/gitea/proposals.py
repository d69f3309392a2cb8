"""The fake's branches and pull requests."""

from tests.fakes.gitea.readings import Readings
from tests.fakes.gitea.reply import Call, Json, Reply, error, missing, paged
from tests.fakes.gitea.world import World
from tests.fakes.pulls import Pull
from tests.support.merging import How


class Proposals:
    """Answers requests about branches and pull requests."""

    def __init__(self, world: World, readings: Readings) -> None:
        self._world = world
        self._objects = world.objects
        self._readings = readings

    def create_branch(self, call: Call) -> Reply:
        """Make a branch; 409 where it is there. `CreateBranch`, routers/api/v1/repo/branch.go."""
        name, ref = call.body["new_branch_name"], f"refs/heads/{call.body['new_branch_name']}"
        if self._objects.ref(ref) is not None:
            return error(409, "The branch already exists.")
        sha = self._objects.commit_of(call.body["old_ref_name"])
        if sha is None:
            return error(500)
        self._objects.publish(ref, sha, "0" * 40)
        return Reply(201, self._readings.shown_branch(name, sha))

    def delete_branch(self, call: Call) -> Reply:
        """Remove a branch; 403 for a protected one. `DeleteBranch`, .../repo/branch.go."""
        name = call.named["branch"]
        if self._objects.ref(f"refs/heads/{name}") is None:
            return missing()
        if name == "main":
            return error(403, "can not delete default branch")
        self._objects.remove(f"refs/heads/{name}")
        return Reply(204)

    def newest(self, call: Call) -> Reply:
        """Return the newest request between two branches. `GetPullRequestByBaseHead`, pull.go."""
        base, head = call.named["base"], call.named["head"]
        matching = [p for p in self._world.pulls.listed if (p.base, p.head) == (base, head)]
        return Reply(200, self._shown(matching[-1])) if matching else missing()

    def one(self, call: Call) -> Reply:
        """Return a request; 404 for none. `GetPullRequest`, routers/api/v1/repo/pull.go."""
        pull = self._numbered(call)
        return Reply(200, self._shown(pull)) if pull else missing()

    def open(self, call: Call) -> Reply:
        """Open a request; 409 where one is open. `CreatePullRequest`, .../repo/pull.go."""
        head, base = call.body["head"], call.body["base"]
        if self._objects.ref(f"refs/heads/{head}") is None:
            return missing()
        if self._world.pulls.open_from(head) is not None:
            return error(409, "pull request already exists for these targets")
        made = self._world.pulls.open(head, base, call.body["title"], call.body["body"])
        return Reply(201, self._shown(made))

    def edit(self, call: Call) -> Reply:
        """Close a request; 412 where it is merged. `EditPullRequest`, .../repo/pull.go."""
        pull = self._numbered(call)
        if pull is None:
            return missing()
        if pull.state == "MERGED":
            said = "cannot change state of this pull request, it was already merged"
            return error(412, said)
        if call.body["state"] == "closed":
            pull.state = "CLOSED"
        return Reply(201, self._shown(pull))

    def merge(self, call: Call) -> Reply:
        """Merge now, or once the checks have passed (201).

        `MergePullRequest`, routers/api/v1/repo/pull.go: 404 for one that is closed, 405 for a style
        that is not allowed and for who may not merge (`ErrUserNotAllowedToMerge`), 409 for another
        head, for conflicts, and where it waits already.
        """
        pull = self._numbered(call)
        if pull is None or pull.state != "OPEN":
            return missing()
        how, pulls = How(call.body["Do"]), self._world.pulls
        if not pulls.may_merge:
            return error(405, "User not allowed to merge PR")
        if how not in pulls.methods:
            return error(405, f"{how} is not allowed an allowed merge style for this repository")
        if call.body.get("merge_when_checks_succeed") and pulls.waiting:
            if pull.auto:
                return error(409, "pull request is already scheduled to auto merge")
            pull.auto = how
            return Reply(201)
        if (refused := self._unmergeable(pull, call.body.get("head_commit_id"))) is None:
            pulls.merge(pull, how)
        return refused or Reply(200)

    def _unmergeable(self, pull: Pull, head: str | None) -> Reply | None:
        """Refuse another head, checks that are open, conflicts. `MergePullRequest`, pull.go."""
        if head != self._objects.ref(f"refs/heads/{pull.head}"):
            return error(409, "head out of date")
        if self._world.pulls.waiting:
            return error(405, "not all required status checks successful")
        if self._world.pulls.conflicts(pull):
            return error(409, "merge failed because of conflict")
        return None

    def comment(self, call: Call) -> Reply:
        """Say something; 404 for no such request. `CreateIssueComment`, issue_comment.go."""
        pull = self._numbered(call)
        if pull is None:
            return missing()
        pull.comments.append(call.body["body"])
        return Reply(201)

    def timeline(self, call: Call) -> Reply:
        """Return what happened to a request. Types: models/issues/comment.go."""
        pull = self._numbered(call)
        if pull is None:
            return missing()
        said = [{"type": "comment", "body": text} for text in pull.comments]
        waits = [{"type": "pull_scheduled_merge", "body": ""}] if pull.auto else []
        events = [{"id": n, **each} for n, each in enumerate([*said, *waits], start=1)]
        return paged(events, call.query)

    def _numbered(self, call: Call) -> Pull | None:
        number = int(call.named["index"])
        there = 1 <= number <= len(self._world.pulls.listed)
        return self._world.pulls.numbered(number) if there else None

    def _shown(self, pull: Pull) -> Json:
        head = self._objects.ref(f"refs/heads/{pull.head}")
        return {
            "number": pull.number,
            "id": pull.number,
            "html_url": f"{self._world.url}/{self._world.full_name}/pulls/{pull.number}",
            "title": pull.title,
            "body": pull.body,
            "state": "open" if pull.state == "OPEN" else "closed",
            "merged": pull.state == "MERGED",
            "merge_commit_sha": pull.merged_as or None,
            "base": {"ref": pull.base, "label": pull.base},
            "head": {
                "ref": pull.head if head else f"refs/pull/{pull.number}/head",
                "label": pull.head,
                "sha": head or "",
            },
        }
