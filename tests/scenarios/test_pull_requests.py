"""A protected branch: what waits for a merge, what becomes of it, and what is told meanwhile."""

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestServer

from bot.demo.people import ANOUK, INES, KWAME, RAVI
from bot.sandbox.seen import Message
from bot.verify.findings import Report
from bot.verify.verifying import verify
from tests.fakes.github.objects import Objects
from tests.fakes.github.pulls import Pull
from tests.fakes.github.server import FakeGitHub
from tests.fakes.github.world import World
from tests.support.acts import (
    REVIEWERS,
    approve,
    ask,
    card,
    direct,
    round_of,
    signed_rows,
    thread,
    told,
    tracker,
    types,
)
from tests.support.merging import How
from tests.support.repository import git
from tests.support.stage import Stage

PROTECTED = "Changes must be made through a pull request."


@pytest.fixture
async def github(stage: Stage) -> AsyncIterator[FakeGitHub]:
    fake = FakeGitHub(World(Objects(stage.repository.path), protection=PROTECTED))
    async with TestServer(fake.app) as server:
        stage.elsewhere = {
            "host": "github",
            "repo": "acme/gates",
            "api_url": str(server.make_url("/api/v3")),
            "write": "pull_request",
        }
        stage.secrets = {"github_token": "ghp_good"}
        yield fake
    assert fake.wrong == []


def branches(stage: Stage) -> list[str]:
    listed = git(stage.repository.path, "for-each-ref", "--format=%(refname:short)", "refs/heads")
    return [name for name in listed.splitlines() if name != "main"]


async def asked_to_merge(stage: Stage, github: FakeGitHub) -> tuple[Message, Pull]:
    """Have P4 approved by all; return its card, and the pull request that waits."""
    opened = await ask(stage)
    for who in REVIEWERS:
        await approve(stage, who)
    await card(stage, "P4", "waiting for merge")
    await stage.settled()
    return opened, github.world.pulls.listed[-1]


async def verified(stage: Stage) -> Report:
    report = await verify(stage.repository.path, "main")
    assert [f for f in report.findings if f.level.value == "fail"] == []
    return report


@pytest.mark.parametrize("how", How)
async def test_the_whole_story_to_the_merge(stage: Stage, github: FakeGitHub, how: How) -> None:
    base = await stage.repository.head()
    before = await tracker(stage)
    async with stage.bot() as bot:
        opened, pull = await asked_to_merge(stage, github)
        assert await stage.repository.head() == base
        assert round_of(opened) in pull.body
        assert all(who.display in pull.body for who in REVIEWERS)
        assert "Ready for Signoff" in await types(stage, INES, "status P4")
        sha = github.world.pulls.merge(pull, how)
        await bot.look()
        done = await card(stage, "P4", "Signed off", sha[:7])
        await told(stage, INES, "is Signed Off", sha)
        await stage.settled()
    assert len(await signed_rows(stage, round_of(done))) == 3
    assert before != await tracker(stage)
    assert branches(stage) == []
    assert [v.ok for v in (await verified(stage)).signoffs] == [True]
