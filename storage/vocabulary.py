"""What may be stored as typed JSON: the words of the outbox, and what rounds are made of."""

import inspect
from collections.abc import Iterator
from dataclasses import is_dataclass
from types import ModuleType
from typing import Any, Final

from bot.ports import intents
from bot.ports.card import Brief
from bot.readiness import (
    blockers,
    events,
    evidence,
    hand_edits,
    ops_events,
    ops_refusals,
    phase,
    place,
    refusals,
    round,  # noqa: A004 - the module is named by the domain
    status,
    work,
)
from storage.codec import Codec

_MODULES: Final = (
    intents,
    events,
    evidence,
    hand_edits,
    ops_events,
    ops_refusals,
    phase,
    place,
    blockers,
    refusals,
    round,
    status,
    work,
)


def _dataclasses(module: ModuleType) -> Iterator[type]:
    for _, member in inspect.getmembers(module, inspect.isclass):
        if is_dataclass(member) and member.__module__ == module.__name__:
            yield member


CODEC: Final = Codec([*(c for m in _MODULES for c in _dataclasses(m)), Brief])


def encode(value: object) -> str:
    """Return the JSON text of a domain value."""
    return CODEC.encode(value)


def decode(text: str, kind: Any) -> Any:
    """Return the domain value of type `kind` in a JSON text; raises Unreadable."""
    return CODEC.decode(text, kind)
