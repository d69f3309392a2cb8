"""Gaps: rows in, domain values out."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Final

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.readiness.round import Gap
from storage.phase_keys import keys_of, phase_key
from storage.statements import upsert
from storage.tables import GAPS

_FIELDS: Final = tuple(f.name for f in fields(Gap))
_COLUMNS: Final = tuple(GAPS.c[name] for name in _FIELDS)
_OF_PROJECT: Final = (
    select(*_COLUMNS)
    .where(GAPS.c.project == bindparam("of_project"))
    .order_by(GAPS.c.phase_key, GAPS.c.number)
)
_OF_PHASE: Final = _OF_PROJECT.where(GAPS.c.phase_key.in_(bindparam("of_phase", expanding=True)))


async def read_gaps(
    connection: AsyncConnection, project: str, phase: str | None
) -> tuple[Gap, ...]:
    """Return the gaps of a phase, or of all phases, by phase and number."""
    if phase is None:
        rows = await connection.execute(_OF_PROJECT, {"of_project": project})
    else:
        keys = await keys_of(connection, GAPS, project, phase)
        given = {"of_project": project, "of_phase": keys}
        rows = await connection.execute(_OF_PHASE, given)
    return tuple(Gap(**row) for row in rows.mappings())


async def save_gaps(connection: AsyncConnection, gaps: Sequence[Gap]) -> None:
    """Keep new or changed gaps; a gap is known again by project, phase and number."""
    if gaps:
        statement = upsert(connection.dialect.name, GAPS, "project", "phase_key", "number")
        await connection.execute(statement, [_values(gap) for gap in gaps])


def _values(gap: Gap) -> dict[str, Any]:
    values = {name: getattr(gap, name) for name in _FIELDS}
    return {**values, "phase_key": phase_key(gap.phase)}
