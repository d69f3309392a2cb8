"""A demo repository for each test."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo.repository import DemoRepository, make_repository

NOW = datetime(2026, 11, 22, 12, 0, 30, 5, tzinfo=UTC)


@pytest.fixture
async def repository(tmp_path: Path) -> DemoRepository:
    return await make_repository(tmp_path / "repo.git", NOW)
