import os
from pathlib import Path

import pytest

from bot.doctor.checks import State
from tests.doctor.house import House
from tests.support.repository import git


def hook(house: House, name: str, mode: int = 0o755) -> None:
    path = house.repo / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    path.chmod(mode)


async def test_a_folder_that_is_no_repository(house: House) -> None:
    away = house.folder / "away"
    house.settings = {"projects": [house.project(repo=str(away))]}
    assert await house.troubles() == {
        "repository": (
            State.FAIL,
            f"There is no Git repository at {away}.",
            "Make one with `git init --bare`, or mend the project's `repo`.",
        )
    }


async def test_a_branch_that_is_not_there(house: House) -> None:
    house.settings = {"projects": [house.project(branch="trunk")]}
    state, said, mend = (await house.troubles())["repository"]
    assert (state, said) == (State.FAIL, f"There is no branch 'trunk' in {house.repo}.")
    assert mend == "Push a first commit to it, or mend the project's `branch`."


async def test_a_branch_that_can_be_none(house: House) -> None:
    house.settings = {"projects": [house.project(branch="a..b")]}
    state, said, mend = (await house.troubles())["repository"]
    assert (state, "a..b" in said) == (State.FAIL, True)
    assert mend == "Correct `repo` and `branch` of the project in gatebot.toml."


async def test_a_branch_that_somebody_has_checked_out(house: House) -> None:
    folder = house.clone.folder
    house.settings = {"projects": [house.project(repo=str(folder))]}
    assert await house.troubles() == {
        "writing": (
            State.FAIL,
            f"main is checked out in {folder}, so commits to it are refused.",
            "Use a bare repository, or check out another branch there.",
        )
    }
    git(folder, "config", "receive.denyCurrentBranch", "updateInstead")
    assert await house.troubles() == {}
    git(folder, "config", "--unset", "receive.denyCurrentBranch")
    git(folder, "checkout", "--quiet", "-b", "mine")
    assert await house.troubles() == {}


async def test_the_hooks_that_commits_pass_are_named(house: House) -> None:
    hook(house, "pre-receive")
    hook(house, "post-receive")
    hook(house, "update", mode=0o644)  # git leaves out what can't be run
    hook(house, "pre-commit")  # and runs no such hook at a push
    (said,) = (c.said for c in await house.examine() if c.name == "hooks")
    assert said == "Every commit of gatebot runs the hooks pre-receive, post-receive."


async def test_hooks_are_looked_for_where_git_looks(house: House, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "update").write_text("#!/bin/sh\n", encoding="utf-8")
    (elsewhere / "update").chmod(0o755)
    hook(house, "pre-receive")
    git(house.repo, "config", "core.hooksPath", str(elsewhere))
    (said,) = (c.said for c in await house.examine() if c.name == "hooks")
    assert said == "Every commit of gatebot runs the hooks update."


async def test_ci_notes_are_counted_and_a_broken_one_is_named(house: House) -> None:
    def note(commit: str, text: str) -> None:
        identity = ("-c", "user.name=ci", "-c", "user.email=ci@example.com")
        git(house.repo, *identity, "notes", "--ref=ci", "add", "-m", text, commit)

    note(house.head, '{"runs": [{"id": "1", "state": "green", "at": "2026-11-02T09:00:00Z"}]}')
    before = git(house.repo, "rev-parse", "main")
    house.commit({"more.md": "More.\n"})
    note(house.head, '{"runs": 1}')
    found = [c for c in await house.examine() if c.name == "CI notes"]
    assert [c.state for c in found] == [State.WARN, State.OK]
    assert house.head[:12] in found[0].said
    assert before[:12] not in found[0].said
    assert "git notes --ref=ci add" in found[0].mend
    assert "1 of 2 notes" in found[1].said


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to any folder")
async def test_a_folder_that_can_only_be_read(house: House) -> None:
    objects = house.repo / "objects"
    objects.chmod(0o555)
    try:
        state, said, mend = (await house.troubles())["writing"]
    finally:
        objects.chmod(0o755)
    assert (state, said) == (State.FAIL, f"gatebot's user may not write to {objects}.")
    assert mend == "Run gatebot as the folder's owner, or grant it the right."
