"""What a driver raises, in the three families of the house."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.ports.errors import Fault, StaleState, Unavailable

# PostgreSQL's SQLSTATE by its beginning: 08 connection, 53 resources, 57P being shut down,
# 55P03 lock timeout, 40 rolled back by the server, 25P03 idle too long.
_LATER: Final = ("08", "53", "57", "55P03", "40", "25P03")
_SQLITE_LATER: Final = ("database is locked", "database table is locked")
_NO_TABLES: Final = ("no such table", "no such column", "has no column")
_UNUSABLE: Final = (
    "unable to open database file",
    "readonly database",
    "disk is full",
    "malformed",
    "not a database",
    "disk i/o error",
)
_MIGRATE: Final = "Run `gatebot migrate` with this version of gatebot."


@contextmanager
def translated() -> Iterator[None]:
    """Raise StaleState, Unavailable or Fault for what a driver raised; a bug's error stays."""
    try:
        yield
    except IntegrityError as error:
        if _is_unique(error):
            raise StaleState("Someone else has written this row in the meantime.") from error
        raise
    except DBAPIError as error:
        if family := _family(error):
            raise family from error
        raise
    except PoolTimeoutError as error:
        raise Unavailable("The database is busy: no connection became free.") from error


@contextmanager
def reached() -> Iterator[None]:
    """Raise Unavailable where a connection can't be made: drivers leave these errors bare."""
    try:
        yield
    except OSError as error:  # refused, unknown host, timed out
        raise Unavailable(f"The database can't be reached ({type(error).__name__}).") from error


def _is_unique(error: IntegrityError) -> bool:
    return sqlstate(error) == "23505" or "UNIQUE constraint failed" in str(error.orig)


def sqlstate(error: DBAPIError) -> str:
    """Return PostgreSQL's code of an error; empty where there is none."""
    return str(getattr(error.orig, "sqlstate", None) or "")


def _family(error: DBAPIError) -> Exception | None:
    code, words = sqlstate(error), str(error.orig).casefold()
    if error.connection_invalidated or code.startswith(_LATER):
        return Unavailable("The database can't be reached, or did not answer in time.")
    if any(part in words for part in _SQLITE_LATER):
        return Unavailable("The database is locked by another process.")
    if code in {"42P01", "42703"} or any(part in words for part in _NO_TABLES):
        return Fault("The database's tables are missing or of another version.", _MIGRATE)
    if code.startswith(("28", "3D")):
        return Fault(
            "The database refuses the login, or there is none of that name.",
            "Mend GATEBOT_DATABASE_URL.",
        )
    if any(part in words for part in _UNUSABLE):
        return Fault(
            f"The database file can't be used: {error.orig}.",
            "See that GATEBOT_DATABASE_URL names a file in a folder gatebot may write to.",
        )
    return None
