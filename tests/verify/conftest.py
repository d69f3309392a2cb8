"""The tour's repository, played once unsigned and once signed, and copies of it."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo.repository import make_repository
from bot.signing.keys import new_signing_key
from tests.verify.signed_off import SignedOff, toured
from tests.verify.tampering import Copy


@pytest.fixture(scope="session")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("first-day") / "repo.git"
    asyncio.run(make_repository(path, datetime.now(UTC)))
    return path


@pytest.fixture(scope="session")
def unsigned(first_day: Path, tmp_path_factory: pytest.TempPathFactory) -> SignedOff:
    path = asyncio.run(toured(tmp_path_factory.mktemp("unsigned"), first_day, None))
    return SignedOff(path, None)


@pytest.fixture(scope="session")
def signed(first_day: Path, tmp_path_factory: pytest.TempPathFactory) -> SignedOff:
    key = new_signing_key()
    path = asyncio.run(toured(tmp_path_factory.mktemp("signed"), first_day, key.pem))
    return SignedOff(path, (key.public,))


@pytest.fixture(params=["unsigned", "signed"])
def copy(request: pytest.FixtureRequest, tmp_path: Path) -> Copy:
    """Return a copy of the repository, with unsigned records and with signed ones."""
    found: SignedOff = request.getfixturevalue(request.param)
    return found.copy(tmp_path)
