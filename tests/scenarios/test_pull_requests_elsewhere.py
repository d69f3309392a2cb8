"""A sign-off by merge request on GitLab, and by pull request on Forgejo: the same story."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import pytest
from aiohttp.test_utils import TestServer

from bot.demo.people import INES, JONAS
from bot.sandbox.seen import Message
from tests.fakes.gitea.objects import GiteaObjects
from tests.fakes.gitea.server import FakeGitea
from tests.fakes.gitea.world import World as GiteaWorld
from tests.fakes.gitlab.server import FakeGitLab
from tests.fakes.gitlab.world import World as GitLabWorld
from tests.fakes.objects import Objects
from tests.scenarios.pulling import branches, verified
from tests.support.acts import (
    REVIEWERS,
    TRACKER,
    approve,
    ask,
    card,
    round_of,
    signed_rows,
    told,
    tracker,
)
from tests.support.impatient import IMPATIENT
from tests.support.merging import How
from tests.support.repository import ANA
from tests.support.stage import Stage


@dataclass(frozen=True, slots=True)
class Place:
    """A host, as people there see to its requests."""

    states: Callable[[], list[str]]
    pass_checks: Callable[[], object]
    close_newest: Callable[[], object]
    merge_newest: Callable[[How], object]


def settled_on(stage: Stage, host: str, repo: str, url: str) -> None:
    there = {"host": host, "repo": repo, "api_url": url, "write": "pull_request"}
    stage.elsewhere = there
    stage.secrets = {"gitlab_token": "glpat-good", "gitea_token": "gitea-good"}


@asynccontextmanager
async def on_gitlab(stage: Stage) -> AsyncIterator[Place]:
    fake = FakeGitLab(GitLabWorld(Objects(stage.repository.path)))
    merges = fake.world.merges
    async with TestServer(fake.app) as server:
        settled_on(stage, "gitlab", "acme/platform/gates", str(server.make_url("/")))
        yield Place(
            lambda: [m.state for m in merges.listed],
            lambda: merges.pass_checks(ANA),
            lambda: setattr(merges.listed[-1], "state", "closed"),
            lambda how: merges.merge(merges.listed[-1], how, ANA),
        )
    assert fake.wrong == []


@asynccontextmanager
async def on_forgejo(stage: Stage) -> AsyncIterator[Place]:
    fake = FakeGitea(GiteaWorld(GiteaObjects(stage.repository.path)))
    pulls = fake.world.pulls
    async with TestServer(fake.app) as server:
        fake.world.url = str(server.make_url("")).rstrip("/")
        settled_on(stage, "forgejo", "acme/gates", fake.world.url)
        yield Place(
            lambda: [p.state.lower() for p in pulls.listed],
            pulls.pass_checks,
            lambda: pulls.close(pulls.listed[-1]),
            lambda how: pulls.merge(pulls.listed[-1], how),
        )
    assert fake.wrong == []


Placing = Callable[[Stage], AbstractAsyncContextManager[Place]]
PLACES = pytest.mark.parametrize("placed", [on_gitlab, on_forgejo], ids=["gitlab", "forgejo"])


async def waiting(stage: Stage) -> Message:
    """Have P4 approved by all, and its merge asked for; return the card that was opened."""
    opened = await ask(stage)
    for who in REVIEWERS:
        await approve(stage, who)
    await card(stage, "P4", "waiting for merge")
    await stage.settled()
    return opened


@PLACES
async def test_the_whole_story_to_the_merge(stage: Stage, placed: Placing) -> None:
    base = await stage.repository.head()
    async with placed(stage) as place, stage.bot(IMPATIENT) as bot:
        opened = await waiting(stage)
        assert "The host merges it" in (await card(stage, "P4")).shown
        assert await stage.repository.head() == base
        place.pass_checks()
        await bot.look()
        await card(stage, "P4", "Signed off")
        await told(stage, INES, "is Signed Off")
        await stage.settled()
        assert place.states() == ["merged"]
    assert len(await signed_rows(stage, round_of(opened))) == 3
    assert branches(stage) == []
    await verified(stage)


@PLACES
async def test_evidence_that_changes_on_the_target_closes_the_request(
    stage: Stage, placed: Placing
) -> None:
    path = "architecture/ERD.md"
    async with placed(stage) as place, stage.bot(IMPATIENT) as bot:
        await waiting(stage)
        text = await stage.repository.text(path) or ""
        await stage.repository.human_commit(JONAS, "Reword", {path: text + "More.\n"})
        await bot.look()
        await card(stage, "P4", "Void")
        await told(stage, INES, "are void", path)
        await stage.settled()
        assert place.states() == ["closed"]


@PLACES
async def test_closed_by_hand_it_is_void_and_the_next_round_is_merged(
    stage: Stage, placed: Placing
) -> None:
    async with placed(stage) as place, stage.bot(IMPATIENT) as bot:
        first = await waiting(stage)
        place.close_newest()
        await bot.look()
        await card(stage, "P4", "Void")
        for who in (INES, *REVIEWERS):
            await told(stage, who, "was closed unmerged", "ready P4")
        await stage.settled()
        second = await waiting(stage)
        place.merge_newest(How.SQUASH)
        await bot.look()
        await card(stage, "P4", "Signed off", "round 2")
        await stage.settled()
        assert place.states() == ["closed", "merged"]
    assert await signed_rows(stage, round_of(first)) == []
    assert len(await signed_rows(stage, round_of(second))) == 3
    await verified(stage)


@PLACES
@pytest.mark.parametrize("how", How)
async def test_a_tracker_edited_on_the_target_has_the_sign_off_asked_anew(
    stage: Stage, placed: Placing, how: How
) -> None:
    swap = ("| EXEC | Implementation Execution — Code |", "| EXEC | Implementation |")
    async with placed(stage) as place, stage.bot(IMPATIENT) as bot:
        opened = await waiting(stage)
        await stage.repository.edit(JONAS, "Shorten a title", TRACKER, swap)
        await bot.look()
        await stage.settled()
        assert place.states() in (["closed", "open"], ["closed", "opened"])
        place.merge_newest(how)
        await bot.look()
        await card(stage, "P4", "Signed off")
        await stage.settled()
    assert "| EXEC | Implementation |" in await tracker(stage)
    assert len(await signed_rows(stage, round_of(opened))) == 3
    assert branches(stage) == []
    await verified(stage)
