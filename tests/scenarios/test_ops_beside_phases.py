"""The ops track's request and a phase's: both change the tracker, and both get in."""

import pytest

from bot.demo.people import INES, KWAME
from tests.fakes.github.server import FakeGitHub
from tests.scenarios.pulling import asked_to_merge, branches, verified
from tests.support.acts import answer, card, round_of, signed_rows, tracker, types
from tests.support.impatient import IMPATIENT
from tests.support.merging import How
from tests.support.stage import Stage


@pytest.mark.parametrize("how", How)
async def test_the_ops_track_is_merged_first(stage: Stage, github: FakeGitHub, how: How) -> None:
    pulls = github.world.pulls
    async with stage.bot(IMPATIENT) as bot:
        opened, signing = await asked_to_merge(stage, github)
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
        assert [p.state for p in pulls.listed] == ["OPEN", "OPEN"]
        pulls.merge(pulls.listed[-1], how)
        await bot.look()
        await stage.settled()
        assert signing.state == "CLOSED"
        assert pulls.listed[-1].state == "OPEN"
        pulls.merge(pulls.listed[-1], how)
        await bot.look()
        await card(stage, "P4", "Signed off")
        await stage.settled()
    await both_are_in(stage, round_of(opened))


@pytest.mark.parametrize("how", How)
async def test_the_sign_off_is_merged_first(stage: Stage, github: FakeGitHub, how: How) -> None:
    pulls = github.world.pulls
    async with stage.bot(IMPATIENT) as bot:
        await answer(stage, KWAME, "ops add Rotate the keys")
        opened, signing = await asked_to_merge(stage, github)
        pulls.merge(signing, how)
        await bot.look()
        await card(stage, "P4", "Signed off")
        await stage.settled()
        assert [p.state for p in pulls.listed] == ["CLOSED", "MERGED", "OPEN"]
        pulls.merge(pulls.listed[-1], how)
        await bot.look()
        await stage.settled()
    await both_are_in(stage, round_of(opened))


async def test_neither_shows_what_waits_of_the_other_twice(
    stage: Stage, github: FakeGitHub
) -> None:
    async with stage.bot():
        await answer(stage, INES, "evidence P4 add doc Testing_Standards.md")
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
        assert "Testing_Standards.md" in await answer(stage, INES, "evidence P4")
        assert (await types(stage, INES, "ops")).count("Rotate the keys") == 1
        pulls = github.world.pulls.listed
        assert [p.head.split("-")[0] for p in pulls] == ["gatebot/ops"]
    (phase,) = [name for name in branches(stage) if name.startswith("gatebot/P4")]
    assert phase


async def both_are_in(stage: Stage, round_id: str) -> None:
    assert len(await signed_rows(stage, round_id)) == 3
    assert (await tracker(stage)).count("- [ ] Rotate the keys") == 1
    assert branches(stage) == []
    await verified(stage)
