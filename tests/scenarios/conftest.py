"""A stage for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.github.server import FakeGitHub
from tests.scenarios.pulling import protected
from tests.support.clocks import ShiftedClock
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


@pytest.fixture
async def fresh(tmp_path: Path, first_day: Path) -> AsyncIterator[Stage]:
    """Return a stage of the demo's first day, on which nothing is mended."""
    async with staged(tmp_path, first_day) as stage:
        yield stage


@pytest.fixture
def clock() -> ShiftedClock:
    """Return a clock that stands at a Friday's noon (UTC), after all digests of that day."""
    clock = ShiftedClock()
    clock.set("2026-11-27T12:00")
    return clock
