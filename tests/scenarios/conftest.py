"""A stage for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.github.server import FakeGitHub
from tests.scenarios.pulling import protected
from tests.support.stage import Stage, staged


@pytest.fixture
async def stage(tmp_path: Path, mended: Path) -> AsyncIterator[Stage]:
    """Return a stage on which P4 may be asked for. The bot is not running yet."""
    async with staged(tmp_path, mended) as stage:
        yield stage


@pytest.fixture
async def github(stage: Stage) -> AsyncIterator[FakeGitHub]:
    """Put the stage on a GitHub whose main branch takes pull requests only."""
    async with protected(stage) as fake:
        yield fake
