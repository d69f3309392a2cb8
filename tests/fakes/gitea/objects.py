"""The bare repository behind the fake, written as the server's temporary clone writes it."""

import os
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.ports.git_host import Signature
from tests.fakes.objects import Objects
from tests.support.repository import acting_as, git, git_bytes

OWNER = Signature("gatebot-account", "gatebot@noreply.git.example.com")


@dataclass(frozen=True)
class Person:
    """Who, and when (as git takes it)."""

    who: Signature
    at: str


class GiteaObjects(Objects):
    """A bare repository."""

    def commit_of(self, ref: str) -> str | None:
        """Return the commit that a name stands for, as `git rev-parse` finds it."""
        done = subprocess.run(
            ["git", "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"],
            cwd=self.path,
            capture_output=True,
            check=False,
        )
        return done.stdout.decode().strip() or None

    def listed(self, commit: str, without: str, path: str) -> list[str]:
        """Return commits, the newest first; `path` is a pattern, as git takes it."""
        arguments = [commit, *([f"^{without}"] if without else []), "--"]
        return git(self.path, "rev-list", *arguments, *([path] if path else [])).split()

    def write(
        self,
        head: str,
        files: Mapping[str, tuple[str, bytes] | None],
        message: str,
        author: Person,
        committer: Person,
    ) -> str:
        """Make a commit on a head: path → mode and content, or None to remove it."""
        with tempfile.TemporaryDirectory() as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            git(self.path, "read-tree", head, env=index)
            lines = [self._line(path, what) for path, what in files.items()]
            listing = "".join(f"{line}\0" for line in lines).encode()
            git(self.path, "update-index", "-z", "--add", "--index-info", stdin=listing, env=index)
            tree = git(self.path, "write-tree", env=index)
        env = {**_acting("AUTHOR", author), **_acting("COMMITTER", committer)}
        arguments = ("commit-tree", tree, "-p", head, "-F", "-")
        return git(self.path, *arguments, stdin=message.encode(), env={**os.environ, **env})

    def content(self, commit: str, path: str) -> bytes:
        return git_bytes(self.path, "cat-file", "blob", f"{commit}:{path}")

    def _line(self, path: str, what: tuple[str, bytes] | None) -> str:
        if what is None:
            return f"0 {'0' * 40}\t{path}"
        mode, data = what
        oid = git(self.path, "hash-object", "-w", "--stdin", stdin=data)
        return f"{mode} {oid}\t{path}"


def _acting(role: str, person: Person) -> dict[str, str]:
    at = datetime.fromisoformat(person.at) if person.at else datetime.now(UTC)
    return {k: v for k, v in acting_as(person.who, at.replace(microsecond=0)).items() if role in k}
