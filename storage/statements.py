"""Statements that the two dialects spell differently."""

from collections.abc import Callable
from functools import cache
from typing import Final

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

_Insert = sqlite.Insert | postgresql.Insert
_INSERTS: Final[dict[str, Callable[[Table], _Insert]]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


@cache
def insert_once(dialect: str, table: Table, *unique: str) -> Executable:
    """Return an insert that does nothing (row count 0) where a row of the same `unique` is."""
    # inline: nobody reads the new primary key, so nothing is fetched for it.
    statement = _INSERTS[dialect](table).on_conflict_do_nothing(index_elements=unique)
    return statement.inline()


@cache
def upsert(dialect: str, table: Table, *unique: str, changing: tuple[str, ...] = ()) -> Executable:
    """Return an insert that changes the row of the same `unique` where there is one.

    It changes the columns of `changing`, or all the others where none are named.
    """
    statement = _INSERTS[dialect](table)
    names = changing or tuple(c.name for c in table.columns if c.name not in unique)
    changes = {name: statement.excluded[name] for name in names}
    return statement.on_conflict_do_update(index_elements=unique, set_=changes).inline()
