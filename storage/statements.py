"""Statements that the two dialects spell differently."""

from functools import cache
from typing import Final

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

_INSERTS: Final = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@cache
def insert_once(dialect: str, table: Table, *unique: str) -> Insert:
    """Return an insert that does nothing (row count 0) where a row of the same `unique` is."""
    # inline: nobody reads the new primary key, so nothing is fetched for it.
    statement = _INSERTS[dialect](table).on_conflict_do_nothing(index_elements=unique)
    return statement.inline()


@cache
def upsert(dialect: str, table: Table, *unique: str) -> Insert:
    """Return an insert that replaces the other columns where a row of the same `unique` is."""
    statement = _INSERTS[dialect](table)
    others = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in unique}
    return statement.on_conflict_do_update(index_elements=unique, set_=others).inline()
