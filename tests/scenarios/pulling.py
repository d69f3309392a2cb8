"""A stage whose repository is on a fake GitHub, and whose main branch takes pull requests only."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp.test_utils import TestServer

from bot.sandbox.seen import Message
from bot.verify.findings import Level, Report
from bot.verify.verifying import verify
from tests.fakes.github.server import FakeGitHub
from tests.fakes.github.world import World
from tests.fakes.objects import Objects
from tests.fakes.pulls import Pull
from tests.support.acts import REVIEWERS, approve, ask, card
from tests.support.repository import git
from tests.support.stage import Stage

PROTECTED = "Changes must be made through a pull request."


@asynccontextmanager
async def protected(stage: Stage) -> AsyncIterator[FakeGitHub]:
    """Put the stage's repository on GitHub; leaving demands that it was asked nothing strange."""
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
    """Return the branches besides the project's own."""
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
    """Return what `gatebot verify` finds on the target; it has to find no failure."""
    report = await verify(stage.repository.path, "main")
    assert [f for f in report.findings if f.level is Level.FAIL] == []
    return report
