"""A stage for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.stage import Stage, staged


@pytest.fixture
async def stage(tmp_path: Path, mended: Path) -> AsyncIterator[Stage]:
    """Return a stage on which P4 may be asked for. The bot is not running yet."""
    async with staged(tmp_path, mended) as stage:
        yield stage
