"""Pull requests that people close, reopen, bring up to date, or merge when it is too late."""

import pytest

from bot.demo.people import INES, JONAS
from bot.slack import action_ids as actions
from tests.fakes.github.server import FakeGitHub
from tests.scenarios.pulling import asked_to_merge, branches, verified
from tests.support.acts import REVIEWERS, approve, ask, card, round_of, signed_rows, told, until
from tests.support.merging import How, merge
from tests.support.repository import ANA, git
from tests.support.stage import CHANNEL, Stage

ERD = "architecture/ERD.md"


async def in_channel(stage: Stage, words: str) -> list[str]:
    """Wait for a message in the channel that has these words; return all that do."""
    found: list[str] = []

    async def look() -> bool:
        shown = [m.shown for m in await stage.person(INES).see(CHANNEL)]
        found[:] = [text for text in shown if words in text]
        return bool(found)

    await until(stage, look, words)
    return found


@pytest.mark.parametrize("how", How)
async def test_merged_after_its_approvals_became_void_it_is_reported(
    stage: Stage, github: FakeGitHub, how: How
) -> None:
    async with stage.bot() as bot:
        await bot.look()
        opened, pull = await asked_to_merge(stage, github)
        text = await stage.repository.text(ERD) or ""
        await stage.repository.human_commit(JONAS, "Reword", {ERD: text + "More.\n"})
        await bot.look()
        await card(stage, "P4", "Void")
        pull.state = "OPEN"
        sha = github.world.pulls.merge(pull, how)
        await bot.look()
        (said,) = await in_channel(stage, "was changed by hand in the tracker")
        await bot.look()
        await stage.settled()
        assert len(await in_channel(stage, "was changed by hand")) == 1
        await card(stage, "P4", "Void", "Signed Off")
    round_id = round_of(opened)
    assert f"after the approvals had become void (round {round_id})" in said
    assert sha[:7] in said
    assert "no review" not in said
    which = "-m 1 " if how is How.MERGE else ""
    assert f"git revert {which}{sha[:12]}" in said
    assert len(await signed_rows(stage, round_id)) == 3


async def test_the_way_back_that_is_named_takes_it_back(stage: Stage, github: FakeGitHub) -> None:
    async with stage.bot() as bot:
        await bot.look()
        _, pull = await asked_to_merge(stage, github)
        github.world.pulls.close(pull)
        await bot.look()
        await card(stage, "P4", "Void")
        pull.state = "OPEN"
        sha = github.world.pulls.merge(pull, How.MERGE)
        await bot.look()
        (said,) = await in_channel(stage, "was changed by hand in the tracker")
        command = said.split("take the commit back: ")[1].split(".\n")[0]
        clone = stage.folder / "theirs"
        git(stage.folder, "clone", "--quiet", str(stage.repository.path), str(clone))
        git(clone, "config", "user.name", "Ana")
        git(clone, "config", "user.email", "ana@example.com")
        assert command == f"git revert -m 1 {sha[:12]}"
        git(clone, *command.split()[1:], "--no-edit")
        git(clone, "push", "--quiet", str(stage.repository.path), "HEAD:main")
        await bot.look()
        await stage.settled()
        again, second = await asked_to_merge(stage, github)
        github.world.pulls.merge(second, How.MERGE)
        await bot.look()
        await card(stage, "P4", "Signed off", "round 2")
        await stage.settled()
    assert len(await signed_rows(stage, round_of(again))) == 3


async def test_closed_and_reopened_before_the_next_look_it_waits_on(
    stage: Stage, github: FakeGitHub
) -> None:
    async with stage.bot() as bot:
        opened, pull = await asked_to_merge(stage, github)
        github.world.pulls.close(pull)
        pull.state = "OPEN"
        await bot.look()
        await stage.settled()
        await card(stage, "P4", "waiting for merge")
        github.world.pulls.merge(pull, How.SQUASH)
        await bot.look()
        await card(stage, "P4", "Signed off")
        await stage.settled()
    assert len(await signed_rows(stage, round_of(opened))) == 3
    await verified(stage)


async def test_a_branch_that_a_person_brings_up_to_date_is_merged(
    stage: Stage, github: FakeGitHub
) -> None:
    async with stage.bot() as bot:
        opened, pull = await asked_to_merge(stage, github)
        await stage.repository.human_commit(JONAS, "Note", {"NOTES.md": "Beside the point.\n"})
        await bot.look()
        await stage.settled()
        merge(stage.repository.path, pull.head, "main", How.MERGE, "Merge branch main", ANA)
        await bot.look()
        await stage.settled()
        assert [p.state for p in github.world.pulls.listed] == ["OPEN"]
        github.world.pulls.merge(pull, How.MERGE)
        await bot.look()
        await card(stage, "P4", "Signed off")
        await told(stage, INES, "is Signed Off")
        await stage.settled()
    assert len(await signed_rows(stage, round_of(opened))) == 3
    assert branches(stage) == []
    await verified(stage)


async def test_a_project_that_turns_to_pull_requests_takes_its_approvals_along(
    stage: Stage, github: FakeGitHub
) -> None:
    protection, github.world.protection = github.world.protection, ""
    stage.elsewhere["write"] = "commit"
    async with stage.bot():
        opened = await ask(stage)
        for who in REVIEWERS[:2]:
            await approve(stage, who)
        await stage.settled()
        github.world.protection = protection
        await approve(stage, REVIEWERS[2])
        parked = await told(stage, INES, 'Set write = "pull_request"', "start gatebot again")
    stage.elsewhere["write"] = "pull_request"
    async with stage.bot() as bot:
        await stage.person(INES).click(parked, actions.TRY_AGAIN)
        await card(stage, "P4", "waiting for merge")
        await stage.settled()
        github.world.pulls.pass_checks()
        await bot.look()
        await card(stage, "P4", "Signed off")
        await stage.settled()
    assert len(await signed_rows(stage, round_of(opened))) == 3
    await verified(stage)
