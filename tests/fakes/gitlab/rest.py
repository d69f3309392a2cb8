"""The fake's REST: what gatebot reads, from the repository, in the shape of GitLab's pages."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.fakes.gitlab.refusal import Refusal, bad, missing
from tests.fakes.gitlab.world import Token, World
from tests.fakes.objects import CommitFacts, TreeNode
from tests.support.repository import git

Json = dict[str, Any]
Named = Mapping[str, str]
Query = Mapping[str, list[str]]


class Rest:
    """Answers what only reads."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._objects = world.objects

    def project(self, token: Token) -> Json:
        """Return the project. https://docs.gitlab.com/api/projects/#get-a-single-project."""
        merging = "enabled" if self._world.merges.switched_on else "disabled"
        access = {"access_level": token.level, "notification_level": 3}
        return {
            "id": 7,
            "path_with_namespace": self._world.name,
            "archived": self._world.archived,
            "default_branch": "main",
            "merge_requests_access_level": merging,
            "permissions": {"project_access": access, "group_access": None},
        }

    def token(self, token: Token) -> Json:
        """Return the token: https://docs.gitlab.com/api/personal_access_tokens/ (`self`)."""
        return {
            "id": 1,
            "scopes": list(token.scopes),
            "active": True,
            "expires_at": token.expires_at,
        }

    def branch(self, named: Named, token: Token) -> Json:
        """Return a branch. https://docs.gitlab.com/api/branches/#get-single-repository-branch."""
        name = named["branch"]
        sha = self._objects.ref(f"refs/heads/{name}")
        if sha is None:
            raise missing("Branch")
        locked = self._world.protected and name == "main"
        return {
            "name": name,
            "protected": locked,
            "developers_can_merge": locked and self._world.merges.may_merge,
            "can_push": token.level >= 30 and not locked and not self._world.archived,
            "commit": commit(self._objects.commit(sha)),
        }

    def tree(self, query: Query) -> Sequence[Json]:
        """List a folder, or all of a tree.

        https://docs.gitlab.com/api/repositories/#list-repository-tree; 404 for no such ref or path.
        """
        ref, path = query["ref"][0], query.get("path", [""])[0]
        if self._objects.kind(ref) != "commit":
            raise missing("Tree")
        oid = ref
        if path:
            there = self._objects.entry(ref, path)
            if there is None or there.kind != "tree":
                raise missing("Tree")
            oid = there.oid
        recursive = query.get("recursive") == ["true"]
        return [_node(node, path) for node in self._objects.tree(oid, recursive=recursive)]

    def blob(self, named: Named) -> bytes:
        """Return a blob's content. https://docs.gitlab.com/api/repositories/#raw-blob-content."""
        if self._objects.kind(named["sha"]) != "blob":
            raise missing("Blob")
        return self._objects.blob(named["sha"])

    def file(self, named: Named, query: Query) -> dict[str, str]:
        """Return a file's headers.

        https://docs.gitlab.com/api/repository_files/#get-file-metadata-only
        """
        ref, path = query["ref"][0], named["file_path"]
        if self._objects.kind(ref) != "commit":
            raise missing("Commit")
        if (node := self._objects.entry(ref, path)) is None:
            raise missing("File")
        last = self._objects.history(ref, path)[0]
        return {"X-Gitlab-Blob-Id": node.oid, "X-Gitlab-Last-Commit-Id": last}

    def commits(self, query: Query) -> Sequence[Json]:
        """List commits, newest first.

        https://docs.gitlab.com/api/commits/#list-repository-commits: `ref_name` may be a range.
        What an unknown one gives is not said there: nothing, or 404.
        """
        path = query.get("path", [None])[0]
        first, dots, last = query["ref_name"][0].partition("..")
        for end in (first, last) if dots else (first,):
            if self._objects.kind(end) != "commit":
                if self._world.unknown_range_is_empty:
                    return []
                raise missing("Commit")
        if dots:
            return self._shown(reversed(self._objects.between(first, last)))
        return self._shown(self._objects.history(first, path))

    def commit(self, named: Named) -> Json:
        """Return the commit of a branch or a sha; a branch's name comes first.

        https://docs.gitlab.com/api/commits/#get-a-single-commit
        """
        ref = named["sha"]
        sha = self._objects.ref(f"refs/heads/{ref}") or self._objects.named(ref)
        if sha is None:
            raise missing("Commit")
        return commit(self._objects.commit(sha))

    def made(self, sha: str) -> Json:
        """Return a commit that was just made."""
        return commit(self._objects.commit(sha))

    def merge_base(self, query: Query) -> Json:
        """Return the newest commit that two have in common.

        https://docs.gitlab.com/api/repositories/#get-merge-base; 400 for a ref that is not there,
        404 for nothing in common: lib/api/repositories.rb of gitlab-org/gitlab.
        """
        refs = query["refs[]"]
        for ref in refs:
            if self._objects.kind(ref) != "commit":
                raise bad(f"Could not find ref: {ref}")
        try:
            base = git(self._objects.path, "merge-base", *refs)
        except AssertionError:
            raise missing("Merge Base") from None
        return commit(self._objects.commit(base))

    def pipelines(self, query: Query) -> Sequence[Json]:
        """List pipelines, newest first; those of one commit where `sha` is given.

        Child pipelines are not among them unless they are asked for by their source.

        https://docs.gitlab.com/api/pipelines/#list-project-pipelines
        """
        asked = query["sha"][0]
        found = [
            p
            for p in self._world.pipelines
            if p["sha"] == asked and p["source"] != "parent_pipeline"
        ]
        return sorted(found, key=lambda p: int(p["id"]), reverse=True)

    def pipeline(self, named: Named) -> Json:
        """Return a pipeline. https://docs.gitlab.com/api/pipelines/#get-a-single-pipeline."""
        return _one(self._world.pipelines, named["pipeline_id"])

    def report(self, named: Named) -> Json:
        """Return what tests a pipeline reports; an empty report where it has none.

        https://docs.gitlab.com/api/pipelines/#get-a-test-report-for-a-pipeline
        """
        number = int(_one(self._world.pipelines, named["pipeline_id"])["id"])
        return self._world.reports.get(number, {"total_count": 0, "test_suites": []})

    def bridges(self, named: Named) -> Sequence[Json]:
        """List the trigger jobs of a pipeline, each with the pipeline that it started.

        https://docs.gitlab.com/api/jobs/#list-all-trigger-jobs-for-a-pipeline
        """
        _one(self._world.pipelines, named["pipeline_id"])
        return self._world.bridges.get(int(named["pipeline_id"]), [])

    def job(self, named: Named) -> Json:
        """Return a job. https://docs.gitlab.com/api/jobs/#get-a-single-job."""
        return _one(self._world.jobs, named["job_id"])

    def _shown(self, shas: Iterable[str]) -> Sequence[Json]:
        return [commit(self._objects.commit(sha)) for sha in shas]


def commit(facts: CommitFacts) -> Json:
    """Return a commit as GitLab shows it."""
    return {
        "id": facts.sha,
        "short_id": facts.sha[:8],
        "message": facts.message,
        "parent_ids": list(facts.parents),
        "author_name": facts.author.name,
        "author_email": facts.author.email,
        "authored_date": facts.authored,
        "committer_name": facts.committer.name,
        "committer_email": facts.committer.email,
        "committed_date": facts.committed,
    }


def _node(node: TreeNode, folder: str) -> Json:
    path = f"{folder}/{node.path}" if folder else node.path
    return {
        "id": node.oid,
        "name": path.rpartition("/")[2],
        "type": node.kind,
        "path": path,
        "mode": node.mode,
    }


def _one(listed: Sequence[Json], number: str) -> Json:
    """Return what has a number; 404 without a name for none (`find` in lib/api/ci/)."""
    found = [each for each in listed if str(each["id"]) == number]
    if not found:
        raise Refusal(404, {"message": "404 Not found"})
    return found[0]
