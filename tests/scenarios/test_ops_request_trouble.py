"""The request of the ops track where something fails, dies, or happens at the same time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from bot.demo.people import JONAS, KWAME
from bot.ports.errors import Unavailable
from bot.ports.store import Store, Transaction
from bot.readiness.branch import PhaseBranch
from bot.slack import action_ids as actions
from tests.fakes.github.server import FakeGitHub
from tests.fakes.github.world import Fault
from tests.scenarios.killing import process
from tests.scenarios.pulling import branches
from tests.support.acts import TRACKER, answer, told, tracker, types, until
from tests.support.impatient import IMPATIENT
from tests.support.merging import How
from tests.support.passing import Passing
from tests.support.stage import CHANNEL, Stage

SWAP = ("| EXEC | Implementation Execution — Code |", "| EXEC | Implementation |")
LOST = [
    Fault(what, status, after=after)
    for what in ("CreateBranch", "Write", "Open", "AutoMerge")
    for status, after in ((0, False), (502, True))
]


def named(fault: Fault) -> str:
    return f"{fault.what} {fault.status} {'done' if fault.after else 'not done'}"


async def merged_once(stage: Stage, github: FakeGitHub, *lines: str) -> None:
    """Have the checks pass; require one merge, with each of these lines in it once."""
    async with stage.bot(IMPATIENT) as bot:
        await bot.look()
        await stage.settled()
        github.world.pulls.pass_checks()
        await bot.look()
        await stage.settled()
    states = [pull.state for pull in github.world.pulls.listed]
    assert states.count("MERGED") == 1
    assert "OPEN" not in states
    text = await tracker(stage)
    assert [text.count(line) for line in lines] == [1] * len(lines)
    left = await stage.waiting()
    assert (left.pending, left.running, left.parked, left.unreadable) == (0, 0, 0, 0)


async def answers(stage: Stage, words: str) -> int:
    """Return how often Kwame was told this, in the channel or directly."""
    kwame = stage.person(KWAME)
    seen = [*await kwame.see(CHANNEL), *await kwame.see((await kwame.dm()).id)]
    return sum(words in message.shown for message in seen)


@pytest.mark.parametrize("fault", LOST, ids=named)
async def test_an_answer_that_is_lost_is_looked_for(
    stage: Stage, github: FakeGitHub, fault: Fault
) -> None:
    async with stage.bot(IMPATIENT):
        github.world.faults.append(replace(fault))
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
        if fault.what == "Write":  # now on the branch that is there
            github.world.faults.append(replace(fault))
        await answer(stage, KWAME, "ops done rotate the keys")
        await stage.settled()
    assert len(github.world.pulls.listed) == 1
    await merged_once(stage, github, "- [x] Rotate the keys")
    assert branches(stage) == []


@pytest.mark.parametrize("what", ["Close", "CreateBranch", "Write", "Open"])
@pytest.mark.parametrize("after", [False, True])
async def test_a_request_that_is_replaced_is_replaced_once(
    stage: Stage, github: FakeGitHub, what: str, *, after: bool
) -> None:
    async with stage.bot(IMPATIENT) as bot:
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
        await stage.repository.edit(JONAS, "Shorten a title", TRACKER, SWAP)
        github.world.faults.append(Fault(what, after=after))
        await bot.look()
        await stage.settled()
        assert [p.state for p in github.world.pulls.listed] == ["CLOSED", "OPEN"]
    await merged_once(stage, github, "- [ ] Rotate the keys", SWAP[1])


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
    [*(f"save {version}" for version in range(7)), "drop"],
    ids=["cut", "opened", "whose", "asked", "carried", "reopened", "asked anew", "merged"],
)
async def test_what_was_done_and_not_kept_is_found_again(
    stage: Stage, github: FakeGitHub, loss: str
) -> None:
    losses = [loss]

    def forgetful(store: Store) -> Any:
        return _ForgetfulStore(store, losses)

    async with stage.bot(replace(IMPATIENT, store=forgetful)) as bot:
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
        await stage.repository.edit(JONAS, "Shorten a title", TRACKER, SWAP)
        await bot.look()
        await stage.settled()
        assert [p.state for p in github.world.pulls.listed] == ["CLOSED", "OPEN"]
        github.world.pulls.pass_checks()
        await bot.look()
        await stage.settled()
    assert losses == []
    assert [p.state for p in github.world.pulls.listed] == ["CLOSED", "MERGED"]
    assert (await tracker(stage)).count("- [ ] Rotate the keys") == 1
    assert await answers(stage, "added Rotate the keys") == 1
    assert branches(stage) == []


def around(*points: str) -> list[str]:
    return [f"{point}:{when}" for point in points for when in ("before", "after")]


async def dies_at(stage: Stage, point: str, said: str = "") -> None:
    async with process(stage, point) as mortal:
        if said:
            await types(stage, KWAME, said)
        async with asyncio.timeout(20):
            assert await mortal.wait() == -9, f"it was never at {point}"


@pytest.mark.parametrize(
    "point",
    around("branch", "request push", "branch 0", "open", "branch 1", "auto-merge", "branch 3"),
)
async def test_killed_on_the_way_to_the_request(
    stage: Stage, github: FakeGitHub, point: str
) -> None:
    await dies_at(stage, point, "ops add Rotate the keys")
    await merged_once(stage, github, "- [ ] Rotate the keys")
    assert await answers(stage, "added Rotate the keys") == 1
    assert len(github.world.pulls.listed) == 1
    assert branches(stage) == []


@pytest.mark.parametrize("point", around("request push"))
async def test_killed_while_a_second_change_is_put_on_it(
    stage: Stage, github: FakeGitHub, point: str
) -> None:
    async with stage.bot():
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
    await dies_at(stage, point, "ops done rotate the keys")
    await merged_once(stage, github, "- [x] Rotate the keys")
    assert await answers(stage, "marked as done: Rotate the keys") == 1
    assert len(github.world.pulls.listed) == 1


@pytest.mark.parametrize(
    "point", around("branch", "request push", "branch 4", "open", "branch 5", "close")
)
async def test_killed_while_the_request_is_made_anew(
    stage: Stage, github: FakeGitHub, point: str
) -> None:
    async with stage.bot():
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
    await stage.repository.edit(JONAS, "Shorten a title", TRACKER, SWAP)
    await dies_at(stage, point)  # a bot that starts looks by itself
    await merged_once(stage, github, "- [ ] Rotate the keys", SWAP[1])
    assert [p.state for p in github.world.pulls.listed] == ["CLOSED", "MERGED"]
    assert branches(stage) == []


@pytest.mark.parametrize("point", around("branch's end", "no branch"))
async def test_killed_after_the_merge(stage: Stage, github: FakeGitHub, point: str) -> None:
    async with stage.bot():
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
    github.world.pulls.pass_checks()
    await dies_at(stage, point)
    await merged_once(stage, github, "- [ ] Rotate the keys")
    assert branches(stage) == []


@pytest.mark.parametrize("point", around("no branch"))
async def test_killed_while_it_is_taken_back(stage: Stage, github: FakeGitHub, point: str) -> None:
    async with stage.bot():
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
    github.world.pulls.close(github.world.pulls.listed[0])
    await dies_at(stage, point)
    async with stage.bot() as bot:
        await bot.look()
        await told(stage, KWAME, "was closed unmerged", "Rotate the keys")
        await stage.settled()
    assert await answers(stage, "was closed unmerged") == 2  # in the channel, and directly


@pytest.mark.parametrize("how", How)
async def test_merged_while_a_change_is_put_on_it_nothing_is_lost_and_nothing_twice(
    stage: Stage, github: FakeGitHub, how: How
) -> None:
    pulls = github.world.pulls
    async with stage.bot(IMPATIENT) as bot:
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
        first = pulls.listed[0]
        came_first = Fault("Write", 502, before_it=lambda: pulls.merge(first, how))
        github.world.faults.append(came_first)
        said = await answer(stage, KWAME, "ops done rotate the keys")
        assert "marked as done: Rotate the keys" in said
        assert "pull request #2" in said
        await stage.settled()
        pulls.pass_checks()
        await bot.look()
        await stage.settled()
    assert [p.state for p in pulls.listed] == ["MERGED", "MERGED"]
    assert (await tracker(stage)).count("- [x] Rotate the keys") == 1
    assert branches(stage) == []


@pytest.mark.parametrize("how", How)
async def test_merged_with_the_change_before_that_was_known_it_is_answered_once(
    stage: Stage, github: FakeGitHub, how: How
) -> None:
    pulls = github.world.pulls
    async with stage.bot(IMPATIENT):
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
    await dies_at(stage, "request push:after", "ops done rotate the keys")
    pulls.merge(pulls.listed[0], how)
    async with stage.bot(IMPATIENT) as bot:
        await bot.look()
        await stage.settled()
    assert await answers(stage, "marked as done: Rotate the keys") == 1
    assert await answers(stage, "is done already") == 0
    assert [p.state for p in pulls.listed] == ["MERGED"]
    assert (await tracker(stage)).count("- [x] Rotate the keys") == 1


async def test_two_bots_at_once_ask_for_one_merge(stage: Stage, github: FakeGitHub) -> None:
    async with AsyncExitStack() as both:
        bots = [await both.enter_async_context(stage.bot(IMPATIENT)) for _ in range(2)]
        await asyncio.gather(
            types(stage, KWAME, "ops add Rotate the keys"),
            types(stage, JONAS, "ops add Sign the lease"),
            types(stage, JONAS, "ops done runbooks"),
        )
        await stage.settled()
        assert len(github.world.pulls.listed) == 1
        github.world.pulls.pass_checks()
        await asyncio.gather(*(bot.look() for bot in bots))
        await stage.settled()
    text = await tracker(stage)
    for line in ("- [ ] Rotate the keys", "- [ ] Sign the lease", "- [x] Runbooks"):
        assert text.count(line) == 1
    assert branches(stage) == []


async def test_a_token_that_may_open_no_request_is_told_and_tried_again(
    stage: Stage, github: FakeGitHub
) -> None:
    words = "Resource not accessible by personal access token"
    refused = [{"type": "FORBIDDEN", "message": words, "path": ["createPullRequest"]}]
    async with stage.bot():
        github.world.faults.append(Fault("Open", errors=refused))
        await types(stage, KWAME, "ops add Rotate the keys")
        parked = await told(stage, KWAME, "could not be carried out", words)
        assert github.world.pulls.listed == []
        await stage.person(KWAME).click(parked, actions.TRY_AGAIN)

        async def answered() -> bool:
            return bool(await answers(stage, "added Rotate the keys"))

        await until(stage, answered, "the answer", KWAME)
        await stage.settled()
    await merged_once(stage, github, "- [ ] Rotate the keys")


async def test_a_request_that_can_not_be_made_anew_is_told_and_tried_again(
    stage: Stage, github: FakeGitHub
) -> None:
    words = "Resource not accessible by personal access token"
    refused = [{"type": "FORBIDDEN", "message": words, "path": ["createPullRequest"]}]
    async with stage.bot() as bot:
        await answer(stage, KWAME, "ops add Rotate the keys")
        await stage.settled()
        await stage.repository.edit(JONAS, "Shorten a title", TRACKER, SWAP)
        github.world.faults.append(Fault("Open", errors=refused))
        await bot.look()
        parked = await told(stage, KWAME, "the pull request could not be carried out", words)
        await stage.person(KWAME).click(parked, actions.TRY_AGAIN)

        async def open_again() -> bool:
            await stage.settled()
            return [p.state for p in github.world.pulls.listed] == ["CLOSED", "OPEN"]

        await until(stage, open_again, "the new request", KWAME)
    await merged_once(stage, github, "- [ ] Rotate the keys", SWAP[1])
