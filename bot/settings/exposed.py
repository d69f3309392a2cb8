"""What other users of this machine can get at of gatebot's database."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Exposed:
    """A path that others can use: a sentence that says how, and one that says what to do."""

    said: str
    fix: str


def exposed_database(database_url: str) -> tuple[Exposed, ...]:
    """Return what others can use of a SQLite database that gatebot can't close itself.

    It opens its own files for its user alone, so only the folder and another user's files remain.
    """
    scheme, _, name = database_url.partition(":///")
    name = name.partition("?")[0]
    if not scheme.startswith("sqlite") or not name or name.startswith((":memory:", "file:")):
        return ()
    file = Path(name).absolute()
    return (*_folder(file.parent), *_files(file))


def _folder(folder: Path) -> Iterator[Exposed]:
    mode = _mode(folder)
    fix = f"Run: chmod o-rwx {folder}"
    if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
        yield Exposed(f"Every user of this machine can replace the database in {folder}.", fix)
    elif mode & (stat.S_IROTH | stat.S_IWOTH):
        yield Exposed(f"Every user of this machine can see into {folder}, the database's.", fix)


def _files(database: Path) -> Iterator[Exposed]:
    for file in (database.with_name(database.name + end) for end in ("", "-wal", "-shm")):
        if _mode(file) & (stat.S_IROTH | stat.S_IWOTH) and file.stat().st_uid != os.geteuid():
            said = f"Every user of this machine can read {file}, which another user owns."
            yield Exposed(said, f"Give it to gatebot's user, or run as its owner: chmod 600 {file}")


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except OSError:  # not there yet, or not to be seen: opening it says so in its own words
        return 0
