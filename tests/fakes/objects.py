"""The bare repository behind a fake host, read and written with git's own plumbing."""

import os
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from bot.ports.git_host import Signature
from tests.support.repository import acting_as, git, git_bytes

T = TypeVar("T")
GITHUB = Signature("GitHub", "noreply@github.com")


@dataclass(frozen=True)
class TreeNode:
    """One line of `git ls-tree`."""

    mode: str
    kind: str
    oid: str
    size: int | None
    path: str


@dataclass(frozen=True)
class CommitFacts:
    """A commit, as git shows it."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    author: Signature
    committer: Signature
    authored: str
    committed: str
    message: str


class Objects:
    """A bare repository. What an object id names never changes, so it is read once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: dict[tuple[object, ...], Any] = {}

    def _once(self, oid: str, read: Callable[[], T], *more: object) -> T:
        """Return what was read of an object before; a name that is no whole id is read anew."""
        if not re.fullmatch(r"[0-9a-f]{40}", oid):
            return read()
        if (oid, *more) not in self._known:
            self._known[oid, *more] = read()
        known: T = self._known[oid, *more]
        return known

    def ref(self, name: str) -> str | None:
        return git(self.path, "for-each-ref", "--format=%(objectname)", name) or None

    def kind(self, oid: str) -> str | None:
        listed = git(self.path, "cat-file", "--batch-check", stdin=oid.encode())
        return None if listed.endswith("missing") else listed.split()[1]

    def blob(self, oid: str) -> bytes:
        return self._once(oid, lambda: git_bytes(self.path, "cat-file", "blob", oid), "blob")

    def commit(self, sha: str) -> CommitFacts:
        return self._once(sha, lambda: self._commit(sha), "commit")

    def _commit(self, sha: str) -> CommitFacts:
        form = "%H%x00%T%x00%P%x00%an%x00%ae%x00%cn%x00%ce%x00%aI%x00%cI%x00%B"
        shown = git_bytes(self.path, "log", "-1", f"--format={form}", sha).decode()
        sha, tree, parents, an, ae, cn, ce, authored, committed, message = shown.split("\0")
        people = Signature(an, ae), Signature(cn, ce)
        body = message.rstrip("\n")
        return CommitFacts(sha, tree, tuple(parents.split()), *people, authored, committed, body)

    def tree(self, oid: str, *, recursive: bool) -> list[TreeNode]:
        options = ("-r", "-t") if recursive else ()
        command = ("ls-tree", "-l", "-z", *options, oid)
        return self._once(oid, lambda: self._listed(*command), *command)

    def entry(self, commit: str, path: str) -> TreeNode | None:
        command = ("ls-tree", "-l", "-z", "--full-tree", commit, "--", path)
        found = self._once(commit, lambda: self._listed(*command), *command)
        return next((node for node in found if node.path == path), None)

    def history(self, commit: str, path: str | None) -> list[str]:
        paths = ("--", path) if path is not None else ()
        command = ("--literal-pathspecs", "log", "--format=%H", commit, *paths)
        return self._once(commit, lambda: git(self.path, *command).split(), *command)

    def between(self, base: str, head: str) -> list[str]:
        """Return the commits of head that base has not, oldest first."""
        listed = git(self.path, "rev-list", "--topo-order", "--reverse", f"{base}..{head}")
        return listed.split()

    def named(self, sha: str) -> str | None:
        """Return the one commit that a sha names."""
        found = git(self.path, "rev-parse", f"--disambiguate={sha}").split()
        commits = [oid for oid in found if self.kind(oid) == "commit"]
        return commits[0] if len(commits) == 1 else None

    def make_commit(
        self, head: str, files: Mapping[str, bytes], deletes: list[str], message: str, by: Signature
    ) -> str:
        """Make a commit on a head, and publish nothing. New content is never executable."""
        with tempfile.TemporaryDirectory() as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            git(self.path, "read-tree", head, env=index)
            lines = [f"0 {'0' * 40}\t{path}" for path in deletes]
            for path, data in files.items():
                oid = git(self.path, "hash-object", "-w", "--stdin", stdin=data)
                lines.append(f"100644 {oid}\t{path}")
            listing = "".join(f"{line}\0" for line in lines).encode()
            git(self.path, "update-index", "-z", "--add", "--index-info", stdin=listing, env=index)
            tree = git(self.path, "write-tree", env=index)
        now = datetime.now(UTC).replace(microsecond=0)
        env = acting_as(by, now) | {
            key: value for key, value in acting_as(GITHUB, now).items() if "COMMITTER" in key
        }
        arguments = ("commit-tree", tree, "-p", head, "-F", "-")
        return git(self.path, *arguments, stdin=message.encode(), env={**os.environ, **env})

    def publish(self, ref: str, sha: str, expected: str) -> None:
        git(self.path, "update-ref", ref, sha, expected)

    def remove(self, ref: str) -> None:
        git(self.path, "update-ref", "-d", ref)

    def _listed(self, *command: str) -> list[TreeNode]:
        out = git_bytes(self.path, "--literal-pathspecs", *command).decode("utf-8", "replace")
        nodes = []
        for line in out.split("\0")[:-1]:
            facts, _, path = line.partition("\t")
            mode, kind, oid, size = facts.split()
            nodes.append(TreeNode(mode, kind, oid, int(size) if size.isdecimal() else None, path))
        return nodes
