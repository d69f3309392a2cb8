"""Reading JSON strictly: every member is there, has its type, and no other member is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeVar

E = TypeVar("E", bound=Enum)
T = TypeVar("T")


class BadRecord(ValueError):
    """A record can't be read; its text says where and why."""


@dataclass(slots=True)
class Member:
    """A JSON object being read; `path` is where it stands, for errors."""

    value: Mapping[str, object]
    path: str = "$"
    seen: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, value: object, path: str = "$") -> "Member":
        """Take a JSON value as an object."""
        if not isinstance(value, dict):
            raise BadRecord(f"{path}: an object is expected")
        return cls(value, path)

    def text(self, key: str) -> str:
        """Return a string member."""
        value = self._get(key)
        if not isinstance(value, str):
            raise BadRecord(f"{self.path}.{key}: a string is expected")
        return _whole_text(value, f"{self.path}.{key}")

    def number(self, key: str) -> int:
        """Return an integer member; true and false are none."""
        value = self._get(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise BadRecord(f"{self.path}.{key}: a whole number is expected")
        return value

    def one_of(self, key: str, values: type[E]) -> E:
        """Return a member of an enumeration, by its value."""
        text = self.text(key)
        found = next((member for member in values if member.value == text), None)
        if found is None:
            raise BadRecord(f"{self.path}.{key}: {text!r} is no {values.__name__}")
        return found

    def inner(self, key: str, read: "Callable[[Member], T]") -> T:
        """Return an object member, read wholly."""
        return _whole(Member.of(self._get(key), f"{self.path}.{key}"), read)

    def each(self, key: str, read: "Callable[[Member], T]") -> tuple[T, ...]:
        """Return an array member, each of its objects read wholly."""
        return tuple(
            _whole(Member.of(v, f"{self.path}.{key}[{i}]"), read)
            for i, v in enumerate(self._array(key))
        )

    def texts(self, key: str) -> tuple[str, ...]:
        """Return an array member of strings."""
        found = self._array(key)
        texts = tuple(v for v in found if isinstance(v, str))
        if len(texts) != len(found):
            raise BadRecord(f"{self.path}.{key}: strings are expected")
        return tuple(_whole_text(text, f"{self.path}.{key}") for text in texts)

    def done(self) -> None:
        """Refuse members that were not asked for."""
        unknown = sorted(set(self.value) - self.seen)
        if unknown:
            raise BadRecord(f"{self.path}: unknown member {unknown[0]!r}")

    def _array(self, key: str) -> list[object]:
        value = self._get(key)
        if not isinstance(value, list):
            raise BadRecord(f"{self.path}.{key}: an array is expected")
        return value

    def _get(self, key: str) -> object:
        self.seen.add(key)
        if key not in self.value:
            raise BadRecord(f"{self.path}: member {key!r} is missing")
        return self.value[key]


def _whole_text(text: str, path: str) -> str:
    """Refuse half characters, which JSON can escape and nothing can write."""
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise BadRecord(f"{path}: it holds half a character")
    return text


def _whole(member: Member, read: Callable[[Member], T]) -> T:
    found = read(member)
    member.done()
    return found
