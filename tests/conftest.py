"""The demo's repository, made once for all tests that start from it."""

import asyncio
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo.repository import DemoRepository, make_repository
from tests.support.stage import mend_p4


@pytest.fixture(scope="session")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo's repository as it is made: P4 is blocked for several reasons."""
    path = tmp_path_factory.mktemp("first-day") / "repo.git"
    asyncio.run(make_repository(path, datetime.now(UTC)))
    return path


@pytest.fixture(scope="session")
def mended(first_day: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo's repository with P4 mended by hand: it may be asked for."""
    path = tmp_path_factory.mktemp("mended") / "repo.git"
    shutil.copytree(first_day, path, symlinks=True)
    asyncio.run(mend_p4(DemoRepository(path)))
    return path
