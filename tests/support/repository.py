"""Real repositories for tests, made with git as people make them."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from bot.ports.git_host import Signature

ANA = Signature("Ana Ößel", "ana@example.com")
BEN = Signature("Ben", "ben@example.com")
NOTHING: Mapping[str, str] = MappingProxyType({})
START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def git(folder: Path, *arguments: str, stdin: bytes = b"", env: Mapping[str, str] = NOTHING) -> str:
    """Run git in a folder; return its output as text, without white space around it."""
    return git_bytes(folder, *arguments, stdin=stdin, env=env).decode().strip()


def git_bytes(
    folder: Path, *arguments: str, stdin: bytes = b"", env: Mapping[str, str] = NOTHING
) -> bytes:
    """Run git in a folder, away from the settings of whoever runs the tests."""
    away = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        input=stdin,
        capture_output=True,
        check=False,
        env={**kept, **away, **env},
    )
    assert done.returncode == 0, (arguments, done.stderr.decode("utf-8", "replace"))
    return done.stdout


def acting_as(person: Signature, at: datetime = START) -> dict[str, str]:
    """Return the environment in which git commits as a person."""
    facts = {"NAME": person.name, "EMAIL": person.email, "DATE": at.isoformat()}
    roles = ("AUTHOR", "COMMITTER")
    return {f"GIT_{role}_{key}": value for role in roles for key, value in facts.items()}


def bare(folder: Path) -> Path:
    """Make an empty bare repository."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main")
    return folder


@dataclass
class Clone:
    """A person's clone of a bare repository: commits here are pushed at once."""

    folder: Path
    remote: Path
    branch: str = "main"
    clock: datetime = field(default=START)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True)
        git(self.folder, "init", "--quiet", f"--initial-branch={self.branch}")

    def commit(
        self,
        files: Mapping[str, bytes | None],
        message: str = "Edit by hand",
        author: Signature = ANA,
    ) -> str:
        """Write (or with None remove) files on top of the remote's branch; return the sha."""
        self._catch_up()
        for path, data in files.items():
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if data is None:
                target.unlink()
            else:
                target.write_bytes(data)
        return self.record(message, author)

    def record(self, message: str = "Edit by hand", author: Signature = ANA) -> str:
        """Commit and push what stands in the folder; return the sha."""
        self.clock += timedelta(minutes=1)
        git(self.folder, "add", "--all")
        git(
            self.folder,
            *("-c", "core.autocrlf=false", "commit", "--quiet", "--allow-empty", "-m", message),
            env=acting_as(author, self.clock),
        )
        self.push()
        return git(self.folder, "rev-parse", "HEAD")

    def push(self, *options: str) -> None:
        """Push the clone's branch."""
        git(self.folder, "push", "--quiet", *options, str(self.remote), f"HEAD:{self.branch}")

    def _catch_up(self) -> None:
        if git(self.folder, "ls-remote", str(self.remote), f"refs/heads/{self.branch}"):
            git(self.folder, "fetch", "--quiet", str(self.remote), self.branch)
            git(self.folder, "reset", "--quiet", "--hard", "FETCH_HEAD")
