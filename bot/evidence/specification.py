"""The parts of an OpenAPI or AsyncAPI document by the names people use for them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, TypeAlias

from bot.documents.pointer import Lost, follow
from bot.documents.yaml import Node

_SPECIFICATIONS: Final = {"openapi": "OpenAPI", "asyncapi": "AsyncAPI", "swagger": "Swagger"}
_METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_VERSION: Final = re.compile(r"[0-9]+\.[0-9]+[0-9A-Za-z.+-]{0,15}")
_VARIABLE: Final = re.compile(r"\{[^{}/]*\}")
_ACTION: Final = re.compile(r"(?P<action>[A-Za-z]{3,9})\s+(?P<of>\S.*)")
# Where a contract describes something; `definitions` is Swagger's.
_SECTIONS: Final = ("paths", "webhooks", "channels", "operations", "components", "definitions")
_ASYNC_2: Final = ("publish", "subscribe")

Tokens: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Specification:
    """Which specification a document follows: `OpenAPI` and `3.1.0`."""

    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


def specification(root: Node) -> Specification | None:
    """Return what the top of a document says it is, None where it names no specification."""
    for key, name in _SPECIFICATIONS.items():
        version = root.entries.get(key) if root.entries else None
        # `openapi: 3.1` without quotes is a number to YAML.
        text = str(version.value) if version is not None else ""
        if _VERSION.fullmatch(text):
            return Specification(name, text)
    return None


def describes(root: Node) -> bool:
    """Tell whether a document says anything beside its version and title."""
    return any(
        not is_empty(node) and not name.startswith("x-")
        for section in _SECTIONS
        for name, node in _described(root, section)
    )


def is_empty(node: Node) -> bool:
    """Tell whether a value says nothing: null, or text, a list or a mapping with nothing in it."""
    if node.entries is not None:
        return all(is_empty(each) for each in node.entries.values())
    if node.items is not None:
        return all(is_empty(each) for each in node.items)
    return node.value is None or (isinstance(node.value, str) and not node.value.strip())


def _described(root: Node, section: str) -> Iterator[tuple[str, Node]]:
    """Yield what a section lists; of components, what is in their groups."""
    for name, node in _entries(root, (section,)):
        if section == "components":
            yield from (node.entries or {}).items()
        else:
            yield name, node


class Parts:
    """Every name in a document, once: each with the pointers of what it names."""

    def __init__(self, root: Node, named: Specification) -> None:
        self.names: dict[str, list[Tokens]] = {}
        self._templates: dict[str, list[Tokens]] = {}
        found = _channels(root) if named.name == "AsyncAPI" else _operations(root)
        for name, tokens in found:
            known = self.names.setdefault(name, [])
            if tokens not in known:
                known.append(tokens)
                if "{" in name:
                    self._templates.setdefault(_untitled(name), []).append(tokens)

    def called(self, asked: str) -> list[Tokens]:
        """Return the pointers of what has this name.

        The method of `METHOD /path` is taken in any case, and a path's variables by any name.
        """
        action = _ACTION.fullmatch(asked)
        name = f"{action['action'].upper()} {action['of']}" if action else asked
        return (
            self.names.get(asked)
            or self.names.get(name)
            or self._templates.get(_untitled(name), [])
        )

    def nearest(self, asked: str) -> str | None:
        """Return the name most like what was asked."""
        near = get_close_matches(asked[:200], list(self.names)[:5_000], 1, 0.7)
        return near[0] if near else None


def _untitled(name: str) -> str:
    return _VARIABLE.sub("{}", name)


def _operations(root: Node) -> Iterator[tuple[str, Tokens]]:
    """Yield the operations of OpenAPI and Swagger, by `METHOD /path` and by operationId."""
    for section in ("paths", "webhooks"):
        for path, _ in _entries(root, (section,)):
            for method, operation in _entries(root, (section, path)):
                if method.lower() in _METHODS:
                    tokens = (section, path, method)
                    yield f"{method.upper()} {path}", tokens
                    if name := _text(operation, "operationId"):
                        yield name, tokens


def _channels(root: Node) -> Iterator[tuple[str, Tokens]]:
    """Yield the channels and operations of AsyncAPI.

    In version 2 operations are inside channels; from version 3 on they name theirs by a `$ref`.
    """
    addresses: dict[str, set[str]] = {}
    for channel, node in _entries(root, ("channels",)):
        tokens: Tokens = ("channels", channel)
        named = addresses.setdefault(f"#/channels/{channel.replace('~', '~0').replace('/', '~1')}",
                                     {channel})  # fmt: skip
        if address := _text(node, "address"):
            named.add(address)
        for name in sorted(named):
            yield name, tokens
        for action, operation in _entries(root, tokens):
            if action in _ASYNC_2:
                yield f"{action.upper()} {channel}", (*tokens, action)
                if name := _text(operation, "operationId"):
                    yield name, (*tokens, action)
    for name, operation in _entries(root, ("operations",)):
        yield name, ("operations", name)
        target = operation.at(("channel",))
        for address in addresses.get(_text(target, "$ref") if target else "", ()):
            yield f"{_text(operation, 'action').upper()} {address}", ("operations", name)


def _entries(root: Node, tokens: Tokens) -> Iterator[tuple[str, Node]]:
    """Yield the entries of a mapping, which may stand behind a `$ref` of the same document."""
    try:
        node = follow(root, tokens).node
    except Lost:
        return
    yield from (node.entries or {}).items()


def _text(node: Node, key: str) -> str:
    found = node.entries.get(key) if node.entries else None
    return found.value if found is not None and isinstance(found.value, str) else ""
