"""An aiosqlite connection that crosses to its thread once a unit of work, not at every step.

To the thread goes what can wait long: for the disk (a COMMIT of something), for the write lock
while another process holds it, and a DELETE, which has many rows to go through. Nothing else waits:
the lock is held, the rows are few and found by an index, and a statement takes about 10 µs, where
a crossing takes about 80, and milliseconds while the cores are busy. So it is executed where it
stands. Results are small here, so fetching all the rows at once is no loss.
"""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Final, Self

import aiosqlite

_OWNER_ONLY: Final = 0o600
_OF_OTHERS: Final = 0o077
_MANY_ROWS: Final = "DELETE"
_PRIMARY_CODE: Final = 0xFF  # the rest of an error's code says more than is asked here
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

    lock_wait_ms = 0
    _stopping: asyncio.Future[Any] | None = None
    _begins = False
    _changes_before = 0

    def stop(self) -> asyncio.Future[Any] | None:
        """Tell the thread to end. Returns what is set when it has closed the file."""
        self._stopping = super().stop()  # where opening fails, aiosqlite drops it unawaited
        return self._stopping

    async def ended(self) -> None:
        """Wait until the thread that was told to end has ended.

        It calls back into this event loop once more, which by then may be closed: that is an error
        in a thread, shown wherever the process is by then.
        """
        if self._stopping is not None:
            await self._stopping
        self._thread.join()

    def cursor(self) -> OneHopCursor:  # type: ignore[override]  # the adapter enters it, no more
        """Return a cursor, without asking the thread for one."""
        return OneHopCursor(self._run)

    def begin_with_next(self) -> None:
        """Begin a transaction just before the next statement; until then it has read nothing."""
        self._begins = True

    async def commit(self) -> None:
        """Commit; what has only read has nothing to wait for."""
        self._begins = False
        if self.in_transaction and self.total_changes != self._changes_before:
            await super().commit()
        elif self.in_transaction:
            self._conn.commit()

    async def rollback(self) -> None:
        """Roll back; nothing to do, and no crossing, where no transaction is open."""
        self._begins = False
        if self.in_transaction:
            await super().rollback()

    async def _run(self, function: Callable[..., None], method: Any, sql: str, given: Any) -> None:
        begins, self._begins = self._begins, False
        if begins:
            self._changes_before = self.total_changes
            begins = not self._began_at_once()
        if self.in_transaction and not sql.startswith(_MANY_ROWS):
            # Nothing is in the thread now: whoever sent something there has awaited it.
            function(self._conn, method, sql, given)
            return
        await self._execute(self._in_thread, begins, function, method, sql, given)  # type: ignore[no-untyped-call]

    def _began_at_once(self) -> bool:
        """Take the write lock if it is free; without a wait, which would be the event loop's."""
        try:
            self._conn.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & _PRIMARY_CODE == sqlite3.SQLITE_BUSY:
                return False
            raise
        return True

    def _in_thread(self, begins: bool, function: Callable[..., None], *arguments: Any) -> None:  # noqa: FBT001 - passed on by aiosqlite
        if begins:
            self._conn.execute(f"PRAGMA busy_timeout={self.lock_wait_ms}")
            try:
                self._conn.execute("BEGIN IMMEDIATE")
            finally:
                self._conn.execute("PRAGMA busy_timeout=0")
        function(self._conn, *arguments)


def _keep_private(database: str) -> None:
    """Make a database file for its owner alone; one that more may read is tightened.

    SQLite gives its -wal and -shm the rights of the file, so those of an older release are seen to
    as well. Where the file is another user's, its rights are that user's to change.
    """
    if not database or database.startswith((":memory:", "file:")):
        return
    with suppress(OSError):  # what can't be opened is SQLite's to say, in its own words
        os.close(os.open(database, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _OWNER_ONLY))
    for path in (Path(database + end) for end in ("", "-wal", "-shm")):
        with suppress(OSError):
            if path.stat().st_mode & _OF_OTHERS:
                path.chmod(_OWNER_ONLY)


async def connect(lock_wait_seconds: int, database: str, **options: Any) -> OneHopConnection:
    """Open a database file for durable writes; transactions are left to the caller."""
    _keep_private(database)
    # Without isolation_level=None the driver opens transactions by itself, too late: 448 of 500
    # racing read-modify-writes were lost without an error.
    options["isolation_level"] = None
    options["check_same_thread"] = False  # ours and aiosqlite's, one after the other
    connection = OneHopConnection(partial(sqlite3.connect, database, **options), 64)
    connection.lock_wait_ms = lock_wait_seconds * 1000
    # As SQLAlchemy does for its own: a process may end without having closed it.
    connection._thread.daemon = True  # noqa: SLF001 - aiosqlite has no other way
    try:
        await connection
    except BaseException:
        await connection.ended()
        raise
    try:
        # First the time to wait: to change to WAL may take waiting already.
        await connection.execute(f"PRAGMA busy_timeout={connection.lock_wait_ms}")
        for pragma in _PRAGMAS:
            await connection.execute(pragma)
        await connection.execute("PRAGMA busy_timeout=0")  # from here on only the thread waits
    except BaseException:
        await connection.close()
        raise
    return connection
