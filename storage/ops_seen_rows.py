"""The day on which each item of an ops track was seen first: rows in, ISO days out."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.statements import insert_once
from storage.tables import OPS_SEEN

_OF_PROJECT: Final = select(OPS_SEEN.c.item_key, OPS_SEEN.c.day).where(
    OPS_SEEN.c.project == bindparam("of_project")
)


async def ops_seen(connection: AsyncConnection, project: str) -> dict[str, str]:
    """Return key -> day of every item of a project that was ever seen."""
    rows = await connection.execute(_OF_PROJECT, {"of_project": project})
    return {row.item_key: row.day for row in rows}


async def see_ops(connection: AsyncConnection, project: str, keys: Iterable[str], day: str) -> None:
    """Keep the day for those items that were not seen before."""
    given = [{"project": project, "item_key": key, "day": day} for key in dict.fromkeys(keys)]
    if given:
        statement = insert_once(connection.dialect.name, OPS_SEEN, "project", "item_key")
        await connection.execute(statement, given)
