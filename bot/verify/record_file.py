"""A record's file as it stands at a commit: read, with the lines of its members."""

from dataclasses import dataclass

from bot.documents.pointer import Node, Unreadable, read_yaml_tree
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
        try:
            node: Node | None = read_yaml_tree(self.data).at(("predicate", *keys))
        except Unreadable:
            node = None
        return Place(self.path, node.line if node else 0)

    @property
    def name(self) -> str:
        """What people call it: the phase and the round."""
        return f"{self.record.phase}, round {self.record.round}"
