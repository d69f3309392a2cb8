"""The branches of phases: rows in, domain values out."""

from dataclasses import fields
from typing import Any, Final

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports.errors import StaleState
from bot.readiness.branch import PhaseBranch
from storage.phase_keys import keys_of, phase_key
from storage.statements import insert_once
from storage.tables import BRANCHES

_FIELDS: Final = tuple(f.name for f in fields(PhaseBranch))
_COLUMNS: Final = tuple(BRANCHES.c[name] for name in _FIELDS)
_THIS: Final = (
    BRANCHES.c.project == bindparam("of_project"),
    BRANCHES.c.phase_key == bindparam("of_phase"),
)
_READ: Final = select(*_COLUMNS).where(*_THIS)
_ALL: Final = (
    select(*_COLUMNS)
    .where(BRANCHES.c.project == bindparam("of_project"))
    .order_by(BRANCHES.c.phase_key)
)
_SAVE: Final = update(BRANCHES).where(*_THIS, BRANCHES.c.version == bindparam("version_read"))
_DROP: Final = delete(BRANCHES).where(*_THIS, BRANCHES.c.version == bindparam("version_read"))


async def read_branch(connection: AsyncConnection, project: str, phase: str) -> PhaseBranch | None:
    """Return the branch of a phase."""
    for key in await keys_of(connection, BRANCHES, project, phase):
        row = (await connection.execute(_READ, _given(project, key))).mappings().one()
        return PhaseBranch(**row)
    return None


async def read_branches(connection: AsyncConnection, project: str) -> tuple[PhaseBranch, ...]:
    """Return the branches of all phases of a project, by phase."""
    rows = await connection.execute(_ALL, {"of_project": project})
    return tuple(PhaseBranch(**row) for row in rows.mappings())


async def save_branch(connection: AsyncConnection, branch: PhaseBranch) -> None:
    """Keep a branch by compare-and-swap on its version, 0 for a new one; raises StaleState."""
    values = {name: getattr(branch, name) for name in _FIELDS}
    values["phase_key"] = phase_key(branch.phase)
    if branch.version == 0:
        statement = insert_once(connection.dialect.name, BRANCHES, "project", "phase_key")
        saved = await connection.execute(statement, values)
    else:
        given = _given(branch.project, branch.phase) | {"version_read": branch.version - 1}
        saved = await connection.execute(_SAVE.values(**values), given)
    _require_one(saved.rowcount, branch)


async def drop_branch(connection: AsyncConnection, branch: PhaseBranch) -> None:
    """Forget a branch as it was read; raises StaleState if it has changed since."""
    given = _given(branch.project, branch.phase) | {"version_read": branch.version}
    _require_one((await connection.execute(_DROP, given)).rowcount, branch)


def _given(project: str, phase: str) -> dict[str, Any]:
    return {"of_project": project, "of_phase": phase_key(phase)}


def _require_one(rows: int, branch: PhaseBranch) -> None:
    if rows != 1:
        raise StaleState(f"The branch of {branch.phase} is no longer as it was read.")
