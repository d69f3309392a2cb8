"""The whole bot on the fake GitHub: how many requests a sign-off takes, and what it comes to."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestServer

from bot.demo.people import INES, KWAME
from tests.fakes.github.server import FakeGitHub
from tests.fakes.github.world import BOT, Fault, World
from tests.fakes.objects import Objects
from tests.scenarios.hosted import all_but_one, heard, shows, signed_off, take_the_branch
from tests.support.acts import TRACKER, approve
from tests.support.stage import CHANNEL, Stage, read

RECORD = "Gate-Intent: "


@pytest.fixture
async def github(stage: Stage) -> AsyncIterator[FakeGitHub]:
    fake = FakeGitHub(World(Objects(stage.repository.path)))
    async with TestServer(fake.app) as server:
        stage.elsewhere = {
            "host": "github",
            "repo": "acme/gates",
            "api_url": str(server.make_url("/api/v3")),
        }
        stage.secrets = {"github_token": "ghp_good"}
        yield fake
    assert fake.wrong == []


async def test_a_sign_off_is_one_reading_and_one_writing(stage: Stage, github: FakeGitHub) -> None:
    ines = stage.person(INES)
    base = await stage.repository.head()
    async with stage.bot():
        await all_but_one(stage)
        await stage.settled()  # each earlier approval has the round looked at, beside its landing
        github.world.seen.clear()
        await approve(stage, KWAME)
        await shows(ines, "Signed off")
        asked = github.world.asked()
    made = await stage.repository.commits(base)
    assert [commit.message.count(RECORD) for commit in made] == [1, 1]
    assert asked == ["Look", "Write"]


@pytest.mark.parametrize(
    "fault",
    [
        Fault("Write", after=True),
        Fault("Write", 502, after=True),
        Fault("Write", 502),
        Fault("Look", 503),
        Fault("Write", 403, headers={"Retry-After": "1"}),
        Fault("Write", errors=[{"type": "STALE_DATA", "message": "Pull and try again."}]),
    ],
    ids=["lost", "502 and done", "502 and not done", "no reading", "limited", "stale"],
)
async def test_whatever_fails_the_sign_off_lands_once(
    stage: Stage, github: FakeGitHub, fault: Fault
) -> None:
    async with stage.bot():
        await all_but_one(stage)
        github.world.faults.append(replace(fault))
        await approve(stage, KWAME)
        await shows(stage.person(INES), "Signed off")
    assert len(await signed_off(stage)) == 1


def protect(world: World) -> None:
    world.protection = "Changes must be made through a pull request."


def revoke(world: World) -> None:
    world.tokens.clear()


def rename(world: World) -> None:
    world.renamed = "acme/readiness"


def take_the_tracker(world: World) -> None:
    head = world.objects.ref("refs/heads/main")
    assert head is not None
    sha = world.objects.make_commit(head, {}, [TRACKER], "Tidy up", BOT)
    world.objects.publish("refs/heads/main", sha, head)


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (protect, ("through a pull request", "Bypass list")),
        (revoke, ("does not take the token", "Make a new token")),
        (rename, ("acme/gates is called acme/readiness now", 'repo = "acme/readiness"')),
        (take_the_branch, ("no branch 'main' in acme/gates", "branch")),
        (take_the_tracker, ("Phase_Readiness_Tracker.md", "not there")),
    ],
)
async def test_the_owner_is_told_what_only_a_person_can_mend(
    stage: Stage,
    github: FakeGitHub,
    break_it: Callable[[World], None],
    words: tuple[str, ...],
) -> None:
    async with stage.bot():
        await all_but_one(stage)
        break_it(github.world)
        await approve(stage, KWAME)
        await heard(stage.person(INES), *words)
        shown = [read(m) for m in await stage.person(INES).see(CHANNEL)]
    assert not any("ghp_good" in text for text in shown)
    if break_it is not take_the_branch:
        assert await signed_off(stage) == []


async def test_a_hand_edit_is_reported_with_a_link_to_its_commit(
    stage: Stage, github: FakeGitHub
) -> None:
    async with stage.bot() as gatebot:
        await gatebot.look()
        row = "| P4 | ERD and Persistence Model | In Progress | ines |"
        signed = row.replace("In Progress", "Signed Off")
        await stage.repository.edit(INES, "Tidy up", TRACKER, (row, signed))
        await gatebot.look()
        await shows(stage.person(INES), "was changed by hand in the tracker")
    assert "Write" not in github.world.asked()
