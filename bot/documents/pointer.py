"""JSON pointers in YAML and JSON: a small tree with line numbers, made from the parser's events.

An alias is a reference to its anchor's node and is never expanded, so that a hostile file costs
no more than its length; depth and number of nodes are bounded.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote

import yaml

_DEEPEST: Final = 200
_MOST_NODES: Final = 2_000_000
_Loader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BROKEN_TILDE: Final = re.compile(r"~(?![01])")


class Unreadable(Exception):
    """The text is no YAML or JSON that we read. `line` counts from 1, 0 where it is not known."""

    def __init__(self, why: str, line: int = 0) -> None:
        super().__init__(why)
        self.line = line


@dataclass(slots=True)
class Node:
    """A scalar's text, a mapping, or a sequence; and its line (its key's), 0 where not known."""

    line: int
    content: "str | dict[str, Node] | list[Node]" = ""

    def child(self, token: str) -> "Node | None":
        """Return the value at one reference token of a pointer, or None."""
        if isinstance(self.content, dict):
            return self.content.get(token)
        if isinstance(self.content, list) and re.fullmatch(r"0|[1-9][0-9]{0,8}", token, re.ASCII):
            index = int(token)
            return self.content[index] if index < len(self.content) else None
        return None

    def at(self, tokens: Sequence[str]) -> "Node | None":
        """Return the value that reference tokens lead to, or None."""
        found: Node | None = self
        for token in tokens:
            found = found.child(token) if found is not None else None
        return found


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


def read_yaml_tree(data: bytes) -> Node:
    """Read one YAML document. Raises Unreadable."""
    builder = _Builder()
    try:
        for event in yaml.parse(data, Loader=_Loader):
            builder.see(event)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise Unreadable(str(error.problem or "it is no YAML"), line) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Unreadable("it holds bytes that are no text") from error
    if builder.root is None:
        raise Unreadable("it is empty")
    return builder.root


def read_json_tree(data: bytes) -> Node:
    """Read a JSON document; its nodes have no lines. Raises Unreadable."""
    try:
        return _json_node(json.loads(data.removeprefix(b"\xef\xbb\xbf")), 0)
    except json.JSONDecodeError as error:
        raise Unreadable(error.msg, error.lineno) from error
    except ValueError as error:
        raise Unreadable("it holds bytes that are no text") from error
    except RecursionError as error:
        raise Unreadable(f"it nests deeper than {_DEEPEST}") from error


def _json_node(value: Any, depth: int) -> Node:
    if depth > _DEEPEST:
        raise Unreadable(f"it nests deeper than {_DEEPEST}")
    if isinstance(value, dict):
        return Node(0, {key: _json_node(each, depth + 1) for key, each in value.items()})
    if isinstance(value, list):
        return Node(0, [_json_node(each, depth + 1) for each in value])
    return Node(0, value if isinstance(value, str) else json.dumps(value))


@dataclass(slots=True)
class _Open:
    """A container whose end has not come yet; `key` is set when a mapping waits for its value."""

    node: Node
    key: str | None = None
    key_line: int = 0


@dataclass(slots=True)
class _Builder:
    """Takes events one by one. What stands under a key that is no scalar can't be pointed at."""

    root: Node | None = None
    _open: list[_Open] = field(default_factory=list)
    _anchors: dict[str, Node] = field(default_factory=dict)
    _nodes: int = 0

    def see(self, event: yaml.Event) -> None:
        """Take the next event; raises Unreadable."""
        match event:
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._open.pop()
            case yaml.DocumentStartEvent() if self.root is not None:
                raise Unreadable("it holds several documents", _line(event))
            case yaml.NodeEvent():
                self._place(event, self._node(event))
            case _:
                pass  # starts and ends of the stream and of the document

    def _node(self, event: yaml.NodeEvent) -> Node:
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                raise Unreadable(f"*{event.anchor} has no anchor before it", _line(event))
            return self._anchors[event.anchor]
        node = Node(_line(event), _empty(event))
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        self._nodes += 1
        if self._nodes > _MOST_NODES:
            raise Unreadable(f"it holds more than {_MOST_NODES:,} values", node.line)
        return node

    def _place(self, event: yaml.NodeEvent, node: Node) -> None:
        if not self._open:
            self.root = node
        else:
            _put(self._open[-1], node, is_new=not isinstance(event, yaml.AliasEvent))
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            if len(self._open) >= _DEEPEST:
                raise Unreadable(f"it nests deeper than {_DEEPEST}", node.line)
            self._open.append(_Open(node))


def _put(into: _Open, node: Node, *, is_new: bool) -> None:
    content = into.node.content
    if isinstance(content, list):
        content.append(node)
    elif isinstance(content, dict):
        if into.key is None:
            into.key = node.content if isinstance(node.content, str) else ""
            into.key_line = node.line
        else:
            if is_new:
                node.line = into.key_line
            content[into.key] = node
            into.key = None


def _empty(event: yaml.NodeEvent) -> "str | dict[str, Node] | list[Node]":
    match event:
        case yaml.MappingStartEvent():
            return {}
        case yaml.SequenceStartEvent():
            return []
        case yaml.ScalarEvent():
            return str(event.value)
        case _:
            return ""


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0
