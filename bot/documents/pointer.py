"""JSON pointers into a YAML or JSON document, also through its own `$ref`s."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from bot.documents.yaml import Node

_BROKEN_TILDE: Final = re.compile(r"~(?![01])")
_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)
_MOST_HOPS: Final = 64  # `$ref`s followed for one pointer; a circle has no end


class Lost(Exception):
    """A pointer leads nowhere; the text says where it ended, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a pointer leads to: the value, and the line of its key (of itself, where it has none).

    `elsewhere` is set where the value is a `$ref` into another document, which is not followed.
    """

    node: Node
    line: int
    elsewhere: str = ""


def pointer_tokens(fragment: str) -> tuple[str, ...]:
    """Return the reference tokens of a pointer in its URI fragment form, without the `#`.

    Raises ValueError for what is no JSON pointer.
    """
    text = unquote(fragment, errors="strict")
    if not text:
        return ()
    if not text.startswith("/") or _BROKEN_TILDE.search(text):
        raise ValueError(f"{fragment!r} is no JSON pointer.")
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in text[1:].split("/"))


def pointer_of(tokens: tuple[str, ...]) -> str:
    """Return the pointer of these tokens, as people read it: `/paths/~1v1~1items/post`."""
    return "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in tokens)


def child(node: Node, token: str) -> Node | None:
    """Return the value at one reference token, or None. No `$ref` is followed."""
    if node.entries is not None:
        return node.entries.get(token)
    if node.items is not None and _INDEX.fullmatch(token):
        return node.at((int(token),))
    return None


def follow(root: Node, tokens: tuple[str, ...]) -> Found:
    """Return where reference tokens lead. Raises Lost."""
    return _Walk(root).to(tokens)


class _Walk:
    """One pointer's way through a document; how many `$ref`s it may take is bounded."""

    def __init__(self, root: Node) -> None:
        self._root = root
        self._hops = 0

    def to(self, tokens: tuple[str, ...]) -> Found:
        node, line = self._root, self._root.line
        for at, token in enumerate(tokens):
            node = self._holder(node, token)
            inner = child(node, token)
            if inner is None:
                above = "/".join(("", *tokens[:at])) or "the top"
                raise Lost(f"there is no {token!r} under {above}")
            line = node.keys.get(token, inner.line)
            node = inner
        return self._end(node, line)

    def _holder(self, node: Node, token: str) -> Node:
        """Return the node that has a token: this one, or what its `$ref` stands for."""
        while child(node, token) is None and (ref := _ref(node)) is not None:
            if not ref.startswith("#"):
                raise Lost(f"its $ref in line {node.line:,} leads into another document, {ref}")
            node = self._hop(ref, node)
        return node

    def _end(self, node: Node, line: int) -> Found:
        """Look whether what was reached, if it is a `$ref`, leads somewhere itself."""
        ref = _ref(node)
        if ref is None:
            return Found(node, line)
        if not ref.startswith("#"):
            return Found(node, line, elsewhere=ref)
        return Found(self._hop(ref, node), line)

    def _hop(self, ref: str, node: Node) -> Node:
        self._hops += 1
        if self._hops > _MOST_HOPS:
            raise Lost(f"its $ref {ref} in line {node.line:,} leads in a circle")
        try:
            return self.to(pointer_tokens(ref[1:])).node
        except ValueError as error:
            raise Lost(f"its $ref {ref} in line {node.line:,} is no JSON pointer") from error
        except Lost as lost:
            if str(lost).startswith("its $ref"):
                raise
            raise Lost(f"its $ref {ref} in line {node.line:,} leads nowhere: {lost}") from lost


def _ref(node: Node) -> str | None:
    found = node.entries.get("$ref") if node.entries else None
    return found.value if found is not None and isinstance(found.value, str) else None
