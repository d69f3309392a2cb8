"""A record's file as it stands at a commit: read, with the lines of its members."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.readiness.place import Place
from bot.readiness.record import SignoffRecord


@dataclass(frozen=True, slots=True)
class RecordFile:
    """A record that could be read: where it is, the commit that added it, its bytes."""

    path: str
    commit: str
    data: bytes
    record: SignoffRecord

    def place(self, *keys: str) -> Place:
        """Return the line of a member of the predicate; the file, where it can't be found."""
        lines = self.data.decode("utf-8", "replace").split("\n")
        return Place(self.path, _line(lines, ("predicate", *keys)))

    @property
    def name(self) -> str:
        """What people call it: the phase and the round."""
        return f"{self.record.phase}, round {self.record.round}"


def _line(lines: Sequence[str], keys: Sequence[str]) -> int:
    """Return the line (from 1) of a member of a JSON file as we indent it; 0 in any other file."""
    at = 0
    for depth, key in enumerate(keys, start=1):
        members = _members(lines, at, "  " * depth)
        named = f"{json.dumps(key, ensure_ascii=False)}:"
        found = [n for n in members if lines[n].strip().startswith(named)]
        if not found and key.isdecimal():
            found = members[int(key) : int(key) + 1]
        if not found:
            return 0
        at = found[0]
    return at + 1


def _members(lines: Sequence[str], start: int, margin: str) -> list[int]:
    """Return the lines on which the members of what begins on a line begin."""
    found = []
    for number in range(start + 1, len(lines)):
        line = lines[number]
        if not line.startswith(margin):
            break
        inner = line[len(margin) :]
        if inner[:1] not in {" ", "}", "]"}:
            found.append(number)
    return found
