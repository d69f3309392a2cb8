"""Requests of the ops track that people close, push to, bring up to date, or take away."""

import pytest

from bot.demo.people import JONAS, KWAME
from tests.fakes.github.server import FakeGitHub
from tests.scenarios.ops_requests import (
    SWAP,
    in_channel,
    line_of,
    newest,
    on_branch,
    states,
)
from tests.scenarios.pulling import branches
from tests.support.acts import TRACKER, answer, told, tracker
from tests.support.impatient import IMPATIENT
from tests.support.merging import How, merge
from tests.support.repository import ANA, git
from tests.support.stage import Stage


async def test_closed_by_a_person_it_is_taken_back_and_told(
    stage: Stage, github: FakeGitHub
) -> None:
    async with stage.bot() as bot:
        await answer(stage, KWAME, "ops add Rotate the keys")
        await answer(stage, JONAS, "ops done runbooks")
        await stage.settled()
        github.world.pulls.close(newest(github))
        await bot.look()
        for who in (KWAME, JONAS):
            await told(
                stage, who, "pull request #1 was closed unmerged", "Rotate the keys", "Runbooks"
            )
        await stage.settled()
        await bot.look()
        await stage.settled()
        assert len(await in_channel(stage, "pull request #1 was closed unmerged")) == 1
        assert await line_of(stage, "Rotate the keys") == ""
        assert branches(stage) == []
        assert "pull request #2" in await answer(stage, KWAME, "ops add Rotate the locks")
        await stage.settled()
        assert "Rotate the keys" not in newest(github).body
    assert states(github) == ["CLOSED", "OPEN"]


async def test_closed_just_before_the_next_change_that_begins_anew(
    stage: Stage, github: FakeGitHub
) -> None:
    async with stage.bot():
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
        github.world.pulls.close(newest(github))
        assert "pull request #2" in await answer(stage, JONAS, "ops done runbooks")
        await told(stage, KWAME, "was closed unmerged", "Rotate the keys")
        await stage.settled()
    text = await on_branch(stage, newest(github).head)
    assert "Rotate the keys" not in text
    assert "- [x] Runbooks" in text


async def test_what_people_push_is_left_to_them(stage: Stage, github: FakeGitHub) -> None:
    async with stage.bot() as bot:
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
        theirs = newest(github).head
        pushed(stage, theirs)
        assert "pull request #2" in await answer(stage, JONAS, "ops done runbooks")
        await stage.settled()
        assert states(github) == ["CLOSED", "OPEN"]
        assert theirs in branches(stage)
        github.world.pulls.pass_checks()
        await bot.look()
        await stage.settled()
    assert branches(stage) == [theirs]
    text = await tracker(stage)
    assert "- [ ] Rotate the keys" in text
    assert "- [x] Runbooks" in text


def pushed(stage: Stage, branch: str) -> None:
    clone = stage.folder / "theirs"
    git(stage.folder, "clone", "--quiet", "-b", branch, str(stage.repository.path), str(clone))
    git(clone, "config", "user.name", ANA.name)
    git(clone, "config", "user.email", ANA.email)
    (clone / "NOTES.md").write_text("Theirs.\n")
    git(clone, "add", "NOTES.md")
    git(clone, "commit", "--quiet", "-m", "Note")
    git(clone, "push", "--quiet", "origin", f"HEAD:{branch}")


async def test_a_branch_that_a_person_brings_up_to_date_is_merged_as_it_is(
    stage: Stage, github: FakeGitHub
) -> None:
    async with stage.bot() as bot:
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
        await stage.repository.edit(JONAS, "Shorten a title", TRACKER, SWAP)
        merge(stage.repository.path, newest(github).head, "main", How.MERGE, "Merge main", ANA)
        await bot.look()
        await stage.settled()
        assert states(github) == ["OPEN"]
        github.world.pulls.merge(newest(github), How.MERGE)
        await bot.look()
        await stage.settled()
    text = await tracker(stage)
    assert SWAP[1] in text
    assert text.count("- [ ] Rotate the keys") == 1
    assert branches(stage) == []


@pytest.mark.parametrize("closes", [True, False])
async def test_a_branch_that_is_taken_away_takes_back_what_waited(
    stage: Stage, github: FakeGitHub, *, closes: bool
) -> None:
    async with stage.bot(IMPATIENT) as bot:
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
        github.world.objects.remove(f"refs/heads/{newest(github).head}")
        if closes:
            github.world.pulls.close(newest(github))
        await stage.repository.edit(JONAS, "Shorten a title", TRACKER, SWAP)
        await bot.look()
        await told(stage, KWAME, "pull request #1 was closed unmerged")
        await stage.settled()
        assert states(github) == ["CLOSED"]
        assert await line_of(stage, "Rotate the keys") == ""
        assert "pull request #2" in await answer(stage, KWAME, "ops add Rotate the keys")


async def test_a_branch_that_is_taken_away_just_before_the_next_change_is_told_to_whom_it_held(
    stage: Stage, github: FakeGitHub
) -> None:
    async with stage.bot(IMPATIENT):
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
        github.world.objects.remove(f"refs/heads/{newest(github).head}")
        assert "pull request #2" in await answer(stage, JONAS, "ops done runbooks")
        await told(stage, KWAME, "pull request #1 was closed unmerged")
        await stage.settled()
    assert states(github) == ["CLOSED", "OPEN"]
    assert "Rotate the keys" not in await on_branch(stage, newest(github).head)


async def test_what_people_push_after_the_merge_is_left_to_them(
    stage: Stage, github: FakeGitHub
) -> None:
    async with stage.bot(IMPATIENT) as bot:
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
        theirs = newest(github).head
        github.world.pulls.deletes_branches = False
        github.world.pulls.merge(newest(github), How.MERGE)
        pushed(stage, theirs)
        await bot.look()
        await stage.settled()
        assert branches(stage) == [theirs]
        assert "pull request #2" in await answer(stage, JONAS, "ops done runbooks")
