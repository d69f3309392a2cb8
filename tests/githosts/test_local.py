from pathlib import Path

import pytest

from tests.githosts.contract import ReadContract
from tests.githosts.contract_writes import WriteContract
from tests.githosts.local_lab import LocalLab


@pytest.fixture
def host_lab(tmp_path: Path) -> LocalLab:
    return LocalLab(tmp_path)


class TestReading(ReadContract):
    pass


class TestWriting(WriteContract):
    pass
