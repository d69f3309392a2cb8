"""How a host merges a branch, done with git itself: for the hosts' fakes."""

import subprocess
import tempfile
from enum import StrEnum
from pathlib import Path

from bot.ports.git_host import Signature
from tests.support.repository import acting_as, git


class How(StrEnum):
    """The ways in which hosts merge a pull request."""

    MERGE = "merge"
    SQUASH = "squash"
    REBASE = "rebase"


def merge(repo: Path, base: str, head: str, how: How, message: str, by: Signature) -> str | None:
    """Merge a branch of a bare repository into another, past its hooks; None on a conflict.

    A squash has only `message`, which is what a host makes of the title: no trailers.
    """
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        git(repo, "clone", "--quiet", "--branch", base, str(repo), str(clone))
        person = acting_as(by)
        try:
            _merge(clone, base, f"origin/{head}", how, message, person)
        except AssertionError:
            return None
        sha = git(clone, "rev-parse", "HEAD")
        git(repo, "fetch", "--quiet", str(clone), sha)
    git(repo, "update-ref", f"refs/heads/{base}", sha)
    return sha


def _merge(
    clone: Path, base: str, head: str, how: How, message: str, person: dict[str, str]
) -> None:
    match how:
        case How.MERGE:
            git(clone, "merge", "--quiet", "--no-ff", "-m", message, head, env=person)
        case How.SQUASH:
            git(clone, "merge", "--quiet", "--squash", head, env=person)
            git(clone, "commit", "--quiet", "-m", message, env=person)
        case How.REBASE:
            git(clone, "checkout", "--quiet", "--detach", head)
            git(clone, "rebase", "--quiet", "--no-ff", base, env=person)


def conflicts(repo: Path, base: str, head: str) -> bool:
    """Tell whether merging a branch into another would conflict."""
    command = ["git", "merge-tree", "--write-tree", base, head]
    return subprocess.run(command, cwd=repo, capture_output=True, check=False).returncode != 0
