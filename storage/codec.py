"""Typed values as JSON text and back: a closed vocabulary, checked against the types of fields.

A dataclass becomes an object whose `$` is its stored name; an enum its value; a time its ISO text
in UTC; a tuple an array. What is decoded has the asked type, or it is Unreadable. A field that
an older row lacks gets its default.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from bot.ports.errors import Fault

TAG: Final = "$"
Reader = Callable[[Any], Any]
Dumper = Callable[[Any], object]


class Unreadable(Fault):
    """A stored value is not what this version of the program expects there."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"A stored value can't be read: {why}.",
            "Run the version of gatebot that wrote it, or a newer one.",
        )


class Codec:
    """Encodes and decodes values of a closed set of dataclasses and what they are made of."""

    def __init__(
        self,
        stored_as: Mapping[str, type],
        fields_stored_as: Mapping[type, Mapping[str, str]] = MappingProxyType({}),
    ) -> None:
        """Take the dataclasses by their stored names, and the fields that are stored otherwise.

        Raises TypeError for a class with two names, or a field of a strange type.
        """
        self._classes = dict(stored_as)
        self._names = {class_: name for name, class_ in stored_as.items()}
        if len(self._names) < len(self._classes):
            raise TypeError("A class has two stored names.")
        self._readers: dict[Any, Reader] = {}
        self._dumpers: dict[type, Dumper] = {}
        # Of each class: the name of a field in the rows → its name here.
        self._attributes = {
            class_: {
                fields_stored_as.get(class_, {}).get(f.name, f.name): f.name for f in fields(class_)
            }
            for class_ in self._names
        }
        self._fields = {class_: self._field_readers(class_) for class_ in self._names}
        self._required = {class_: self._required_of(class_) for class_ in self._names}
        self._keys = {class_: {TAG, *readers} for class_, readers in self._fields.items()}

    @property
    def classes(self) -> tuple[type, ...]:
        """The dataclasses of the vocabulary."""
        return tuple(self._names)

    def encode(self, value: object) -> str:
        """Return the JSON text of a value; raises TypeError for one outside the vocabulary."""
        # ASCII only: a lone surrogate of a broken client is kept as it came.
        return json.dumps(self._dump(value), separators=(",", ":"), ensure_ascii=True)

    def decode(self, text: str, kind: Any) -> Any:
        """Return the value of type `kind` in a JSON text; raises Unreadable."""
        try:
            raw = json.loads(text)
        except ValueError as error:
            raise Unreadable(f"it is not JSON ({error})") from None
        return self._reader(kind)(raw)

    def _dump(self, value: object) -> object:
        class_ = type(value)
        dumper = self._dumpers.get(class_)
        if dumper is None:
            dumper = self._dumpers[class_] = self._make_dumper(class_)
        return dumper(value)

    def _make_dumper(self, class_: type) -> Dumper:
        # By type, once: to match each value against every case took a third of a verdict's time.
        if issubclass(class_, Enum):
            return _dump_enum
        if issubclass(class_, NoneType | int | str):
            return _dump_scalar
        if issubclass(class_, datetime):
            return _dump_datetime
        if issubclass(class_, tuple):
            return lambda value: [self._dump(item) for item in value]
        if issubclass(class_, Mapping):
            return lambda value: {key: self._dump(item) for key, item in value.items()}
        if class_ in self._fields:
            return self._dataclass_dumper(class_)
        raise TypeError(f"{class_.__name__} is not in the stored vocabulary.")

    def _dataclass_dumper(self, class_: type) -> Dumper:
        tag, names = {TAG: self._names[class_]}, tuple(self._attributes[class_].items())

        def dump(value: object) -> object:
            return tag | {stored: self._dump(getattr(value, name)) for stored, name in names}

        return dump

    def _reader(self, kind: Any) -> Reader:
        if kind not in self._readers:
            self._readers[kind] = self._make_reader(kind)
        return self._readers[kind]

    def _make_reader(self, kind: Any) -> Reader:
        if get_args(kind):
            return self._composite_reader(kind, get_origin(kind), get_args(kind))
        if kind is datetime:
            return _read_datetime
        if kind in {str, int, bool, NoneType}:
            return _scalar_reader(kind)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return _enum_reader(kind)
        if isinstance(kind, type) and is_dataclass(kind):
            return lambda raw: self._read_dataclass(raw, kind)
        raise TypeError(f"The codec has no reader for {kind}.")

    def _composite_reader(self, kind: Any, origin: Any, arms: tuple[Any, ...]) -> Reader:
        if origin in {Union, UnionType}:
            return _union_reader(kind, [self._reader(arm) for arm in arms])
        if origin is tuple and arms[1:] == (...,):
            return _array_reader(self._reader(arms[0]))
        if origin is tuple:
            return _fixed_reader([self._reader(arm) for arm in arms])
        if origin is Mapping and arms[0] is str:
            return _mapping_reader(self._reader(arms[1]))
        raise TypeError(f"The codec has no reader for {kind}.")

    def _read_dataclass(self, raw: Any, kind: type) -> Any:
        if not isinstance(raw, dict):
            raise _misfit(raw, kind.__name__)
        class_ = self._classes.get(str(raw.get(TAG)))
        if class_ is None or not issubclass(class_, kind):
            raise Unreadable(f"{raw.get(TAG)!r} is no {kind.__name__} that is known")
        readers, names = self._fields[class_], self._attributes[class_]
        if raw.keys() != self._keys[class_]:
            self._check_keys(raw, class_)
        return class_(**{names[k]: readers[k](v) for k, v in raw.items() if k != TAG})

    def _check_keys(self, raw: dict[str, Any], class_: type) -> None:
        """Raise Unreadable for a strange key or a missing one; a default may stand in for it."""
        if strange := sorted(raw.keys() - self._keys[class_]):
            raise Unreadable(f"{class_.__name__} has no field {strange[0]!r}")
        if lacking := sorted(self._required[class_] - raw.keys()):
            raise Unreadable(f"{class_.__name__} lacks {', '.join(lacking)}")

    def _field_readers(self, class_: type) -> dict[str, Reader]:
        hints = get_type_hints(class_)
        names = self._attributes[class_].items()
        return {stored: self._reader(hints[name]) for stored, name in names}

    def _required_of(self, class_: type) -> set[str]:
        required = {
            f.name for f in fields(class_) if f.default is MISSING and f.default_factory is MISSING
        }
        return {stored for stored, name in self._attributes[class_].items() if name in required}


