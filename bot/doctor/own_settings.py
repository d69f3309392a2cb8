"""The settings that need neither Slack nor a repository to be judged."""

import asyncio
import importlib.util
import os
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.doctor.checks import Section
from bot.settings import (
    CONFIG,
    DEFAULT_SLACK_API,
    VARIABLES,
    Settings,
    SettingsError,
    exposed_database,
)

_DATABASE: Final = "GATEBOT_DATABASE_URL"
_SHAPES: Final = f"Set {_DATABASE} to sqlite:///path/to/file.db or postgresql://user@host/name."
_DRIVERS: Final = frozenset({"sqlite", "sqlite+aiosqlite", "postgresql", "postgresql+asyncpg"})
_ASYNCPG: Final = "Install what requirements/runtime.txt pins: asyncpg is in it."
_ALIKE: Final = 0.85
_POSTGRESQL_PORT: Final = 5432
_PATIENCE_SECONDS: Final = 5.0


def look_at_problems(error: SettingsError, section: Section) -> None:
    """Say what kept the settings from being read."""
    for problem in error.problems:
        section.fail("settings", problem, "")


def look_at_settings(settings: Settings, section: Section) -> None:
    """Check what the settings name on this machine. No secret, and no database URL, is shown."""
    names = ", ".join(project.name for project in settings.projects)
    if names:
        section.ok("projects", f"gatebot.toml names {names}.")
    else:
        section.fail("projects", "gatebot.toml names no project.", "Write a [[projects]] table.")
    section.ok("listen", f"The web server listens on {settings.listen}.")
    if settings.webhook_secret is not None:
        section.ok("webhooks", "Webhooks are taken at /webhooks/ and the project's name.")
    if settings.slack_api_url != DEFAULT_SLACK_API:
        host = urlsplit(settings.slack_api_url).hostname
        said = f"SLACK_API_URL sends everything for Slack to {host} instead."
        section.ok("slack_api_url", said)
    _look_at_database(settings.database_url, section)
    for exposed in exposed_database(settings.database_url):
        section.warn("database access", exposed.said, exposed.fix)


def look_for_misspelt(environ: Iterable[str], section: Section) -> None:
    """Warn of variables that are nearly one of gatebot's: what they say is not heard."""
    known = [name + end for name in (CONFIG, *VARIABLES.values()) for end in ("", "_FILE")]
    for given in sorted(environ):
        ours = given.startswith(("GATEBOT_", "SLACK_")) and given not in known
        if ours and (near := get_close_matches(given, known, n=1, cutoff=_ALIKE)):
            said = f"{given} is no variable of gatebot's, so what it says is not heard."
            section.warn(given, said, f"Did you mean {near[0]}?")


async def look_for_postgresql(url: str, section: Section) -> None:
    """Check that something listens where the PostgreSQL database should be; else do nothing."""
    try:
        address = make_url(url)
    except ArgumentError:
        return  # said already
    if address.get_backend_name() != "postgresql" or not address.host:
        return
    port = address.port or _POSTGRESQL_PORT
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            _, writer = await asyncio.open_connection(address.host, port)
        writer.close()
    except OSError:  # a timeout is one as well
        said = f"PostgreSQL does not answer at {address.host}:{port}."
        section.fail("PostgreSQL", said, f"Start it, or set {_DATABASE} to another place.")


def _look_at_database(url: str, section: Section) -> None:
    try:
        address = make_url(url)
    except ArgumentError:
        section.fail("database", f"{_DATABASE} can't be read.", _SHAPES)
        return
    if address.drivername not in _DRIVERS:
        section.fail("database", f"{_DATABASE} names an unknown kind of database.", _SHAPES)
    elif address.get_backend_name() == "sqlite":
        _look_at_file(address.database or "", section)
    elif importlib.util.find_spec("asyncpg") is None:
        said = "The database is PostgreSQL, whose driver asyncpg is not installed."
        section.fail("database", said, _ASYNCPG)
    else:
        section.ok("database", f"The database is PostgreSQL on {address.host or 'this machine'}.")


def _look_at_file(name: str, section: Section) -> None:
    if not name or name == ":memory:":
        section.fail("database", "The database is in memory: a restart loses all rounds.", _SHAPES)
        return
    file = Path(name).absolute()
    if not file.parent.is_dir():
        said = f"There is no folder {file.parent} for the database."
        section.fail("database", said, f"Make it, or set {_DATABASE} to another place.")
    elif blocked := _not_writable(file):
        said = f"{blocked} can't be written to by gatebot's user."
        section.fail("database", said, f"Grant that, or set {_DATABASE} to another place.")
    else:
        section.ok("database", f"The database is the file {file}.")


def _not_writable(file: Path) -> Path | None:
    """Return what is in the way; SQLite also keeps its log beside the file."""
    needed = (file.parent, file) if file.exists() else (file.parent,)
    return next((path for path in needed if not os.access(path, os.W_OK)), None)
