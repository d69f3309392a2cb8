from pathlib import Path

import pytest

from tests.githosts.local_lab import LocalLab


@pytest.fixture
def lab(tmp_path: Path) -> LocalLab:
    return LocalLab(tmp_path)
