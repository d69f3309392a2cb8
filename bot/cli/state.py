"""A state folder: one project with its repository, database and settings, all in one place."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from bot.demo.team import PROJECT_CHANNEL

MARK: Final = ".gatebot-demo"
_MARK_TEXT: Final = (
    "`gatebot demo` or `gatebot tour` made this folder. Without this file --fresh clears nothing "
    "here.\n"
)
CONFIG_TEXT: Final = (
    "# The project of this folder. Secrets come from the environment.\n"
    "[[projects]]\n"
    'name = "demo"\n'
    'repo = "repo.git"\n'
    'branch = "main"\n'
    f'channels = ["{PROJECT_CHANNEL.id}"]\n'
)
_FOR_OURSELVES: Final = 0o077
_FOLDER_MODE: Final = 0o700
_DATABASE: Final = "gatebot.db"
# All that a demo or a tour makes, and so all that is ever removed.
_FILES: Final = (
    MARK,
    "gatebot.toml",
    "gatebot.log",
    *(_DATABASE + end for end in ("", "-wal", "-shm", "-journal")),
)
_FOLDERS: Final = ("repo.git", "repo.new", "workspace")


class NotAStateFolder(Exception):
    """The folder holds something else and is left alone, or can't be used at all."""


@contextmanager
def usable(path: Path) -> Iterator[None]:
    """Raise NotAStateFolder where what is done inside to the folder at `path` can't be done."""
    try:
        yield
    except OSError as error:
        why = f"{error.strerror or error} ({error.filename or path})"
        raise NotAStateFolder(
            f"{path} can't be used: {why}. Name another folder with --state."
        ) from error


def keep_private() -> None:
    """Make what this process creates from now on readable by its own user alone."""
    os.umask(_FOR_OURSELVES)


@dataclass(frozen=True, slots=True)
class StateFolder:
    """The paths inside a state folder."""

    path: Path

    @property
    def repository(self) -> Path:
        """The bare repository."""
        return self.path / "repo.git"

    @property
    def database(self) -> Path:
        """The SQLite database."""
        return self.path / _DATABASE

    @property
    def config(self) -> Path:
        """The settings. A production folder has such a file too: it marks nothing as ours."""
        return self.path / "gatebot.toml"

    @property
    def workspace(self) -> Path:
        """What the local workspace keeps."""
        return self.path / "workspace"

    @property
    def log(self) -> Path:
        """What the bot logged."""
        return self.path / "gatebot.log"

    def used(self) -> bool:
        """Tell whether the folder holds a project already."""
        return self.config.exists()

    def claim(self) -> None:
        """Take the folder for a demo or tour: a new or empty one, or one that held one before.

        Raises NotAStateFolder for anything else, which is left as it is.
        """
        self._require_ours()
        self.path.mkdir(parents=True, exist_ok=True)
        for name in _FOLDERS:  # an older release left them readable by all
            if (self.path / name).exists():
                (self.path / name).chmod(_FOLDER_MODE)
        (self.path / MARK).write_text(_MARK_TEXT, "utf-8")
        self.config.write_text(CONFIG_TEXT, "utf-8")

    def clear(self) -> None:
        """Remove what a demo or tour made in it, and nothing else that lies there.

        The mark stays beside what others put there: the folder is still ours to make a demo in.
        Raises NotAStateFolder, and removes nothing, where it is not certain that one did.
        """
        self._require_ours()
        if self.path.is_symlink():
            raise self._refusal("is a link to another folder")
        for name in _FILES:
            if name != MARK:
                (self.path / name).unlink(missing_ok=True)
        for name in _FOLDERS:
            if (self.path / name).exists():
                shutil.rmtree(self.path / name)
        mark = self.path / MARK
        if self.path.exists() and set(self.path.iterdir()) - {mark}:
            mark.write_text(_MARK_TEXT, "utf-8")
        else:
            mark.unlink(missing_ok=True)

    def open_log(self, *, keep: bool) -> TextIO:
        """Open the log, for its owner alone; `keep` what was logged before."""
        file = self.log.open("a" if keep else "w", encoding="utf-8")
        self.log.chmod(0o600)
        return file

    def environment(self) -> dict[str, str]:
        """Return the variables that make a command work on this folder's project."""
        return {
            "GATEBOT_CONFIG": str(self.config),
            "GATEBOT_DATABASE_URL": f"sqlite+aiosqlite:///{self.database.absolute()}",
        }

    def _require_ours(self) -> None:
        if not self.path.exists() or (self.path.is_dir() and not any(self.path.iterdir())):
            return
        if not self.path.is_dir() or not self._made_by_us():
            raise self._refusal("holds something that is no demo and no tour")
        if self.config.exists() and not self._has_our_config():
            raise self._refusal("has a gatebot.toml that somebody has edited")
        for name in (*_FILES, *_FOLDERS):
            entry = self.path / name
            fitting = entry.is_dir() if name in _FOLDERS else entry.is_file()
            if entry.is_symlink() or (entry.exists() and not fitting):
                raise self._refusal(f"has a {name} that gatebot did not make")

    def _made_by_us(self) -> bool:
        """Tell whether it has the mark, or is as a release before the mark left it.

        Those wrote these settings, whose channel is of the local workspace: no bot can serve them.
        """
        mark = self.path / MARK
        return (mark.is_file() and not mark.is_symlink()) or self._has_our_config()

    def _has_our_config(self) -> bool:
        return self.config.is_file() and self.config.read_bytes() == CONFIG_TEXT.encode()

    def _refusal(self, why: str) -> NotAStateFolder:
        return NotAStateFolder(
            f"{self.path} {why}; it was left alone. Name another folder with --state."
        )
