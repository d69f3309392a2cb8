"""The engine: one writer at a time, on SQLite and on PostgreSQL alike.

Every transaction starts by taking the one write lock there is: BEGIN IMMEDIATE on SQLite, a
transaction-level advisory lock on PostgreSQL. So transactions happen one after the other in both,
whatever process they run in: what a unit of work has read is still true when it writes, sequence
numbers are in the order of commits, and two workers can't claim in the same lane at once.
Transactions take about a millisecond and hold no network call, so one writer is enough.
"""

import importlib.util
from functools import partial
from typing import Final, cast

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from bot.ports.errors import Fault
from storage.sqlite_connection import OneHopConnection, connect

LOCK_WAIT_SECONDS: Final = 10  # for the write lock, held by another process
_POOL_WAIT_SECONDS: Final = 30  # for a connection, held by our own tasks
_ADVISORY_LOCK: Final = 0x6761746562_6F74  # "gatebot"; it is one lock per database
_DRIVERS: Final = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}


def open_engine(url: str, lock_wait_seconds: int = LOCK_WAIT_SECONDS) -> AsyncEngine:
    """Return an engine for a database url; nothing is connected yet.

    `sqlite:///path` and `postgresql://…` are taken as well as their async spellings. A
    transaction waits `lock_wait_seconds` for another process and is Unavailable then. Raises Fault
    where the url can't be used; its sentences never hold the url, which may hold a password.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite(address, lock_wait_seconds)
    if importlib.util.find_spec("asyncpg") is None:
        raise Fault(
            "The database url names PostgreSQL, but its driver asyncpg is not installed.",
            "Install what requirements/runtime.txt pins: asyncpg is in it.",
        )
    return _postgresql(address, lock_wait_seconds)


def _address(url: str) -> URL:
    mend = "Set GATEBOT_DATABASE_URL to sqlite:///path/to/file.db or postgresql://user@host/name."
    try:
        address = make_url(url)
    except ArgumentError:
        raise Fault("The database url can't be read.", mend) from None
    driver = _DRIVERS.get(address.get_backend_name())
    if driver is None or address.drivername not in (address.get_backend_name(), driver):
        raise Fault(f"The database url names {address.drivername}, which is not known.", mend)
    return address.set(drivername=driver)


def _sqlite(address: URL, lock_wait_seconds: int) -> AsyncEngine:
    # A pool of one is the writer lock within this process: tasks get it in the order they asked.
    engine = create_async_engine(
        address,
        hide_parameters=True,  # what people wrote stays out of logs
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=_POOL_WAIT_SECONDS,
        connect_args={"async_creator_fn": partial(connect, lock_wait_seconds)},
    )
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _begin_sqlite(connection: Connection) -> None:
    cast("OneHopConnection", connection.connection.driver_connection).begin_with_next()


def _postgresql(address: URL, lock_wait_seconds: int) -> AsyncEngine:
    engine = create_async_engine(
        address,
        hide_parameters=True,  # what people wrote stays out of logs
        pool_size=4,
        max_overflow=0,
        pool_timeout=_POOL_WAIT_SECONDS,
        pool_pre_ping=True,
        connect_args={
            "timeout": lock_wait_seconds,
            "server_settings": {
                "application_name": "gatebot",
                "lock_timeout": f"{lock_wait_seconds}s",
                "statement_timeout": f"{3 * lock_wait_seconds}s",
                # A replica that hangs in a transaction must not keep the lock for ever.
                "idle_in_transaction_session_timeout": f"{3 * lock_wait_seconds}s",
            },
        },
    )
    event.listen(engine.sync_engine, "begin", _begin_postgresql)
    return engine


def _begin_postgresql(connection: Connection) -> None:
    # READ COMMITTED: the statements after this one see all that was committed before the lock came.
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
