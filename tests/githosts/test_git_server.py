from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.githosts.contract import ReadContract
from tests.githosts.contract_writes import WriteContract
from tests.githosts.git_server_lab import GitServerLab, git_server_lab


@pytest.fixture
async def host_lab(tmp_path: Path) -> AsyncIterator[GitServerLab]:
    async with git_server_lab(tmp_path) as lab:
        yield lab


class TestReading(ReadContract):
    pass


class TestWriting(WriteContract):
    pass