def _dump_enum(value: Enum) -> object:
    return value.value


def _dump_scalar(value: object) -> object:
    return value


def _dump_datetime(value: datetime) -> str:
    if value.tzinfo is None:
        raise TypeError(f"{value.isoformat()} has no time zone.")
    return value.astimezone(UTC).isoformat()


def _misfit(raw: object, wanted: str) -> Unreadable:
    # The type, not the value: it may be what a person wrote.
    return Unreadable(f"a {type(raw).__name__} stands where a {wanted} belongs")


def _scalar_reader(kind: type) -> Reader:
    def read(raw: Any) -> Any:
        if type(raw) is not kind:  # exact: True is no int here
            raise _misfit(raw, kind.__name__)
        return raw

    return read


def _enum_reader(kind: type[Enum]) -> Reader:
    def read(raw: Any) -> Enum:
        try:
            return kind(raw)
        except ValueError:
            raise _misfit(raw, kind.__name__) from None

    return read


def _read_datetime(raw: Any) -> datetime:
    if not isinstance(raw, str):
        raise _misfit(raw, "time")
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError:
        raise _misfit(raw, "time") from None
    if moment.tzinfo is None:
        raise _misfit(raw, "time with a zone")
    return moment.astimezone(UTC)


def _array_reader(item: Reader) -> Reader:
    def read(raw: Any) -> tuple[Any, ...]:
        if not isinstance(raw, list):
            raise _misfit(raw, "array")
        return tuple(map(item, raw))

    return read


def _fixed_reader(items: list[Reader]) -> Reader:
    def read(raw: Any) -> tuple[Any, ...]:
        if not isinstance(raw, list) or len(raw) != len(items):
            raise _misfit(raw, f"array of {len(items)}")
        return tuple(item(part) for item, part in zip(items, raw, strict=True))

    return read


def _mapping_reader(item: Reader) -> Reader:
    def read(raw: Any) -> dict[str, Any]:
        if not isinstance(raw, dict):
            raise _misfit(raw, "object")
        return {key: item(part) for key, part in raw.items()}

    return read


def _union_reader(kind: Any, arms: list[Reader]) -> Reader:
    def read(raw: Any) -> Any:
        reasons = []
        for arm in arms:
            try:
                return arm(raw)
            except Unreadable as reason:
                reasons.append(str(reason))
        raise Unreadable(f"nothing of {kind} fits ({' '.join(reasons)})")

    return read
