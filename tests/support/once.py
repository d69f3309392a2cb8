"""What is made once for a whole run of the tests, whichever of its workers needs it first."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.repository import git


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return the folder that `make` has filled; the first that asks makes it, the others wait.

    It is for all tests of the run: they work on copies.
    """
    run = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        run = run.parent  # each worker has a folder of its own in the run's
    made, making = run / name, run / f"{name}.making"
    with (run / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            making.mkdir()
            make(making)
            making.rename(made)
    return made


def pack(repository: Path) -> None:
    """Pack a repository: a copy of it is a dozen files then, not hundreds."""
    git(repository, "gc", "--quiet")
