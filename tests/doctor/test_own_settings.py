import asyncio
import os

import pytest

from bot.doctor.checks import State
from tests.doctor.house import House


async def test_a_database_in_a_folder_that_is_not_there(house: House) -> None:
    folder = house.folder / "data"
    house.settings = {"database_url": f"sqlite:///{folder}/gatebot.db"}
    assert await house.troubles() == {
        "database": (
            State.FAIL,
            f"There is no folder {folder} for the database.",
            "Make it, or set GATEBOT_DATABASE_URL to another place.",
        )
    }


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite://", "The database is in memory: a restart loses all rounds."),
        ("gatebot.db", "GATEBOT_DATABASE_URL can't be read."),
        ("mysql://gate:hunter2@db/gate", "GATEBOT_DATABASE_URL names an unknown kind of database."),
        ("sqlite+pysqlite:///x", "GATEBOT_DATABASE_URL names an unknown kind of database."),
    ],
)
async def test_a_database_that_can_not_be_used(house: House, url: str, said: str) -> None:
    house.settings = {"database_url": url}
    state, found, mend = (await house.troubles())["database"]
    assert (state, found) == (State.FAIL, said)
    assert mend.startswith("Set GATEBOT_DATABASE_URL to sqlite:///")


async def test_postgresql_is_named_by_its_host_alone(house: House, unused_tcp_port: int) -> None:
    async with await asyncio.start_server(lambda _, w: w.close(), "127.0.0.1", unused_tcp_port):
        at = f"127.0.0.1:{unused_tcp_port}"
        house.settings = {"database_url": f"postgresql+asyncpg://gate:hunter2@{at}/gate"}
        found = [c for c in await house.examine() if c.name in {"database", "PostgreSQL"}]
    assert [c.said for c in found] == ["The database is PostgreSQL on 127.0.0.1."]


async def test_postgresql_at_a_dead_port_fails(house: House, unused_tcp_port: int) -> None:
    at = f"127.0.0.1:{unused_tcp_port}"
    house.settings = {"database_url": f"postgresql://gate:hunter2@{at}/gate"}
    state, said, _ = (await house.troubles())["PostgreSQL"]
    assert (state, said) == (State.FAIL, f"PostgreSQL does not answer at {at}.")


async def test_a_misspelt_variable_is_named_with_the_nearest(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEBOT_DATABSE_URL", "sqlite:///x.db")
    monkeypatch.setenv("SLACK_CHANNEL_OF_SOMETHING_ELSE", "x")
    assert await house.troubles() == {
        "GATEBOT_DATABSE_URL": (
            State.WARN,
            "GATEBOT_DATABSE_URL is no variable of gatebot's, so what it says is not heard.",
            "Did you mean GATEBOT_DATABASE_URL?",
        )
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to any file")
async def test_a_database_that_can_only_be_read(house: House) -> None:
    file = house.folder / "gatebot.db"
    file.touch(mode=0o444)
    state, said, _ = (await house.troubles())["database"]
    assert (state, said) == (State.FAIL, f"{file} can't be written to by gatebot's user.")


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        (0o777, "Every user of this machine can replace the database in {}."),
        (0o773, "Every user of this machine can replace the database in {}."),
        (0o1777, "Every user of this machine can see into {}, the database's."),
        (0o755, "Every user of this machine can see into {}, the database's."),
        (0o751, ""),  # its files can't be listed, and are gatebot's alone
        (0o750, ""),
        (0o700, ""),
    ],
)
async def test_a_folder_that_others_can_use(house: House, mode: int, said: str) -> None:
    folder = house.folder / "data"
    folder.mkdir()
    folder.chmod(mode)
    house.settings = {"database_url": f"sqlite:///{folder}/gatebot.db"}
    expected = (State.WARN, said.format(folder), f"Run: chmod o-rwx {folder}")
    assert await house.troubles() == ({"database access": expected} if said else {})


async def test_a_database_of_another_user_that_others_can_read(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = house.folder / "gatebot.db"
    file.touch(mode=0o644)
    assert await house.troubles() == {}  # its own: closed when it is opened
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    state, said, fix = (await house.troubles())["database access"]
    assert state is State.WARN
    assert str(file) in said
    assert "chmod 600" in fix
