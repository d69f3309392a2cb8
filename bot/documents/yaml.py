"""YAML and JSON read from PyYAML's C events: line numbers, limits, no objects, no surprises."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may take. `nodes` counts aliases as often as they are expanded."""

    size: int = 16_000_000  # bytes
    depth: int = 100
    nodes: int = 1_000_000
    aliases: int = 10_000


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its line (from 1). Mappings keep their keys as the text that is in the file."""

    line: int
    value: str | int | float | bool | None = None
    entries: Mapping[str, "Node"] | None = None
    items: tuple["Node", ...] | None = None
    size: int = field(default=1, compare=False)


def read_yaml(data: bytes, path: str, limits: Limits | None = None) -> Node:
    """Read one YAML or JSON document. Raises DocumentError with the line of what is wrong."""
    raise NotImplementedError


def resolve_pointer(root: Node, pointer: str) -> Node | None:
    """Return the node at a JSON pointer (a leading `#` is allowed), or None."""
    raise NotImplementedError
