"""An aiosqlite connection that crosses to its thread twice a unit of work, not at every step.

What can wait long goes to the thread: the write lock, which another process may hold (BEGIN
IMMEDIATE, together with the first statement), and the disk (COMMIT). In between there is nothing
to wait for: the lock is held, the rows are few and found by an index, and a statement takes about
10 µs, where a crossing takes about 80, and more while the cores are busy. So the statements in
between are executed where they stand. One that has much to do (to prune, to count) comes first in
its unit of work. Results are small here, so fetching all the rows at once is no loss.
"""

import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, Self

import aiosqlite

_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # a commit is on the disk before the click is acknowledged
    "PRAGMA foreign_keys=ON",
)


class OneHopCursor:
    """What SQLAlchemy's adapter asks of a cursor; results are fetched when it executes."""

    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None
    arraysize: int = 1

    def __init__(self, run: Callable[..., Any]) -> None:
        self._run = run
        self._rows: list[Any] = []

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Self:
        """Execute a statement and fetch its rows."""
        await self._run(self._fetch, sqlite3.Connection.execute, sql, parameters)
        return self

    async def executemany(self, sql: str, parameters: Sequence[Sequence[Any]]) -> Self:
        """Execute a statement for each set of parameters."""
        await self._run(self._fetch, sqlite3.Connection.executemany, sql, parameters)
        return self

    async def fetchall(self) -> list[Any]:
        """Return the rows, once."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Do nothing: the cursor of the thread is closed already."""

    def _fetch(
        self,
        connection: sqlite3.Connection,
        method: Callable[..., sqlite3.Cursor],
        sql: str,
        parameters: Sequence[Any],
    ) -> None:
        cursor = method(connection, sql, parameters)
        self._rows = cursor.fetchall()
        self.description, self.lastrowid = cursor.description, cursor.lastrowid
        self.rowcount = cursor.rowcount
        cursor.close()


class OneHopConnection(aiosqlite.Connection):
    """An aiosqlite connection whose cursors are OneHopCursors."""

    _begins = False

    def cursor(self) -> OneHopCursor:  # type: ignore[override]  # the adapter enters it, no more
        """Return a cursor, without asking the thread for one."""
        return OneHopCursor(self._run)

    def begin_with_next(self) -> None:
        """Begin a transaction just before the next statement; until then it has read nothing."""
        self._begins = True

    async def commit(self) -> None:
        """Commit; nothing to do where no statement was executed."""
        self._begins = False
        if self.in_transaction:
            await super().commit()

    async def rollback(self) -> None:
        """Roll back; nothing to do, and no crossing, where no transaction is open."""
        self._begins = False
        if self.in_transaction:
            await super().rollback()

    async def _run(self, function: Callable[..., None], *arguments: Any) -> None:
        begins, self._begins = self._begins, False
        if self.in_transaction:  # so nothing is in the thread: BEGIN was awaited, COMMIT not asked
            function(self._conn, *arguments)
            return
        await self._execute(self._in_thread, begins, function, *arguments)  # type: ignore[no-untyped-call]

    def _in_thread(self, begins: bool, function: Callable[..., None], *arguments: Any) -> None:  # noqa: FBT001 - passed on by aiosqlite
        if begins:
            self._conn.execute("BEGIN IMMEDIATE")
        function(self._conn, *arguments)


async def connect(lock_wait_seconds: int, database: str, **options: Any) -> OneHopConnection:
    """Open a database file for durable writes; transactions are left to the caller."""
    # Without isolation_level=None the driver opens transactions by itself, too late: 448 of 500
    # racing read-modify-writes were lost without an error.
    options["isolation_level"] = None
    options["check_same_thread"] = False  # ours and aiosqlite's, one after the other
    connection = OneHopConnection(partial(sqlite3.connect, database, **options), 64)
    # As SQLAlchemy does for its own: a process may end without having closed it.
    connection._thread.daemon = True  # noqa: SLF001 - aiosqlite has no other way
    await connection
    try:
        # First the time to wait: to change to WAL may take waiting already.
        await connection.execute(f"PRAGMA busy_timeout={lock_wait_seconds * 1000}")
        for pragma in _PRAGMAS:
            await connection.execute(pragma)
    except BaseException:
        await connection.close()
        raise
    return connection
