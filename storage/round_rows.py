"""Rounds and their decisions: rows in, domain values out."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Final

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Brief, StaleState
from bot.readiness.round import Decision, Round, RoundState
from storage.tables import DECISIONS, ROUNDS

_DECISION_FIELDS: Final = tuple(f.name for f in fields(Decision))
_ROUND_FIELDS: Final = tuple(f.name for f in fields(Round) if f.name not in {"commit", "decisions"})
_ROUND_COLUMNS: Final = (*(ROUNDS.c[name] for name in _ROUND_FIELDS), ROUNDS.c.pinned_commit)
_LIVE: Final = (RoundState.OPEN, RoundState.APPROVED)

_BY_ID: Final = select(*_ROUND_COLUMNS).where(ROUNDS.c.id == bindparam("round_id"))
_BY_PHASE: Final = (
    select(*_ROUND_COLUMNS)
    .where(ROUNDS.c.project == bindparam("of_project"), ROUNDS.c.phase_key == bindparam("of_phase"))
    .order_by(ROUNDS.c.number)
)
_LIVE_OF_PROJECT: Final = (
    select(*_ROUND_COLUMNS)
    .where(ROUNDS.c.project == bindparam("of_project"), ROUNDS.c.state.in_(_LIVE))
    .order_by(ROUNDS.c.requested_at, ROUNDS.c.id)
)
_BRIEF: Final = select(ROUNDS.c.brief).where(ROUNDS.c.id == bindparam("round_id"))
_DECISIONS: Final = (
    select(DECISIONS)
    .where(DECISIONS.c.round_id.in_(bindparam("round_ids", expanding=True)))
    .order_by(DECISIONS.c.round_id, DECISIONS.c.position)
)
_SAVE: Final = update(ROUNDS).where(
    ROUNDS.c.id == bindparam("of_round"), ROUNDS.c.version == bindparam("version_read")
)
_SAVE_DECISION: Final = (
    update(DECISIONS)
    .where(DECISIONS.c.id == bindparam("of_decision"))
    .values(in_force=bindparam("now_in_force"))
)


def phase_key(phase: str) -> str:
    """Return a phase's id as it is matched: case and outer spaces do not count."""
    return phase.strip().casefold()


async def read_round(connection: AsyncConnection, round_id: str) -> Round | None:
    """Return a round with its decisions, or None."""
    found = await _rounds(connection, _BY_ID, round_id=round_id)
    return found[0] if found else None


async def read_rounds(connection: AsyncConnection, project: str, phase: str) -> tuple[Round, ...]:
    """Return the rounds of a phase, oldest first."""
    return await _rounds(connection, _BY_PHASE, of_project=project, of_phase=phase_key(phase))


async def read_live_rounds(connection: AsyncConnection, project: str) -> tuple[Round, ...]:
    """Return the open and approved rounds of a project, oldest first."""
    return await _rounds(connection, _LIVE_OF_PROJECT, of_project=project)


async def read_brief(connection: AsyncConnection, round_id: str) -> Brief | None:
    """Return what reviewers of a round are shown, or None."""
    brief: Brief | None = (await connection.execute(_BRIEF, {"round_id": round_id})).scalar()
    return brief


async def add_round(connection: AsyncConnection, round_: Round, brief: Brief) -> None:
    """Insert a round; the database refuses a second live one of the phase, and a used number."""
    await connection.execute(insert(ROUNDS), {**_round_values(round_), "brief": brief})
    await _add_decisions(connection, round_, start=0)


async def save_round(connection: AsyncConnection, round_: Round) -> None:
    """Update a round by compare-and-swap on its version; raises StaleState if it has moved on."""
    before = {"of_round": round_.id, "version_read": round_.version - 1}
    result = await connection.execute(_SAVE, {**before, **_round_values(round_)})
    if result.rowcount != 1:
        raise StaleState(f"Round {round_.id} is no longer at version {round_.version - 1}.")
    stored = await _decisions_of(connection, [round_.id])
    await _save_decisions(connection, round_, stored.get(round_.id, ()))


async def _rounds(connection: AsyncConnection, statement: Any, **given: str) -> tuple[Round, ...]:
    rows = (await connection.execute(statement, given)).all()
    decisions = await _decisions_of(connection, [row.id for row in rows]) if rows else {}
    return tuple(_round(row, decisions.get(row.id, ())) for row in rows)


async def _decisions_of(
    connection: AsyncConnection, round_ids: Sequence[str]
) -> dict[str, tuple[Decision, ...]]:
    found: dict[str, tuple[Decision, ...]] = {}
    for row in await connection.execute(_DECISIONS, {"round_ids": round_ids}):
        decision = Decision(**{name: row._mapping[name] for name in _DECISION_FIELDS})
        found[row.round_id] = (*found.get(row.round_id, ()), decision)
    return found


async def _save_decisions(
    connection: AsyncConnection, round_: Round, stored: Sequence[Decision]
) -> None:
    if [d.id for d in stored] != [d.id for d in round_.decisions[: len(stored)]]:
        raise ValueError(f"The decisions of round {round_.id} only grow: none may go or move.")
    for before, after in zip(stored, round_.decisions, strict=False):
        if before.in_force != after.in_force:
            given = {"of_decision": after.id, "now_in_force": after.in_force}
            await connection.execute(_SAVE_DECISION, given)
    await _add_decisions(connection, round_, start=len(stored))


async def _add_decisions(connection: AsyncConnection, round_: Round, start: int) -> None:
    new = [
        {name: getattr(decision, name) for name in _DECISION_FIELDS}
        | {"round_id": round_.id, "position": position}
        for position, decision in enumerate(round_.decisions)
        if position >= start
    ]
    if new:
        await connection.execute(insert(DECISIONS), new)


def _round_values(round_: Round) -> dict[str, Any]:
    values = {name: getattr(round_, name) for name in _ROUND_FIELDS}
    return {**values, "pinned_commit": round_.commit, "phase_key": phase_key(round_.phase)}


def _round(row: Row[Any], decisions: tuple[Decision, ...]) -> Round:
    values = {name: row._mapping[name] for name in _ROUND_FIELDS}
    return Round(**values, commit=row.pinned_commit, decisions=decisions)
