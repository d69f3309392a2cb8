"""Column types that turn a value of the database into a domain value, and refuse wrong ones."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

from storage.codec import Unreadable
from storage.vocabulary import decode, encode


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC. A naive one is refused: nobody knows when it was."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time in UTC; raises ValueError if it is naive."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no time zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the stored time, aware."""
        del dialect
        if value is None:
            return None
        # SQLite keeps the text of the UTC time without its zone.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Typed(TypeDecorator[Any]):
    """A domain value of one type, kept as JSON text; `kind` may be any type the codec knows."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Return the JSON text."""
        del dialect
        return None if value is None else encode(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Return the value; raises Unreadable if the text is not one of its type."""
        del dialect
        return None if value is None else decode(value, self.kind)


class Word(TypeDecorator[Any]):
    """A word of a closed vocabulary, kept as its text."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Return the text; raises ValueError for a word outside the vocabulary."""
        del dialect
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Return the word; raises Unreadable for a text outside the vocabulary."""
        del dialect
        if value is None:
            return None
        try:
            return self.words(value)
        except ValueError:
            raise Unreadable(f"{value!r} is no {self.words.__name__}") from None
