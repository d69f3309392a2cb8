"""A commit made from the tree before it: some files put, some deleted, all else as it was."""

import re
import stat
from collections.abc import Callable
from typing import TypeAlias

from dulwich.objects import Blob, Commit, ObjectID, ShaFile, Tree

from bot.githosts.local.repository import Repository
from bot.ports.git_host import Rejected, Signature, Write

_NEW_FILE = 0o100644
_NOT_IN_A_NAME = re.compile(r"[<>\x00-\x1f\x7f]+")

Add: TypeAlias = Callable[[ShaFile], None]
# A folder's changes: a name → a folder's changes, the blob to put there, or None to delete.
Changes: TypeAlias = "dict[bytes, Changes | ObjectID | None]"


def build_commit(repo: Repository, add: Add, change: Write, committer: Signature) -> str:
    """Give the new commit's objects to `add`; return its sha. Raises ValueError or Rejected."""
    before = ObjectID(repo.root(change.expected_head).encode())
    root = _apply(repo, add, before, _changes(add, change), "")
    if root == before:
        raise ValueError("The write changes nothing.")
    commit = Commit()
    commit.tree = root if root is not None else _keep(add, Tree())
    commit.parents = [ObjectID(change.expected_head.encode())]
    commit.author = _identity(change.author)
    commit.committer = _identity(committer)
    commit.author_time = commit.commit_time = int(change.at.timestamp())
    commit.author_timezone = commit.commit_timezone = 0
    commit.message = (change.message.rstrip("\n") + "\n").encode()
    return _keep(add, commit).decode()


def _changes(add: Add, change: Write) -> Changes:
    changes: Changes = {}
    for path in change.deletes:
        _place(changes, path, None)
    for path, data in change.files.items():
        _place(changes, path, _keep(add, Blob.from_string(data)))
    return changes


def _place(changes: Changes, path: str, leaf: ObjectID | None) -> None:
    *folders, name = path.encode().split(b"/")
    for folder in folders:
        inner = changes.setdefault(folder, {})
        if not isinstance(inner, dict):  # a wrong value, whatever its type
            raise ValueError(f"{path!r} is inside another file of the same write.")  # noqa: TRY004
        changes = inner
    if name in changes:
        raise ValueError(f"{path!r} is a folder in the same write.")
    changes[name] = leaf


def _apply(
    repo: Repository, add: Add, oid: ObjectID | None, changes: Changes, at: str
) -> ObjectID | None:
    """Return the folder with its changes made, or None where nothing is left in it."""
    tree = repo.tree_at(oid) if oid is not None else Tree()
    for name, what in changes.items():
        there = name in tree
        mode, old = tree[name] if there else (0, None)
        path = f"{at}{name.decode()}"
        if isinstance(what, dict):
            _demand(not there or stat.S_ISDIR(mode), path, "is no folder")
            _set(tree, name, stat.S_IFDIR, _apply(repo, add, old, what, f"{path}/"))
        elif what is None:
            _demand(there and not stat.S_ISDIR(mode), path, "is no file to delete")
            _set(tree, name, _NEW_FILE, None)
        else:
            _demand(not there or stat.S_ISREG(mode), path, "is no regular file")
            _set(tree, name, mode or _NEW_FILE, what)
    return _keep(add, tree) if len(tree) else None


def _set(tree: Tree, name: bytes, mode: int, oid: ObjectID | None) -> None:
    if oid is not None:
        tree[name] = (mode, oid)
    elif name in tree:
        del tree[name]


def _demand(holds: bool, path: str, what: str) -> None:  # noqa: FBT001 - a condition, as in assert
    if not holds:
        raise Rejected(
            f"{path} {what} in the repository.", "Mend the path, or move what is there away."
        )


def _keep(add: Add, made: ShaFile) -> ObjectID:
    add(made)
    return made.id


def _identity(person: Signature) -> bytes:
    name = " ".join(_NOT_IN_A_NAME.sub(" ", person.name).split()) or "unknown"
    email = _NOT_IN_A_NAME.sub("", person.email).strip()
    return f"{name} <{email}>".encode()
