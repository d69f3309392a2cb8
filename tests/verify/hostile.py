"""A small repository that gatebot works on, and what somebody with push rights can push into it."""

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.cli.verify import Wanted
from bot.verify.verifying import Known
from tests.support.repository import bare, git
from tests.verify.tampering import Copy

POLICY = """\
documents: {tracker: doc/T.md}
people: {ana: {slack: U01ANA, display: Ana Lima}}
roles: {ops: [ana]}
gates: {defaults: {owners: [ana], requires: {ops: 1}}}
policy: {signoffs_folder: signoffs/}
"""
TRACKER = """\
# Tracker

| Phase | Title | Status | Owner |
|---|---|---|---|
| P1 | Architecture | In Progress | ana |
| P2 | Contracts | Not Started | ana |
"""
SIGNOFFS = """
| Phase | Role | Reviewer | Date | Correlation ID | Record |
|---|---|---|---|---|---|
"""
PATHS = {".gatebot.yml": POLICY, "doc/T.md": TRACKER}


@dataclass
class Target:
    """The repository: each push is a commit on the one before."""

    copy: Copy

    @property
    def path(self) -> Path:
        """Its folder."""
        return self.copy.path

    def push(self, changes: Mapping[str, str | None], message: str = "Tidy up") -> str:
        """Commit changes on top of main."""
        sha = self.copy.commit(changes, message=message)
        git(self.path, "update-ref", "refs/heads/main", sha)
        return sha

    def push_tree(self, tree: str, message: str = "Tidy up") -> str:
        """Commit a tree as it is on top of main."""
        text = f"tree {tree}\nparent {self.copy.head}\n".encode()
        who = b"M <m@x.example> 2000000000 +0000"
        text += b"author %b\ncommitter %b\n\n%b\n" % (who, who, message.encode())
        return self.loose_commit(text)

    def loose_commit(self, text: bytes, ref: str = "refs/heads/main") -> str:
        """Write a commit's bytes, whatever git thinks of them, and point a branch at it."""
        sha = self._loose(b"commit", text)
        git(self.path, "update-ref", ref, sha)
        return sha

    def blob(self, data: bytes) -> str:
        """Write a file's content."""
        return self._loose(b"blob", data)

    def tree(self, entries: Sequence[tuple[bytes, bytes, str]]) -> str:
        """Write a folder from (mode, name, object id), whatever git thinks of it."""
        return self.raw_tree(
            b"".join(b"%b %b\0%b" % (m, n, bytes.fromhex(o)) for m, n, o in entries)
        )

    def raw_tree(self, data: bytes) -> str:
        """Write a folder's bytes."""
        return self._loose(b"tree", data)

    def _loose(self, kind: bytes, data: bytes) -> str:
        """Write an object as git would, without asking it."""
        whole = b"%b %d\0%b" % (kind, len(data), data)
        oid = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
        file = self.path / "objects" / oid[:2] / oid[2:]
        file.parent.mkdir(exist_ok=True)
        if not file.exists():
            file.write_bytes(zlib.compress(whole, 1))
        return oid

    def root(self, **changes: tuple[bytes, str]) -> str:
        """Return a root folder like main's, with entries of another mode and object."""
        entries = {}
        for line in git(self.path, "ls-tree", "main").splitlines():
            facts, _, name = line.partition("\t")
            mode, _, oid = facts.split()
            entries[name.encode()] = mode.lstrip("0").encode(), oid
        entries |= {name.encode(): what for name, what in changes.items()}
        return self.tree([(mode, name, oid) for name, (mode, oid) in sorted(entries.items())])

    def deep(self, levels: int, leaf: str) -> str:
        """Return a folder with a file this many folders down."""
        oid, mode = leaf, b"100644"
        for _ in range(levels):
            oid, mode = self.tree([(mode, b"d", oid)]), b"40000"
        return oid

    def bomb(self, levels: int, leaf: str) -> str:
        """Return a folder that holds itself ten times over at each level."""
        oid, mode = leaf, b"100644"
        for _ in range(levels):
            oid, mode = self.tree([(mode, b"%d.json" % n, oid) for n in range(10)]), b"40000"
        return oid

    def zeros(self, size: int) -> str:
        """Write a file of zeros: large, and small where it is packed."""
        return self.blob(bytes(size))


def target(folder: Path) -> Target:
    """Make the repository."""
    path = bare(folder / "repo.git")
    copy = Copy(path, None)
    sha = copy.first(PATHS)
    git(path, "update-ref", "refs/heads/main", sha)
    return Target(copy)


def wanted(repo: Path) -> Wanted:
    """Return what the command line asks for."""
    return Wanted(repo, at="main", keys=None, strict=False, known=Known(), as_json=False)
