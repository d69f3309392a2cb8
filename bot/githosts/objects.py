"""Git's object ids, computed here: what is written, or read, is known by its content."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

FOLDER: Final = 0o040000
FILE: Final = 0o100644
EXECUTABLE: Final = 0o100755
SYMLINK: Final = 0o120000
SUBMODULE: Final = 0o160000


@dataclass(frozen=True, slots=True)
class Node:
    """One name in one folder: its mode, as Git writes it, and its object id."""

    name: str
    mode: int
    oid: str


def blob_oid(data: bytes) -> str:
    """Return the object id of a file's content."""
    return _oid(b"blob", data)


def tree_oid(nodes: Iterable[Node]) -> str:
    """Return the object id of a folder; the nodes may come in any order."""
    body = b"".join(
        b"%o %s\0%s" % (node.mode, node.name.encode(), bytes.fromhex(node.oid))
        for node in sorted(nodes, key=_git_order)
    )
    return _oid(b"tree", body)


def _git_order(node: Node) -> bytes:
    # Git sorts a folder as if its name ended in a slash.
    return node.name.encode() + (b"/" if node.mode == FOLDER else b"")


def _oid(kind: bytes, body: bytes) -> str:
    # SHA-1 is what Git names its objects by; nothing here relies on it against forgery.
    return hashlib.sha1(b"%s %d\0%s" % (kind, len(body), body), usedforsecurity=False).hexdigest()
