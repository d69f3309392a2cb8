"""A state folder: one project with its repository, database and settings, all in one place."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MARKER: Final = "gatebot.toml"


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
        return self.path / "gatebot.db"

    @property
    def config(self) -> Path:
        """The settings, which also mark the folder as one of ours."""
        return self.path / MARKER

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

    def clear(self) -> None:
        """Remove it, if it is ours or empty. Raises NotAStateFolder for anything else."""
        if not self.path.exists():
            return
        if not self.path.is_dir() or (any(self.path.iterdir()) and not self.used()):
            raise NotAStateFolder(
                f"{self.path} holds something that is not gatebot's; it was left alone. "
                "Name another folder with --state."
            )
        shutil.rmtree(self.path)

    def environment(self) -> dict[str, str]:
        """Return the variables that make a command work on this folder's project."""
        return {
            "GATEBOT_CONFIG": str(self.config),
            "GATEBOT_DATABASE_URL": f"sqlite+aiosqlite:///{self.database.absolute()}",
        }
