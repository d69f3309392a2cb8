"""Pull requests where something fails between two steps, or several bots are at work."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from bot.demo.people import INES
from bot.ports.errors import Unavailable
from bot.ports.store import Store, Transaction
from bot.readiness.branch import PhaseBranch
from tests.fakes.github.server import FakeGitHub
from tests.fakes.github.world import Fault
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
    types,
)
from tests.support.impatient import IMPATIENT
from tests.support.merging import How
from tests.support.passing import Passing
from tests.support.stage import Stage

SWAP = ("| EXEC | Implementation Execution — Code |", "| EXEC | Implementation |")
LOST = [
    Fault(what, status, after=after)
    for what in ("CreateBranch", "Write", "Open", "AutoMerge")
    for status, after in ((0, False), (502, True))
]


def named(fault: Fault) -> str:
    return f"{fault.what} {fault.status} {'done' if fault.after else 'not done'}"


async def assert_once(stage: Stage, github: FakeGitHub, round_id: str) -> None:
    """Require one merge, one record, one set of rows, and everything told once."""
    merged = [p for p in github.world.pulls.listed if p.state == "MERGED"]
    assert len(merged) == 1
    assert len(await signed_rows(stage, round_id)) == 3
    said = [m.shown for m in await direct(stage, INES)]
    assert sum("is Signed Off" in text for text in said) == 1
    assert branches(stage) == []
    assert [v.ok for v in (await verified(stage)).signoffs] == [True]


@pytest.mark.parametrize("fault", LOST, ids=named)
async def test_an_answer_that_is_lost_is_looked_for(
    stage: Stage, github: FakeGitHub, fault: Fault
) -> None:
    async with stage.bot(IMPATIENT) as bot:
        github.world.faults.append(replace(fault))
        opened = await ask(stage)
        for who in REVIEWERS[:2]:
            await approve(stage, who)
        await stage.settled()
        if fault.what == "Write":  # now on the branch that is there
            github.world.faults.append(replace(fault))
        await approve(stage, REVIEWERS[2])
        await card(stage, "P4", "waiting for merge")
        await stage.settled()
        assert len(github.world.pulls.listed) == 1
        github.world.pulls.pass_checks()
        await bot.look()
        await card(stage, "P4", "Signed off")
        await stage.settled()
    await assert_once(stage, github, round_of(opened))


@pytest.mark.parametrize("what", ["Close", "CreateBranch", "Write", "Open"])
@pytest.mark.parametrize("after", [False, True])
async def test_a_request_that_is_replaced_is_replaced_once(
    stage: Stage, github: FakeGitHub, what: str, *, after: bool
) -> None:
    async with stage.bot(IMPATIENT) as bot:
        opened, _ = await asked_to_merge(stage, github)
        await stage.repository.edit(INES, "Shorten a title", TRACKER, SWAP)
        github.world.faults.append(Fault(what, after=after))
        await bot.look()
        await stage.settled()
        assert [p.state for p in github.world.pulls.listed] == ["CLOSED", "OPEN"]
        github.world.pulls.pass_checks()
        await bot.look()
        await card(stage, "P4", "Signed off")
        await stage.settled()
    await assert_once(stage, github, round_of(opened))


class _Forgetful(Passing):
    """A transaction that is lost with the change it was about to keep, as in a crash."""

    def __init__(self, part: Transaction, losses: list[str]) -> None:
        super().__init__(part)
        self._losses = losses

    async def save_branch(self, branch: PhaseBranch) -> None:
        self._lose(f"save {branch.version}")
        await self._part.save_branch(branch)

    async def drop_branch(self, branch: PhaseBranch) -> None:
        self._lose("drop")
        await self._part.drop_branch(branch)

    def _lose(self, what: str) -> None:
        if what in self._losses:
            self._losses.remove(what)
            raise Unavailable("The database went away.")


class _ForgetfulStore(Passing):
    def __init__(self, part: Store, losses: list[str]) -> None:
        super().__init__(part)
        self._losses = losses

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[_Forgetful]:
        async with self._part.transaction() as tx:
            yield _Forgetful(tx, self._losses)


@pytest.mark.parametrize(
    "loss",
    [*(f"save {version}" for version in range(8)), "drop"],
    ids=[
        "cut",
        "signed",
        "opened",
        "asked",
        "to be carried",
        "carried",
        "reopened",
        "asked anew",
        "merged",
    ],
)
async def test_what_was_done_and_not_kept_is_found_again(
    stage: Stage, github: FakeGitHub, loss: str
) -> None:
    losses = [loss]

    def forgetful(store: Store) -> Any:
        return _ForgetfulStore(store, losses)

    async with stage.bot(replace(IMPATIENT, store=forgetful)) as bot:
        opened, _ = await asked_to_merge(stage, github)
        await stage.repository.edit(INES, "Shorten a title", TRACKER, SWAP)
        await bot.look()
        await stage.settled()
        assert [p.state for p in github.world.pulls.listed] == ["CLOSED", "OPEN"]
        github.world.pulls.pass_checks()
        await bot.look()
        await card(stage, "P4", "Signed off")
        await stage.settled()
    assert losses == []
    await assert_once(stage, github, round_of(opened))


async def test_what_was_merged_while_the_bot_was_away_is_found(
    stage: Stage, github: FakeGitHub
) -> None:
    async with stage.bot():
        opened, pull = await asked_to_merge(stage, github)
    github.world.pulls.merge(pull, How.REBASE)
    async with stage.bot() as bot:
        await bot.look()
        await card(stage, "P4", "Signed off")
        await stage.settled()
        await bot.look()
        await stage.settled()
    await assert_once(stage, github, round_of(opened))


async def test_a_merge_that_comes_before_the_close_stands(stage: Stage, github: FakeGitHub) -> None:
    pulls = github.world.pulls
    swap = ("Auth middleware path implemented", "Auth middleware is in place")
    async with stage.bot() as bot:
        opened, pull = await asked_to_merge(stage, github)
        await stage.repository.edit(INES, "Shorten a title", TRACKER, swap)
        came_first = Fault("Close", 502, before_it=lambda: pulls.merge(pull, How.MERGE))
        github.world.faults.append(came_first)
        await bot.look()
        await card(stage, "P4", "Signed off")
        await stage.settled()
    await assert_once(stage, github, round_of(opened))


async def test_two_bots_at_once_ask_for_one_merge(stage: Stage, github: FakeGitHub) -> None:
    async with AsyncExitStack() as both:
        bots = [await both.enter_async_context(stage.bot()) for _ in range(2)]
        opened = await ask(stage)
        await asyncio.gather(*(types(stage, who, "approve P4") for who in REVIEWERS))
        await card(stage, "P4", "waiting for merge")
        await stage.settled()
        assert len(github.world.pulls.listed) == 1
        github.world.pulls.pass_checks()
        await asyncio.gather(*(bot.look() for bot in bots))
        await card(stage, "P4", "Signed off")
        await told(stage, INES, "is Signed Off")
        await stage.settled()
        lines = await thread(stage, opened)
    assert sum("waits for merge" in line for line in lines) == 1
    assert sum("Signed off in commit" in line for line in lines) == 1
    await assert_once(stage, github, round_of(opened))


async def test_a_token_that_may_open_no_request_is_told_with_its_mend(
    stage: Stage, github: FakeGitHub
) -> None:
    words = "Resource not accessible by personal access token"
    refused = [{"type": "FORBIDDEN", "message": words, "path": ["createPullRequest"]}]
    async with stage.bot():
        await ask(stage)
        github.world.faults.append(Fault("Open", errors=refused))
        for who in REVIEWERS:
            await approve(stage, who)
        await told(stage, INES, "the pull request could not be carried out", words)
        await card(stage, "P4", "Approved, not landed")
        assert github.world.pulls.listed == []
