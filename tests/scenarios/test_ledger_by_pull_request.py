"""`progress: append` where the branch takes pull requests only: entries wait on the one request."""

import pytest

from bot.demo.people import INES, JONAS, KWAME
from tests.fakes.github.server import FakeGitHub
from tests.scenarios.pulling import branches
from tests.support.acts import TRACKER, answer, types
from tests.support.impatient import IMPATIENT
from tests.support.merging import How
from tests.support.repository import git
from tests.support.stage import CHANNEL, Stage

LEDGER = "doc/Execution_Progress.md"
APPEND = ("  drift: fail", "  drift: fail\n  progress: append")
NAMED = "Count what the relay drops\n\nSection: Outbox + relays"


def states(github: FakeGitHub) -> list[str]:
    return [pull.state for pull in github.world.pulls.listed]


async def named_commit(stage: Stage, name: str) -> str:
    return await stage.repository.human_commit(JONAS, NAMED, {f"notes/{name}": name})


async def ledger(stage: Stage, at: str = "main") -> str:
    return git(stage.repository.path, "show", f"{at}:{LEDGER}")


@pytest.mark.parametrize("how", How)
async def test_what_landed_is_appended_by_one_request_and_that_asks_for_no_other(
    stage: Stage, github: FakeGitHub, how: How
) -> None:
    await stage.repository.edit(INES, "Keep the ledger", ".gatebot.yml", APPEND)
    async with stage.bot(IMPATIENT) as bot:
        await bot.look()
        await stage.settled()
        shas = []
        for name in ("one", "two"):
            shas.append(await named_commit(stage, name))
            await bot.look()
            await stage.settled()
        assert states(github) == ["OPEN"]
        (pull,) = github.world.pulls.listed
        assert pull.title == "Ledger: landed commits"
        waiting = await ledger(stage, pull.head)
        assert [waiting.count(sha[:10]) for sha in shas] == [1, 1]
        shown = await types(stage, INES, "progress")
        assert "2 of them wait for pull request #1" in shown
        assert f"{shas[0][:10]} Count what the relay drops — waits for pull request #1" in shown
        github.world.pulls.merge(pull, how)
        for _ in range(3):
            await bot.look()
            await stage.settled()
    assert states(github) == ["MERGED"]
    assert [(await ledger(stage)).count(sha[:10]) for sha in shas] == [1, 1]
    assert branches(stage) == []


@pytest.mark.parametrize("how", [How.MERGE, How.REBASE])
async def test_a_change_of_the_ops_track_is_an_entry_of_the_next_request(
    stage: Stage, github: FakeGitHub, how: How
) -> None:
    await stage.repository.edit(INES, "Keep the ledger", ".gatebot.yml", APPEND)
    async with stage.bot(IMPATIENT) as bot:
        await bot.look()
        sha = await named_commit(stage, "one")
        await bot.look()
        await stage.settled()
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
        (pull,) = github.world.pulls.listed
        github.world.pulls.merge(pull, how)
        for _ in range(2):
            await bot.look()
            await stage.settled()
        assert states(github) == ["MERGED", "OPEN"]
        github.world.pulls.merge(github.world.pulls.listed[-1], how)
        for _ in range(2):
            await bot.look()
            await stage.settled()
    assert states(github) == ["MERGED", "MERGED"]
    text = await ledger(stage)
    assert text.count(sha[:10]) == 1
    assert text.count("Ops: add, Rotate the keys") == 1
    assert branches(stage) == []


async def test_entries_are_carried_along_with_the_ops_track(
    stage: Stage, github: FakeGitHub
) -> None:
    await stage.repository.edit(INES, "Keep the ledger", ".gatebot.yml", APPEND)
    async with stage.bot(IMPATIENT) as bot:
        await bot.look()
        sha = await named_commit(stage, "one")
        await bot.look()
        await stage.settled()
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
        swap = ("- [ ] Runbooks", "- [x] Runbooks")
        await stage.repository.edit(JONAS, "Done", TRACKER, swap)
        await bot.look()
        await stage.settled()
        assert states(github) == ["CLOSED", "OPEN"]
        carried = github.world.pulls.listed[-1]
        assert "1 entry of the ledger" in carried.body
        assert (await ledger(stage, carried.head)).count(sha[:10]) == 1
        message = git(stage.repository.path, "log", "-1", "--format=%B", carried.head)
        assert "Section: Ops" in message
        assert "Gate-Ledger" not in message
        github.world.pulls.pass_checks()
        await bot.look()
        await stage.settled()
    assert (await ledger(stage)).count(sha[:10]) == 1


async def test_closed_it_is_told_in_the_channel_and_asked_for_with_the_next_push(
    stage: Stage, github: FakeGitHub
) -> None:
    await stage.repository.edit(INES, "Keep the ledger", ".gatebot.yml", APPEND)
    async with stage.bot(IMPATIENT) as bot:
        await bot.look()
        sha = await named_commit(stage, "one")
        await bot.look()
        await stage.settled()
        github.world.pulls.close(github.world.pulls.listed[0])
        for _ in range(2):
            await bot.look()
            await stage.settled()
        assert states(github) == ["CLOSED"]
        shown = [m.shown for m in await stage.person(INES).see(CHANNEL)]
        assert sum("1 entry of the ledger" in text for text in shown) == 1
        await named_commit(stage, "two")
        await bot.look()
        await stage.settled()
        assert states(github) == ["CLOSED", "OPEN"]
        head = github.world.pulls.listed[-1].head
        assert (await ledger(stage, head)).count(sha[:10]) == 1
