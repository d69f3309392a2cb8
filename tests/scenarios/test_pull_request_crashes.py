"""SIGKILL at each point between the last approval and the merge: one request, one sign-off."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.demo.people import INES, KWAME
from tests.fakes.github.server import FakeGitHub
from tests.scenarios.killing import process
from tests.scenarios.pulling import asked_to_merge, branches, verified
from tests.support.acts import (
    REVIEWERS,
    TRACKER,
    approve,
    ask,
    card,
    direct,
    round_of,
    signed_rows,
    thread,
    told,
    until,
)
from tests.support.impatient import IMPATIENT
from tests.support.stage import Stage

SWAP = ("| EXEC | Implementation Execution — Code |", "| EXEC | Implementation |")


def around(*points: str) -> list[str]:
    return [f"{point}:{when}" for point in points for when in ("before", "after")]


async def dies_at(stage: Stage, point: str, doing: Callable[[], Awaitable[object]]) -> None:
    async with process(stage, point) as mortal:
        await doing()
        async with asyncio.timeout(20):
            assert await mortal.wait() == -9, f"it was never at {point}"


async def merged_once(stage: Stage, github: FakeGitHub, round_id: str) -> None:
    """Start the bot again, have the checks pass, and require one merge, told once."""
    async with stage.bot(IMPATIENT) as bot:
        await bot.look()
        await stage.settled()
        if github.world.pulls.waiting:
            opened = await card(stage, "P4", "waiting for merge")
            github.world.pulls.pass_checks()
            await bot.look()
        opened = await card(stage, "P4", "Signed off")
        await told(stage, INES, "is Signed Off")

        async def in_the_thread() -> bool:
            return any("Signed off in commit" in line for line in await thread(stage, opened))

        await until(stage, in_the_thread, "the last line under the card")
        await stage.settled()
        lines = await thread(stage, opened)
    assert [sum(words in line for line in lines) for words in ("Signed off in", "Kwame")] == [1, 1]
    said = [m.shown for m in await direct(stage, INES)]
    assert sum("is Signed Off" in text for text in said) == 1
    assert [p.state for p in github.world.pulls.listed].count("MERGED") == 1
    assert "OPEN" not in [p.state for p in github.world.pulls.listed]
    assert len(await signed_rows(stage, round_id)) == 3
    await verified(stage)
    left = await stage.waiting()
    assert (left.pending, left.running, left.parked, left.unreadable) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    "point", around("sign-off push", "branch 1", "open", "branch 2", "auto-merge", "branch 3")
)
async def test_on_the_way_to_the_request(stage: Stage, github: FakeGitHub, point: str) -> None:
    async with stage.bot():
        round_id = round_of(await ask(stage))
        for who in REVIEWERS[:2]:
            await approve(stage, who)
        await stage.settled()
    await dies_at(stage, point, lambda: approve(stage, KWAME))
    await merged_once(stage, github, round_id)
    assert len(github.world.pulls.listed) == 1
    assert branches(stage) == []


@pytest.mark.parametrize("point", around("close", "branch", "sign-off push", "branch's end"))
async def test_while_the_request_is_made_anew(stage: Stage, github: FakeGitHub, point: str) -> None:
    async with stage.bot():
        opened, _ = await asked_to_merge(stage, github)

    await stage.repository.edit(INES, "Shorten a title", TRACKER, SWAP)
    await dies_at(stage, point, looking)
    await merged_once(stage, github, round_of(opened))
    closed, merged = github.world.pulls.listed
    assert (closed.state, merged.state) == ("CLOSED", "MERGED")
    # Nobody knows of the old branch any more where the process dies before it is removed.
    assert branches(stage) == ([closed.head] if point == "branch's end:before" else [])


@pytest.mark.parametrize("point", around("branch's end", "landed round"))
async def test_after_the_merge(stage: Stage, github: FakeGitHub, point: str) -> None:
    async with stage.bot():
        opened, _ = await asked_to_merge(stage, github)
    github.world.pulls.pass_checks()
    await dies_at(stage, point, looking)
    await merged_once(stage, github, round_of(opened))


async def looking() -> None:
    """A bot that starts looks by itself."""
