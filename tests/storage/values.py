"""Random values of any type of the stored vocabulary, made from its type hints alone."""

import sys
from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

_ZONES = st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45))])
_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(st.characters(), max_size=12),  # lone surrogates too
    int: st.integers(-(2**40), 2**40),
    bool: st.booleans(),
    type(None): st.none(),
    datetime: st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=_ZONES),  # noqa: DTZ001 - bounds have to be naive
}


@cache
def values(kind: Any) -> st.SearchStrategy[Any]:
    """Return values of a type; where it is the base of others, also values of those."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    arms = get_args(kind)
    if get_origin(kind) in {Union, UnionType}:
        return st.one_of(*map(values, arms))
    if get_origin(kind) is tuple and arms[1:] == (...,):
        return st.lists(values(arms[0]), max_size=2).map(tuple)
    if get_origin(kind) is tuple:
        return st.tuples(*map(values, arms))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    return st.one_of(*(instances(class_) for class_ in (kind, *subclasses(kind))))


@cache
def instances(class_: type) -> st.SearchStrategy[Any]:
    """Return values of exactly this dataclass."""
    hints = get_type_hints(class_)
    return st.builds(class_, **{f.name: values(hints[f.name]) for f in fields(class_)})


def subclasses(base: type) -> list[type]:
    """Return the subclasses of a dataclass that its modules know.

    Making a class with slots leaves its first draft behind, until it is collected.
    """
    drafted: list[type] = base.__subclasses__()
    return [c for c in drafted if vars(sys.modules[c.__module__]).get(c.__name__) is c]
