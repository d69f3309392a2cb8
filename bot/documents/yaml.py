"""YAML and JSON read from PyYAML's C events: line numbers, limits, no objects, no surprises.

Nothing is expanded: an alias shares the node it names, and counts with all of it against the limit.
Plain scalars follow YAML 1.2's core schema: `no` and `on` are words, and a date is text.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeAlias

import yaml

from bot.documents.json_text import as_yaml
from bot.documents.problems import DocumentError
from bot.documents.source import decode
from bot.documents.syntax import yaml_problem
from bot.readiness.place import Place, Problem

Scalar: TypeAlias = str | int | float | bool | None
Plain: TypeAlias = "Scalar | list[Plain] | dict[str, Plain]"
Texts: TypeAlias = "str | list[Texts] | dict[str, Texts] | None"

_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE: Final = frozenset({"true", "True", "TRUE"})
_FALSE: Final = frozenset({"false", "False", "FALSE"})
_INT: Final = re.compile(r"[-+]?[0-9]{1,18}|0o[0-7]{1,20}|0x[0-9a-fA-F]{1,15}")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_MERGE: Final = "<<"
_NO_KEYS: Final[Mapping[str, int]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may take. `nodes` counts aliases as often as they are expanded."""

    size: int = 16_000_000  # bytes
    depth: int = 100
    nodes: int = 1_000_000
    aliases: int = 10_000


@dataclass(slots=True)
class Node:
    """A value and its line (from 1). Mappings keep their keys as the text that is in the file.

    Not frozen: a contract has a hundred thousand of them, and freezing one doubles its cost.

    `entries` is set for a mapping, `items` for a sequence, neither for a scalar, whose `text` is
    what the file says (`1.10`, `007`, `no`) while `value` is what YAML makes of it. `keys` holds
    the line of each key. `size` counts the nodes of it, aliases expanded.
    """

    line: int
    value: Scalar = None
    entries: Mapping[str, "Node"] | None = None
    items: tuple["Node", ...] | None = None
    keys: Mapping[str, int] = field(default_factory=lambda: _NO_KEYS)
    size: int = field(default=1, compare=False)
    text: str = ""

    def plain(self) -> Plain:
        """Return plain Python values; expands aliases, which the limit on nodes has counted."""
        if self.entries is not None:
            return {key: node.plain() for key, node in self.entries.items()}
        if self.items is not None:
            return [node.plain() for node in self.items]
        return self.value

    def texts(self) -> Texts:
        """Return the same with scalars as the file writes them, for ids, names and versions.

        Nothing, `~` and the null of a key's value are None; in a list `Null` is a name.
        """
        if self.entries is not None:
            return {key: node.texts() for key, node in self.entries.items()}
        if self.items is not None:
            return [node.text if node.text.isalpha() else node.texts() for node in self.items]
        return None if self.value is None else self.text

    def at(self, path: tuple[str | int, ...]) -> "Node | None":
        """Return the node under these keys and numbers, or None."""
        node: Node | None = self
        for step in path:
            if node is not None and node.entries is not None:
                node = node.entries.get(str(step))
            elif node is not None and node.items is not None and isinstance(step, int):
                node = node.items[step] if 0 <= step < len(node.items) else None
            else:
                return None
        return node

    def line_of(self, path: tuple[str | int, ...]) -> int:
        """Return the line of the last key of a path, or of the nearest that is there."""
        for end in range(len(path), 0, -1):
            holder = self.at(path[: end - 1])
            if holder is not None and (line := holder.keys.get(str(path[end - 1]))):
                return line
            if node := self.at(path[:end]):
                return node.line
        return self.line


def read_yaml(data: bytes, path: str, limits: Limits | None = None) -> Node:
    """Read one YAML or JSON document. Raises DocumentError with the line of what is wrong."""
    limits = limits or Limits()
    if len(data) > limits.size:
        problem = Problem(Place(path), f"The file has {len(data)} bytes.", "Split it.")
        raise DocumentError(problem)
    text = as_yaml(_text(data, path))
    try:
        return _Builder(path, limits).document(yaml.parse(text, Loader=yaml.CLoader))
    except yaml.YAMLError as error:
        raise DocumentError(yaml_problem(path, error)) from error


