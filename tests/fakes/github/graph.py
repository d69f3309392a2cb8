"""The fake's GraphQL: documents are validated against the public schema, then run on a repository.

Errors come as GitHub sends them: HTTP 200, each with a `type` and a `path`.
"""

import base64
from collections.abc import Callable
from typing import Any

from graphql import GraphQLError, execute_sync, parse, validate

from tests.fakes.github.pull_graph import PullGraph
from tests.fakes.github.refusal import Refusal
from tests.fakes.github.world import BOT, World
from tests.fakes.objects import CommitFacts, TreeNode
from tests.fakes.schemas import graphql_schema

Json = dict[str, Any]
_CUT = 512_000


class Graph:
    """Answers GraphQL requests about one repository. `right` is what the token may."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._objects = world.objects
        self._pulls = PullGraph(world)

    def answer(self, document: str, variables: Json, right: str) -> Json:
        schema = graphql_schema("github.graphql")
        parsed = parse(document)
        problems = validate(schema, parsed)
        if problems:
            raise AssertionError(f"not in GitHub's schema: {problems[0].message}")

        def repository(_info: Any, owner: str, name: str, **_rest: Any) -> Json:
            return self._repository(owner, name, right)

        def commit(_info: Any, input: Json) -> Json:  # noqa: A002 - the schema's name
            return self._create_commit(input, right)

        root = {"repository": repository, "createCommitOnBranch": commit}
        root |= self._changes(right)
        result = execute_sync(schema, parsed, root, variable_values=variables)
        answer: Json = {"data": result.data}
        if result.errors:
            answer["errors"] = [_shown(error) for error in result.errors]
        return answer

    def _changes(self, right: str) -> dict[str, Any]:
        """Return the mutations of branches and pull requests, for a token that may write."""

        def guarded(change: Callable[[Json], Json]) -> Any:
            def resolver(_info: Any, input: Json) -> Json:  # noqa: A002 - the schema's name
                self._demand_rights(right)
                return change(input)

            return resolver

        return {name: guarded(change) for name, change in self._pulls.mutations().items()}

    def _repository(self, owner: str, name: str, right: str) -> Json:
        """Refuse what is not there or not to be seen, in the same words.

        https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api
        ("404 Not Found for an existing resource"); GraphQL follows a rename by default:
        `repository(followRenames: Boolean = true)` in the public schema.
        """
        if right == "NONE" or not self._world.is_here(owner, name):
            words = f"Could not resolve to a Repository with the name '{owner}/{name}'."
            raise Refusal("NOT_FOUND", words)
        return self._pulls.settings() | {
            "id": "R_1",
            "nameWithOwner": self._world.full_name,
            "isArchived": False,
            "isDisabled": False,
            "viewerPermission": None if self._world.app_key else right,
            "ref": lambda _info, qualifiedName: self._ref(qualifiedName, right),  # noqa: N803
            "object": lambda _info, oid: self._commit(oid) if self._is_commit(oid) else None,
        }

    def _is_commit(self, oid: str) -> bool:
        return self._objects.kind(oid) == "commit"

    def _ref(self, name: str, right: str) -> Json | None:
        sha = self._objects.ref(name)
        if sha is None:
            return None
        protected = bool(self._world.protection) and name == self._world.protected_ref
        rule: Json = {
            "viewerCanPush": right != "READ",
            "requiresSignatures": False,
            "requiredApprovingReviewCount": 1 if protected else None,
            "requiredStatusCheckContexts": [],
        }
        rules = [{"type": "PULL_REQUEST"}] if protected else []
        return {
            "id": f"REF_{name}",
            "name": name,
            "target": self._commit(sha),
            "refUpdateRule": rule if protected else None,
            "rules": {"nodes": rules},
        }

    def _commit(self, sha: str) -> Json:
        facts = self._objects.commit(sha)
        return {
            "__typename": "Commit",
            "oid": facts.sha,
            "message": facts.message,
            "committedDate": facts.committed,
            "author": {"name": facts.author.name, "email": facts.author.email},
            "tree": {"oid": facts.tree},
            "parents": {"nodes": [{"oid": parent} for parent in facts.parents]},
            "file": lambda _info, path: self._file(facts, path),
            "history": lambda _info, **given: self._history(facts, **given),
        }

    def _history(
        self, facts: CommitFacts, first: int, after: str | None = None, path: str | None = None
    ) -> Json:
        """Return a page; `first` is 1 to 100.

        https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
        """
        if not 1 <= first <= 100:
            raise Refusal("EXCESSIVE_PAGINATION", "`first` must be between 1 and 100.")
        listed = self._objects.history(facts.sha, path)
        start = int(after or 0)
        page = listed[start : start + first]
        end = start + len(page)
        info = {"hasNextPage": end < len(listed), "endCursor": str(end)}
        return {"pageInfo": info, "nodes": [self._commit(sha) for sha in page]}

    def _file(self, facts: CommitFacts, path: str) -> Json | None:
        node = self._objects.entry(facts.sha, path)
        if node is None:
            return None
        size = len(self._objects.blob(node.oid)) if node.kind == "blob" else 0
        made = {"mode": int(node.mode, 8), "oid": node.oid, "size": size, "object": None}
        return made | ({"object": self._blob(node)} if node.kind == "blob" else {})

    def _blob(self, node: TreeNode) -> Json:
        """Return a blob; a text is cut, and binary content has none.

        `Blob.text`, `isTruncated` and `isBinary` in the public schema; the limit was measured.
        """
        data = self._objects.blob(node.oid)
        binary = b"\0" in data[:8_000]
        text = None if binary else data[:_CUT].decode("utf-8", "replace")
        cut = len(data) > _CUT
        return {"__typename": "Blob", "isTruncated": cut, "isBinary": binary, "text": text}

    def _create_commit(self, given: Json, right: str) -> Json:
        """Commit as the token's owner, on exactly `expectedHeadOid`.

        https://docs.github.com/en/graphql/reference/mutations#createcommitonbranch: author and
        committer can't be given. STALE_DATA and its words: planetscale/ghcommit pull request 153.
        """
        branch = given["branch"]
        owner, _, name = branch["repositoryNameWithOwner"].partition("/")
        self._repository(owner, name, right)
        ref = "refs/heads/" + branch["branchName"].removeprefix("refs/heads/")
        head, expected = self._objects.ref(ref), given["expectedHeadOid"]
        if head is None:
            raise Refusal("NOT_FOUND", f"Could not resolve to a Ref with the name '{ref}'.")
        self._demand_rights(right)
        if head != expected:
            words = f'Expected branch to point to "{expected}" but it did not. Pull and try again.'
            raise Refusal("STALE_DATA", words)
        self._demand_unprotected(ref)
        sha = self._made(given, head)
        self._objects.publish(ref, sha, head)
        return {"commit": self._commit(sha)}

    def _made(self, given: Json, head: str) -> str:
        changes = given["fileChanges"]
        files = {f["path"]: base64.b64decode(f["contents"]) for f in changes["additions"]}
        deletes = [f["path"] for f in changes["deletions"]]
        message = given["message"]["headline"]
        if body := given["message"].get("body"):
            message += f"\n\n{body}"
        return self._objects.make_commit(head, files, deletes, message, BOT)

    def _demand_rights(self, right: str) -> None:
        """Refuse a token that may only read.

        https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api
        ("Resource not accessible").
        """
        if right == "READ":
            raise Refusal("FORBIDDEN", "Resource not accessible by personal access token")

    def _demand_unprotected(self, ref: str) -> None:
        """Refuse a commit that a branch protection does not allow.

        https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/
        managing-protected-branches/about-protected-branches; the error's type as reported in
        Thinkmill/keystatic issue 1598.
        """
        if self._world.protection and ref == self._world.protected_ref:
            raise Refusal("BRANCH_PROTECTION_RULE_VIOLATION", self._world.protection)


def _shown(error: GraphQLError) -> Json:
    cause = error.original_error
    assert isinstance(cause, Refusal), f"the fake can't resolve this: {error}"
    return {"type": cause.kind, "path": error.path, "message": error.message}
