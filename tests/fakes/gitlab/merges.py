"""The fake's merge requests: what people, pipelines and auto-merge make of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.ports.git_host import Signature
from tests.fakes.gitlab.refusal import Refusal, bad, missing
from tests.fakes.objects import Objects
from tests.support.merging import How, merge

Json = dict[str, Any]
Named = Mapping[str, str]
Query = Mapping[str, list[str]]
_OPENING = {"source_branch", "target_branch", "title", "description", "squash"}
_MERGING = {"auto_merge", "merge_when_pipeline_succeeds", "sha"}


@dataclass
class Merge:
    """One merge request. `auto`: it is merged as soon as its pipeline is green."""

    iid: int
    source: str
    target: str
    title: str
    state: str = "opened"
    auto: bool = False
    sha: str = ""
    merge_commit: str | None = None
    squash_commit: str | None = None
    seen: str = ""  # the head it still takes its branch to have; empty: the one it has
    source_project: int = 7
    comments: list[str] = field(default_factory=list)


@dataclass
class Merges:
    """A project's merge requests, and what it lets them do.

    `waiting`: their pipeline is still running. `status` is what GitLab says of all that are open.
    """

    objects: Objects
    url: str = "https://gitlab.example.com/acme/platform/gates"
    switched_on: bool = True
    waiting: bool = True
    mergeable: bool = True
    may_merge: bool = True
    status: str = "ci_still_running"
    late: bool = False  # pushes are looked at when `catch_up` is called
    listed: list[Merge] = field(default_factory=list)

    def numbered(self, iid: int) -> Merge:
        """Return one; 404 for none. https://docs.gitlab.com/api/rest/troubleshooting/."""
        found = [each for each in self.listed if each.iid == iid]
        if not found:
            raise Refusal(404, {"message": "404 Not found"})
        return found[0]

    def merge(self, request: Merge, how: How, by: Signature) -> str:
        """Merge as a person does who may, in one of GitLab's ways.

        https://docs.gitlab.com/user/project/merge_requests/methods/: a merge commit; one commit for
        all (here put on top: a fast-forward); or a rebase and a fast-forward.
        """
        head = self.objects.ref(f"refs/heads/{request.source}")
        sha = merge(self.objects.path, request.target, request.source, how, request.title, by)
        assert sha is not None, f"merge request {request.iid} has conflicts"
        request.state, request.auto = "merged", False
        request.sha = sha if how is How.REBASE else head or ""
        request.merge_commit = sha if how is How.MERGE else None
        request.squash_commit = sha if how is How.SQUASH else None
        return sha

    def pushed(self, branch: str, before: str) -> None:
        """Take note of a push: it ends what was asked about merging.

        `abort_auto_merges` in app/services/merge_requests/refresh_service.rb of gitlab-org/gitlab,
        which runs after the push was answered; https://gitlab.com/gitlab-org/gitlab/-/issues/463360.
        """
        for request in self.listed:
            if (request.source, request.state) == (branch, "opened"):
                request.seen = request.seen or before
        if not self.late:
            self.catch_up()

    def catch_up(self) -> None:
        """Look at the pushes that were not looked at yet."""
        self.late = False
        for request in self.listed:
            if request.seen:
                request.seen, request.auto = "", False

    def pass_checks(self, by: Signature) -> None:
        """Let the pipeline pass: what waits for it is merged."""
        self.waiting, self.status = False, "mergeable"
        for request in self.listed:
            if request.state == "opened" and request.auto:
                self.merge(request, How.MERGE, by)

    def list(self, query: Query) -> list[Json]:
        """List merge requests, newest first.

        https://docs.gitlab.com/api/merge_requests/#list-project-merge-requests
        """
        found = [
            request
            for request in self.listed
            if request.source == query["source_branch"][0]
            and request.target == query["target_branch"][0]
            and query["state"] == ["all"]
        ]
        assert (query["order_by"], query["sort"]) == (["created_at"], ["desc"])
        return [self.shown(request) for request in reversed(found)]

    def get(self, named: Named) -> Json:
        """Return one. https://docs.gitlab.com/api/merge_requests/#get-single-mr."""
        return self.shown(self.numbered(int(named["iid"])))

    def open(self, given: Json) -> Json:
        """Open one; 409 where one is open from this branch already.

        https://docs.gitlab.com/api/merge_requests/#create-mr; the words are those of
        `validate_branches` in app/models/merge_request.rb of gitlab-org/gitlab.
        """
        assert given.keys() <= _OPENING, given.keys()
        source, target = given["source_branch"], given["target_branch"]
        if self.objects.ref(f"refs/heads/{source}") is None:
            raise Refusal(422, {"message": {"source_branch": ["does not exist"]}})
        for each in self.listed:
            if (each.source, each.target, each.state) == (source, target, "opened"):
                words = "Another open merge request already exists for this source branch"
                raise Refusal(409, {"message": [f"{words}: !{each.iid}"]})
        made = Merge(len(self.listed) + 1, source, target, given["title"])
        self.listed.append(made)
        return self.shown(made)

    def accept(self, named: Named, given: Json) -> Json:
        """Merge, now or when the pipeline succeeds.

        https://docs.gitlab.com/api/merge_requests/#merge-a-merge-request: 401 without the right to
        merge, 405 where it is not able to merge, 409 where `sha` is not its head.
        """
        assert given.keys() <= _MERGING, given.keys()
        request = self.numbered(int(named["iid"]))
        if not self.may_merge:
            raise Refusal(401, {"message": "401 Unauthorized"})
        if request.state != "opened" or not self.mergeable or self.status == "checking":
            raise Refusal(405, {"message": "405 Method Not Allowed"})
        if given["sha"] != self.objects.ref(f"refs/heads/{request.source}"):
            raise Refusal(409, {"message": "SHA does not match HEAD of source branch"})
        assert given["auto_merge"], "gatebot only asks for auto-merge"
        if self.waiting:
            request.auto = True
        else:
            self.merge(request, How.MERGE, Signature("Merger", "merger@example.com"))
        return self.shown(request)

    def update(self, named: Named, given: Json) -> Json:
        """Close one. https://docs.gitlab.com/api/merge_requests/#update-mr."""
        assert given == {"state_event": "close"}
        request = self.numbered(int(named["iid"]))
        request.state = "closed"
        return self.shown(request)

    def comment(self, named: Named, given: Json) -> Json:
        """Say something. https://docs.gitlab.com/api/notes/#create-new-merge-request-note."""
        self.numbered(int(named["iid"])).comments.append(given["body"])
        return {"id": 1, "body": given["body"]}

    def branch(self, given: Json) -> Json:
        """Make a branch; 400 where there is one.

        https://docs.gitlab.com/api/branches/#create-repository-branch; the words are those of
        app/services/branches/create_service.rb.
        """
        ref = f"refs/heads/{given['branch']}"
        if self.objects.ref(ref) is not None:
            raise bad("Branch already exists")
        if self.objects.kind(given["ref"]) != "commit":
            raise bad("Invalid reference name: " + given["ref"])
        self.objects.publish(ref, given["ref"], "")
        return {"name": given["branch"]}

    def remove(self, named: Named) -> None:
        """Remove a branch. https://docs.gitlab.com/api/branches/#delete-repository-branch."""
        ref = f"refs/heads/{named['branch']}"
        if self.objects.ref(ref) is None:
            raise missing("Branch")
        self.objects.remove(ref)

    def shown(self, request: Merge) -> Json:
        """Return a merge request as GitLab shows it."""
        head = request.seen or self.objects.ref(f"refs/heads/{request.source}")
        return {
            "iid": request.iid,
            "state": request.state,
            "source_branch": request.source,
            "target_branch": request.target,
            "source_project_id": request.source_project,
            "target_project_id": 7,
            "sha": head if request.state == "opened" else request.sha or head,
            "merge_commit_sha": request.merge_commit,
            "squash_commit_sha": request.squash_commit,
            "merge_when_pipeline_succeeds": request.auto,
            "detailed_merge_status": self.status,
            "web_url": f"{self.url}/-/merge_requests/{request.iid}",
            "created_at": datetime(2026, 11, 2, 9, request.iid, tzinfo=UTC).isoformat(),
        }