def _text(data: bytes, path: str) -> str:
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return decode(data, path).text  # which raises, naming the line


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 0


def _scalar(event: yaml.ScalarEvent) -> Scalar:
    text = str(event.value)
    if not event.implicit[0]:
        return text
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if _INT.fullmatch(text):
        return int(text, 0) if text[:2] in {"0o", "0x"} else int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


class _Builder:
    """Builds the tree from events; recursion is bounded by the limit on depth."""

    def __init__(self, path: str, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        self.anchors: dict[str, Node | None] = {}
        self.aliases = 0
        self.events: Iterator[yaml.Event] = iter(())

    def document(self, events: Iterator[yaml.Event]) -> Node:
        self.events = events
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    raise self.error(event, "A second document starts here.", "Keep one.")
                root = self.node(next(events), 1)
        return root or Node(1)

    def error(self, event: yaml.Event, wrong: str, mend: str) -> DocumentError:
        return DocumentError(Problem(Place(self.path, _line(event)), wrong, mend))

    def node(self, event: yaml.Event, depth: int) -> Node:
        if depth > self.limits.depth:
            raise self.error(
                event, f"This is nested deeper than {self.limits.depth}.", "Flatten it."
            )
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event)
        anchor = getattr(event, "anchor", None)
        if anchor:
            self.anchors[anchor] = None
        node = self.fresh(event, depth)
        if node.size > self.limits.nodes:
            raise self.error(event, f"This holds over {self.limits.nodes} values.", "Split it.")
        if anchor:
            self.anchors[anchor] = node
        return node

    def alias(self, event: yaml.AliasEvent) -> Node:
        self.aliases += 1
        if self.aliases > self.limits.aliases:
            raise self.error(event, "This file has too many aliases.", "Write the values out.")
        node = self.anchors.get(str(event.anchor))
        if node is None:
            wrong = f"The alias *{event.anchor} names nothing that stands complete before it."
            raise self.error(event, wrong, "Name an anchor above it.")
        return node

    def fresh(self, event: yaml.Event, depth: int) -> Node:
        line = _line(event)
        if isinstance(event, yaml.ScalarEvent):
            return Node(line, _scalar(event), text=str(event.value))
        if isinstance(event, yaml.SequenceStartEvent):
            items, size = [], 1
            while not isinstance(inner := next(self.events), yaml.SequenceEndEvent):
                items.append(self.node(inner, depth + 1))
                size = self.grown(event, size + items[-1].size)
            return Node(line, items=tuple(items), size=size)
        return self.mapping(event, depth)

    def grown(self, event: yaml.Event, size: int) -> int:
        if size > self.limits.nodes:
            raise self.error(event, f"This holds over {self.limits.nodes} values.", "Split it.")
        return size

    def mapping(self, event: yaml.Event, depth: int) -> Node:
        entries: dict[str, Node] = {}
        keys: dict[str, int] = {}
        merged: list[Node] = []
        size = 1
        while not isinstance(key := next(self.events), yaml.MappingEndEvent):
            name = self.key(key, keys)
            keys[name] = _line(key)
            value = self.node(next(self.events), depth + 1)
            size = self.grown(event, size + value.size)
            if name == _MERGE:
                merged += value.items if value.items is not None else (value,)
            else:
                entries[name] = value
        for source in merged:
            entries = {**(source.entries or {}), **entries}
        return Node(_line(event), entries=entries, keys=keys, size=size)

    def key(self, event: yaml.Event, keys: Mapping[str, int]) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            raise self.error(event, "This key is no plain word.", "Write the key as text.")
        name = str(event.value)
        if name in keys:
            wrong = f"The key {name} is there twice; the first is on line {keys[name]}."
            raise self.error(event, wrong, "Remove one.")
        return name
