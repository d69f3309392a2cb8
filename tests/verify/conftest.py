"""The tour's repository, played once unsigned and once signed, and copies of it."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo.repository import make_repository
from bot.signing.keys import new_signing_key
from tests.verify.signed_off import toured
from tests.verify.tampering import Copy


@pytest.fixture(scope="session")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("first-day") / "repo.git"
    asyncio.run(make_repository(path, datetime.now(UTC)))
    return path


@pytest.fixture(scope="session")
def unsigned(first_day: Path, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    path = asyncio.run(toured(tmp_path_factory.mktemp("unsigned"), first_day, None))
    return Copy(path, None)


@pytest.fixture(scope="session")
def signed(first_day: Path, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    key = new_signing_key()
    path = asyncio.run(toured(tmp_path_factory.mktemp("signed"), first_day, key.pem))
    return Copy(path, (key.public,))


@pytest.fixture(params=["unsigned", "signed"])
def copy(request: pytest.FixtureRequest) -> Copy:
    """Return the repository with unsigned records, and then the one with signed records."""
    found: Copy = request.getfixturevalue(request.param)
    return found
