"""The fake's commits API: what GitLab checks, and the commit that its Git server makes then.

The order is that of app/services/commits/create_service.rb and app/services/files/multi_service.rb
of gitlab-org/gitlab, then of UserCommitFiles in gitlab-org/gitaly.
"""

import base64
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.ports.git_host import Signature
from tests.fakes.gitlab.refusal import bad
from tests.fakes.gitlab.world import BOT, World
from tests.fakes.hooks import pre_receive
from tests.support.repository import acting_as, git

Json = dict[str, Any]
_KNOWN = {
    *("branch", "commit_message", "author_name", "author_email", "actions", "stats"),
}
_IN_ACTIONS = {"action", "file_path", "content", "encoding", "last_commit_id"}


class Commits:
    """Makes commits on branches."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._objects = world.objects

    async def create(self, given: Json) -> str:
        """Commit several files at once; return the sha.

        https://docs.gitlab.com/api/commits/#create-a-commit-with-multiple-files-and-actions
        """
        assert given.keys() <= _KNOWN, given.keys()
        ref = f"refs/heads/{given['branch']}"
        self._demand_open(given["branch"])
        if self._objects.ref(ref) is None:
            raise bad("You can only create or edit files when you are on a branch")
        for action in given["actions"]:
            assert action.keys() <= _IN_ACTIONS, action.keys()
            self._demand_unchanged(ref, action)
        while self._world.meanwhile:
            self._world.meanwhile.pop(0)()
        parent = self._objects.ref(ref)
        assert parent is not None
        sha = self._commit(parent, given)
        self._demand_no_hook()
        await pre_receive(self._objects.path)
        self._publish(ref, sha, parent)
        self._world.merges.pushed(given["branch"], parent)
        return sha

    def _publish(self, ref: str, sha: str, parent: str) -> None:
        """Put a commit on the branch; refuse it where the branch has left its parent.

        The Git server compares the branch with the parent that it took itself (`updateReferenceWith
        Hooks` in UserCommitFiles); the words are those of lib/gitlab/git/operation_service.rb.
        """
        if self._objects.ref(ref) != parent:
            raise bad(f"Could not update {ref}. Please refresh and try again.")
        self._objects.publish(ref, sha, parent)

    def _demand_open(self, branch: str) -> None:
        """Refuse a push that the branch's protection does not allow.

        https://docs.gitlab.com/user/project/repository/branches/protected/; the words are those
        of `validate_permissions!` in app/services/commits/create_service.rb.
        """
        if self._world.protected and branch == "main":
            raise bad("You are not allowed to push into this branch")

    def _demand_unchanged(self, ref: str, action: Json) -> None:
        """Refuse a change to a file that someone else changed after `last_commit_id`.

        https://docs.gitlab.com/api/commits/#create-a-commit-with-multiple-files-and-actions
        ("Only considered in update, move, and delete actions"); the words are those of
        app/services/files/multi_service.rb. This is before the commit: what is pushed in between
        is not seen.
        """
        asked = action.get("last_commit_id")
        if asked is None or action["action"] == "create":
            return
        last = git(
            self._objects.path,
            *("--literal-pathspecs", "log", "-1", "--format=%H", ref, "--", action["file_path"]),
        )
        if last and last != asked:
            raise bad(
                "You are attempting to update a file that has changed since you started editing it."
            )

    def _demand_no_hook(self) -> None:
        """Refuse a commit for a push rule or a server hook, in its words.

        https://docs.gitlab.com/user/project/repository/push_rules/ and
        https://docs.gitlab.com/administration/server_hooks/ ("Custom error messages").
        """
        if self._world.hook:
            raise bad(self._world.hook)

    def _commit(self, parent: str, given: Json) -> str:
        with tempfile.TemporaryDirectory() as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            git(self._objects.path, "read-tree", parent, env=index)
            lines = [self._line(parent, action) for action in given["actions"]]
            listing = "".join(f"{line}\0" for line in lines).encode()
            command = ("update-index", "-z", "--add", "--index-info")
            git(self._objects.path, *command, stdin=listing, env=index)
            tree = git(self._objects.path, "write-tree", env=index)
        now = datetime.now(UTC).replace(microsecond=0)
        author = Signature(given["author_name"], given["author_email"])
        env = acting_as(author, now) | {
            key: value for key, value in acting_as(BOT, now).items() if "COMMITTER" in key
        }
        message = given["commit_message"].encode()
        arguments = ("commit-tree", tree, "-p", parent, "-F", "-")
        return git(self._objects.path, *arguments, stdin=message, env={**os.environ, **env})

    def _line(self, parent: str, action: Json) -> str:
        """Return what an action puts into the index; refuse what has no place in the parent.

        The words are those of `index_error_message` in lib/gitlab/gitaly_client/
        operation_service.rb. An update keeps a file's mode, a new file is not executable.
        """
        path, kind = action["file_path"], action["action"]
        there = self._objects.entry(parent, path)
        if kind == "create" and there is not None:
            raise bad("A file with this name already exists")
        if kind in {"update", "delete"} and there is None:
            raise bad("A file with this name doesn't exist")
        if kind == "delete":
            return f"0 {'0' * 40}\t{path}"
        assert kind in {"create", "update"}, kind
        assert action["encoding"] == "base64", action["encoding"]
        mode = there.mode if there else "100644"
        return f"{mode} {self._blob(path, base64.b64decode(action['content']))}\t{path}"

    def _blob(self, path: str, data: bytes) -> str:
        """Write a blob as GitLab's Git server does: with CRLF turned into LF in what is text.

        `core.autocrlf=input` in internal/git/command_factory.go of gitlab-org/gitaly, which
        UserCommitFiles hashes contents with.
        """
        command = ("hash-object", "-w", "--stdin", f"--path={path}")
        return git(self._objects.path, "-c", "core.autocrlf=input", *command, stdin=data)
