"""The fake's commits: several files at once, each checked by itself, on whatever head is there.

As `ChangeRepoFiles` does it, services/repository/files/update.go: the branch is cloned, each
file's operation is checked against it, and the commit is pushed. Nothing takes the head that the
client has read.
"""

import base64
from collections.abc import Mapping
from typing import Any

from bot.ports.git_host import Signature
from tests.fakes.gitea.objects import OWNER, Person
from tests.fakes.gitea.reply import Call, Json, Reply, error
from tests.fakes.gitea.world import World
from tests.fakes.hooks import pre_receive

_SIGNER = Signature("Git Server", "signing@git.example.com")


class Contents:
    """Makes commits."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._objects = world.objects

    async def change(self, call: Call) -> Reply:
        """Commit, or say why not. The statuses: `handleChangeRepoFilesError`, .../repo/file.go."""
        branch = call.body["branch"]
        ref = f"refs/heads/{branch}"
        head = self._objects.ref(ref)
        if head is None:
            return error(404, f"branch does not exist [name: {branch}]")
        if branch == "main" and self._world.protection:
            # `VerifyBranchProtection`: ErrUserCannotCommit, in words of the test's.
            return error(403, self._world.protection)
        files: dict[str, tuple[str, bytes] | None] = {}
        for operation in call.body["files"]:
            refused, what = self._checked(head, operation)
            if refused is not None:
                return refused
            files[operation["path"]] = what
        sha = self._objects.write(head, files, *self._said(call.body))
        await pre_receive(self._objects.path)
        if self._objects.ref(ref) != head:
            # `Push`, services/repository/files/temp_repo.go: ErrPushOutOfDate is no case of
            # `handleChangeRepoFilesError`.
            return error(500)
        self._objects.publish(ref, sha, head)
        return Reply(201, self._made(sha, list(files)))

    def _checked(
        self, head: str, operation: Mapping[str, str]
    ) -> tuple[Reply | None, tuple[str, bytes] | None]:
        """Check one operation; return a refusal, or the file's mode and content.

        `handleCheckErrors`, services/repository/files/update.go. An update without `sha` passes:
        the commit that is compared with is the one that was just read.
        """
        path, kind = operation["path"], operation["operation"]
        there = self._objects.entry(head, path)
        mode = "100644"
        if kind in {"update", "delete"}:
            if there is None:
                return error(404, f"object does not exist [id: , rel_path: {path}]"), None
            given = operation.get("sha", "")
            if given and given != there.oid:
                said = f"sha does not match [given: {given}, expected: {there.oid}]"
                return error(422, said), None
            mode = "100755" if there.mode == "100755" else mode
        if kind == "delete":
            return None, None
        if (refused := self._in_the_way(head, path, kind)) is not None:
            return refused, None
        return None, (mode, base64.b64decode(operation["content"]))

    def _in_the_way(self, head: str, path: str, kind: str) -> Reply | None:
        """Refuse what can't be where something else is: 422.

        `handleCheckErrors` and `CreateOrUpdateFile`, services/repository/files/update.go; the
        words are those of models/error.go (`ErrFilePathInvalid`, `ErrRepoFileAlreadyExists`).
        """
        parts = path.split("/")
        for depth in range(1, len(parts)):
            above = self._objects.entry(head, "/".join(parts[:depth]))
            if above is not None and above.kind != "tree":
                said = f"a file exists where you are trying to create a subdirectory [path: {path}]"
                return error(422, said)
        there = self._objects.entry(head, path)
        if there is None:
            return None
        if there.kind == "tree" or there.mode == "120000":
            return error(422, f"a directory exists where you are trying to create a file: {path}")
        if kind == "create":
            return error(422, f"repository file already exists [path: {path}]")
        return None

    def _said(self, body: Mapping[str, Any]) -> tuple[str, Person, Person]:
        """Return the message, author and committer; a server that signs adds who they are.

        `CommitTree`, services/repository/files/temp_repo.go: the trailers come after an empty
        line, and the committer is who signs.
        """
        dates = body.get("dates") or {}
        author = Person(_who(body.get("author")), dates.get("author", ""))
        committer = Person(_who(body.get("committer")), dates.get("committer", ""))
        message = f"{body['message'].strip()}\n"
        if self._world.signs:
            also = f"{committer.who.name} <{committer.who.email}>"
            message += f"\nCo-authored-by: {also}\nCo-committed-by: {also}\n"
            committer = Person(_SIGNER, committer.at)
        return message, author, committer

    def _made(self, sha: str, paths: list[str]) -> Json:
        facts = self._objects.commit(sha)
        entries = (self._objects.entry(sha, path) for path in paths)
        return {
            "commit": {
                "sha": sha,
                "message": f"{facts.message}\n",
                "tree": {"sha": facts.tree},
                "parents": [{"sha": parent} for parent in facts.parents],
            },
            "files": [
                {"path": e.path, "sha": e.oid, "type": "file"} if e else None for e in entries
            ],
            "verification": {"verified": False, "reason": "gpg.error.not_signed_commit"},
        }


def _who(identity: Mapping[str, str] | None) -> Signature:
    return Signature(identity["name"], identity["email"]) if identity else OWNER
