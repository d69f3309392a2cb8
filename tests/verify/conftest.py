"""The tour's repository, played once unsigned and once signed, and copies of it."""

import asyncio
import shutil
from pathlib import Path

import pytest

from bot.signing.keys import new_signing_key, read_public_keys
from tests.support.once import made_once, pack
from tests.verify.signed_off import toured
from tests.verify.tampering import Copy


@pytest.fixture(scope="session")
def unsigned(first_day: Path, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    made = made_once(
        tmp_path_factory,
        "toured-unsigned",
        lambda folder: pack(asyncio.run(toured(folder, first_day, None))),
    )
    return Copy(_own(tmp_path_factory, made), None)


@pytest.fixture(scope="session")
def signed(first_day: Path, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    def make(folder: Path) -> None:
        key = new_signing_key()
        pack(asyncio.run(toured(folder, first_day, key.pem)))
        (folder / "public.pem").write_text(key.public.pem)

    made = made_once(tmp_path_factory, "toured-signed", make)
    keys = read_public_keys((made / "public.pem").read_text())
    return Copy(_own(tmp_path_factory, made), keys)


def _own(factory: pytest.TempPathFactory, made: Path) -> Path:
    """Copy the repository for this worker: its tests add commits, and move what CI says of them."""
    own = factory.mktemp(made.name) / "repo.git"
    return shutil.copytree(made / "repo.git", own, symlinks=True)


@pytest.fixture(params=["unsigned", "signed"])
def copy(request: pytest.FixtureRequest) -> Copy:
    """Return the repository with unsigned records, and then the one with signed records."""
    found: Copy = request.getfixturevalue(request.param)
    return found
