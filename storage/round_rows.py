"""Rounds and their decisions: rows in, domain values out."""

from dataclasses import fields
from typing import Any, Final

from sqlalchemy import RowMapping, Select, bindparam, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports.card import Brief
from bot.ports.errors import StaleState
from bot.readiness.round import Decision, Round, RoundState
from storage.phase_keys import keys_of, phase_key
from storage.statements import upsert
from storage.tables import DECISIONS, ROUNDS

_DECISION_FIELDS: Final = tuple(f.name for f in fields(Decision))
_ROUND_FIELDS: Final = tuple(f.name for f in fields(Round) if f.name not in {"commit", "decisions"})
_ROUND_COLUMNS: Final = (*(ROUNDS.c[name] for name in _ROUND_FIELDS), ROUNDS.c.pinned_commit)
_LIVE: Final = or_(ROUNDS.c.state == RoundState.OPEN, ROUNDS.c.state == RoundState.APPROVED)

_BY_ID: Final = select(*_ROUND_COLUMNS).where(ROUNDS.c.id == bindparam("round_id"))
_BY_PHASE: Final = (
    select(*_ROUND_COLUMNS)
    .where(
        ROUNDS.c.project == bindparam("of_project"),
        ROUNDS.c.phase_key.in_(bindparam("of_phase", expanding=True)),
    )
    .order_by(ROUNDS.c.number)
)
_LIVE_OF_PROJECT: Final = (
    select(*_ROUND_COLUMNS)
    .where(ROUNDS.c.project == bindparam("of_project"), _LIVE)
    .order_by(ROUNDS.c.requested_at, ROUNDS.c.id)
)
_BRIEF: Final = select(ROUNDS.c.brief).where(ROUNDS.c.id == bindparam("round_id"))
_DECISIONS: Final = select(
    DECISIONS.c.round_id, *(DECISIONS.c[name] for name in _DECISION_FIELDS)
).order_by(DECISIONS.c.position)
_DECISIONS_OF_ROUND: Final = _DECISIONS.where(DECISIONS.c.round_id == bindparam("round_id"))
_DECISIONS_OF_PROJECT: Final = _DECISIONS.join(ROUNDS, ROUNDS.c.id == DECISIONS.c.round_id).where(
    ROUNDS.c.project == bindparam("of_project")
)
_DECISIONS_OF_PHASE: Final = _DECISIONS_OF_PROJECT.where(
    ROUNDS.c.phase_key.in_(bindparam("of_phase", expanding=True))
)
_DECISIONS_OF_LIVE: Final = _DECISIONS_OF_PROJECT.where(_LIVE)
_ADD: Final = insert(ROUNDS)
_SAVE: Final = update(ROUNDS).where(
    ROUNDS.c.id == bindparam("of_round"), ROUNDS.c.version == bindparam("version_read")
)


async def read_round(connection: AsyncConnection, round_id: str) -> Round | None:
    """Return a round with its decisions, or None."""
    found = await _rounds(connection, _BY_ID, _DECISIONS_OF_ROUND, {"round_id": round_id})
    return found[0] if found else None


async def read_rounds(connection: AsyncConnection, project: str, phase: str) -> tuple[Round, ...]:
    """Return the rounds of a phase, oldest first."""
    keys = await keys_of(connection, ROUNDS, project, phase)
    given = {"of_project": project, "of_phase": keys}
    return await _rounds(connection, _BY_PHASE, _DECISIONS_OF_PHASE, given)


async def read_live_rounds(connection: AsyncConnection, project: str) -> tuple[Round, ...]:
    """Return the open and approved rounds of a project, oldest first."""
    given = {"of_project": project}
    return await _rounds(connection, _LIVE_OF_PROJECT, _DECISIONS_OF_LIVE, given)


async def read_brief(connection: AsyncConnection, round_id: str) -> Brief | None:
    """Return what reviewers of a round are shown, or None."""
    brief: Brief | None = (await connection.execute(_BRIEF, {"round_id": round_id})).scalar()
    return brief


async def add_round(connection: AsyncConnection, round_: Round, brief: Brief) -> None:
    """Insert a round; the database refuses a second live one of the phase, and a used number."""
    await connection.execute(_ADD, {**_round_values(round_), "brief": brief})
    await _save_decisions(connection, round_)


async def save_round(connection: AsyncConnection, round_: Round) -> None:
    """Update a round by compare-and-swap on its version; raises StaleState if it has moved on."""
    before = {"of_round": round_.id, "version_read": round_.version - 1}
    result = await connection.execute(_SAVE, {**before, **_round_values(round_)})
    if result.rowcount != 1:
        raise StaleState(f"Round {round_.id} is no longer at version {round_.version - 1}.")
    await _save_decisions(connection, round_)


async def _save_decisions(connection: AsyncConnection, round_: Round) -> None:
    # A verdict that was given stays as it was given; it can only go out of force.
    statement = upsert(connection.dialect.name, DECISIONS, "id", changing=("in_force",))
    rows = [
        {name: getattr(decision, name) for name in _DECISION_FIELDS}
        | {"round_id": round_.id, "position": position}
        for position, decision in enumerate(round_.decisions)
    ]
    if rows:
        await connection.execute(statement, rows)


async def _rounds(
    connection: AsyncConnection, rounds: Select[Any], decisions: Select[Any], given: dict[str, Any]
) -> tuple[Round, ...]:
    rows = (await connection.execute(rounds, given)).mappings().all()
    said: dict[str, tuple[Decision, ...]] = {}
    if rows:
        for round_id, *values in await connection.execute(decisions, given):
            decision = Decision(**dict(zip(_DECISION_FIELDS, values, strict=True)))
            said[round_id] = (*said.get(round_id, ()), decision)
    return tuple(_round(row, said.get(row["id"], ())) for row in rows)


def _round_values(round_: Round) -> dict[str, Any]:
    values = {name: getattr(round_, name) for name in _ROUND_FIELDS}
    return {**values, "pinned_commit": round_.commit, "phase_key": phase_key(round_.phase)}


def _round(row: RowMapping, decisions: tuple[Decision, ...]) -> Round:
    values = {name: row[name] for name in _ROUND_FIELDS}
    return Round(**values, commit=row["pinned_commit"], decisions=decisions)
