"""Who has opened their Home, and what it shows: rows in, domain values out."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.readiness.home import Drawn, KeptHome
from storage.statements import upsert
from storage.tables import HOMES

_ONE: Final = select(HOMES).where(HOMES.c.person == bindparam("of_person"))
_BEGIN: Final = update(HOMES).where(HOMES.c.person == bindparam("of_person")).values(waiting=False)
# Those who looked at it last come first. A Home that waits already is drawn from what is then.
_TO_REDRAW: Final = (
    select(HOMES.c.person)
    .where(HOMES.c.waiting.is_(False), HOMES.c.opened_at >= bindparam("since"))
    .order_by(HOMES.c.opened_at.desc(), HOMES.c.person)
)
_ALL_WAIT: Final = (
    update(HOMES)
    .where(HOMES.c.waiting.is_(False), HOMES.c.opened_at >= bindparam("since"))
    .values(waiting=True)
)
_DRAWN: Final = (
    update(HOMES)
    .where(HOMES.c.person == bindparam("of_person"))
    .values(mark=bindparam("new_mark"), view_hash=bindparam("new_hash"))
)
_FORGET: Final = delete(HOMES).where(HOMES.c.person == bindparam("of_person"))


async def open_home(connection: AsyncConnection, person: str, at: datetime, shown: str) -> None:
    """Keep that somebody opened their Home; it waits to be drawn.

    `shown` is Slack's hash of the view that is there. What we knew of another view is forgotten.
    """
    row = (await connection.execute(_ONE, {"of_person": person})).first()
    mark = row.mark if row is not None and row.view_hash == shown else ""
    given = {
        "person": person,
        "opened_at": at,
        "waiting": True,
        "mark": mark,
        "view_hash": shown,
    }
    await connection.execute(upsert(connection.dialect.name, HOMES, "person"), given)


async def begin_home(connection: AsyncConnection, person: str) -> KeptHome | None:
    """Return a person's Home, about to be drawn: what changes from now on asks for it again."""
    await connection.execute(_BEGIN, {"of_person": person})
    row = (await connection.execute(_ONE, {"of_person": person})).first()
    if row is None:
        return None
    return KeptHome(row.person, row.opened_at, Drawn(row.mark, row.view_hash))


async def homes_to_redraw(connection: AsyncConnection, since: datetime) -> tuple[str, ...]:
    """Return whose Home has to be drawn anew, of those opened since then; each once."""
    rows = await connection.execute(_TO_REDRAW, {"since": since})
    people = tuple(row.person for row in rows)
    if people:
        await connection.execute(_ALL_WAIT, {"since": since})
    return people


async def home_drawn(connection: AsyncConnection, person: str, drawn: Drawn) -> None:
    """Keep what a Home shows now."""
    given = {"of_person": person, "new_mark": drawn.mark, "new_hash": drawn.hash}
    await connection.execute(_DRAWN, given)


async def forget_home(connection: AsyncConnection, person: str) -> None:
    """Forget a Home that can't be shown; opening it keeps it again."""
    await connection.execute(_FORGET, {"of_person": person})
