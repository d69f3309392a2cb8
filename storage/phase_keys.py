"""Under which keys the rows of a phase are kept, however its id is spelled by whoever asks."""

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.readiness.phase_ids import same_id


def phase_key(phase: str) -> str:
    """Return a phase's id as rows are kept by it: case and outer spaces do not count."""
    return phase.strip().casefold()


async def keys_of(connection: AsyncConnection, table: Table, project: str, phase: str) -> list[str]:
    """Return the keys that a table has for a phase: `tn-07`, and `tn7` since it is spelled so."""
    known = select(table.c.phase_key).where(table.c.project == project).distinct()
    keys = (await connection.execute(known)).scalars()
    return [key for key in keys if same_id(key, phase)]
