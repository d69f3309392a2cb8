"""`--fresh` and what a state folder may be: only what a demo or tour made is ever removed."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.state import CONFIG_TEXT, MARK, NotAStateFolder, StateFolder
from tests.cli.test_commands import gatebot

PRODUCTION = '[[projects]]\nname = "ledger"\nrepo = "/srv/ledger.git"\nchannels = ["C0123456789"]\n'


def contents(folder: Path) -> dict[str, bytes | None]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def production(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "gatebot.toml").write_text(PRODUCTION)
    (folder / "gatebot.db").write_bytes(b"all the rounds")
    (folder / "repo.git").mkdir()


def with_an_empty_config(folder: Path) -> None:
    production(folder)
    (folder / "gatebot.toml").write_text("")


def demo_turned_into_production(folder: Path) -> None:
    StateFolder(folder).claim()
    production(folder)


def repository_elsewhere(folder: Path) -> None:
    StateFolder(folder).claim()
    elsewhere = folder.parent / "elsewhere.git"
    elsewhere.mkdir()
    (elsewhere / "HEAD").touch()
    (folder / "repo.git").symlink_to(elsewhere)


def checkout(folder: Path) -> None:
    folder.mkdir()
    (folder / ".git").mkdir()
    (folder / "README.md").write_text("mine")


def marked_by_a_link(folder: Path) -> None:
    production(folder)
    (folder / MARK).symlink_to(folder / "gatebot.db")


@pytest.mark.parametrize(
    "made",
    [
        production,
        with_an_empty_config,
        demo_turned_into_production,
        repository_elsewhere,
        checkout,
        marked_by_a_link,
    ],
)
def test_what_a_demo_did_not_make_is_refused_and_stays(
    tmp_path: Path, made: Callable[[Path], None]
) -> None:
    folder = tmp_path / "state"
    made(folder)
    before = contents(tmp_path)
    for act in (StateFolder(folder).clear, StateFolder(folder).claim):
        with pytest.raises(NotAStateFolder, match="left alone"):
            act()
    assert contents(tmp_path) == before


@pytest.mark.parametrize("command", ["demo", "tour"])
@pytest.mark.parametrize("fresh", [(), ("--fresh",)])
def test_a_production_folder_survives_the_command(
    tmp_path: Path, command: str, fresh: tuple[str, ...]
) -> None:
    folder = tmp_path / "srv"
    production(folder)
    before = contents(folder)
    done = gatebot(command, "--state", str(folder), *fresh, cwd=tmp_path)
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert "--state" in line or "another folder" in line
    assert contents(folder) == before


@pytest.mark.parametrize("named", ["~", "/", "."])
def test_home_root_and_the_working_folder_are_refused(tmp_path: Path, named: str) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    path = {"~": str(tmp_path), "/": "/", ".": "."}[named]
    done = gatebot("tour", "--fresh", "--state", path, cwd=tmp_path, HOME=str(tmp_path))
    assert done.returncode == 2
    assert "left alone" in done.stderr
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_link_to_a_folder_is_not_cleared(tmp_path: Path) -> None:
    StateFolder(tmp_path / "real").claim()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(NotAStateFolder, match="link"):
        StateFolder(tmp_path / "link").clear()
    assert (tmp_path / "real" / MARK).exists()


def test_what_others_put_into_a_demo_folder_stays(tmp_path: Path) -> None:
    state = StateFolder(tmp_path / "demo")
    state.claim()
    (state.path / "notes.txt").write_text("mine")
    (state.path / "workspace").mkdir()
    (state.path / "workspace" / "workspace.json").touch()
    (tmp_path / "precious").write_text("mine too")
    state.clear()
    mark = contents(tmp_path).pop(f"demo/{MARK}")
    assert contents(tmp_path) == {
        "demo": None,
        "demo/notes.txt": b"mine",
        f"demo/{MARK}": mark,
        "precious": b"mine too",
    }
    state.claim()
    state.clear()
    assert (state.path / "notes.txt").read_text() == "mine"


def test_a_folder_of_the_release_before_the_mark_is_taken_over(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "gatebot.toml").write_text(CONFIG_TEXT)
    (folder / "repo.git").mkdir()
    (folder / "gatebot.db").write_bytes(b"rounds")
    StateFolder(folder).claim()
    assert (folder / "gatebot.db").read_bytes() == b"rounds"
    (folder / MARK).unlink()
    StateFolder(folder).clear()
    assert contents(folder) == {}


def test_a_folder_from_before_the_mark_that_holds_more_is_taken_over_when_it_is_cleared(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "gatebot.toml").write_text(CONFIG_TEXT)
    (folder / "notes.txt").write_text("mine")
    StateFolder(folder).clear()
    StateFolder(folder).claim()
    assert (folder / "notes.txt").read_text() == "mine"


def test_a_tour_leaves_nothing_that_others_may_read(tmp_path: Path) -> None:
    umask = os.umask(0o022)
    try:
        done = gatebot("tour", "--state", "state", cwd=tmp_path)
    finally:
        os.umask(umask)
    assert done.returncode == 0, done.stderr
    made = [tmp_path / "state", *(tmp_path / "state").iterdir()]
    assert {path.name for path in made if path.stat().st_mode & 0o077} == set()
