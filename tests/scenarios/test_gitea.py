"""The whole bot on the fake Gitea: how many requests a sign-off takes, and what it comes to."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestServer

from bot.demo.people import INES, KWAME
from tests.fakes.gitea.objects import GiteaObjects
from tests.fakes.gitea.objects import Person as Committer
from tests.fakes.gitea.server import FakeGitea
from tests.fakes.gitea.world import Fault, World
from tests.githosts.local_lab import BOT
from tests.scenarios.hosted import all_but_one, heard, shows, signed_off, take_the_branch
from tests.support.acts import TRACKER, approve
from tests.support.stage import CHANNEL, Stage, read

RECORD = "Gate-Intent: "
COMMITS, BRANCH, CONTENTS = "GET /commits", "GET /branches/{branch}", "POST /contents"


@pytest.fixture
async def gitea(stage: Stage) -> AsyncIterator[FakeGitea]:
    fake = FakeGitea(World(GiteaObjects(stage.repository.path)))
    async with TestServer(fake.app) as server:
        fake.world.url = str(server.make_url("")).rstrip("/")
        stage.elsewhere = {"host": "forgejo", "repo": "acme/gates", "api_url": fake.world.url}
        stage.secrets = {"gitea_token": "gitea-good"}
        yield fake
    assert fake.wrong == []


async def test_a_sign_off_is_two_readings_and_one_writing(stage: Stage, gitea: FakeGitea) -> None:
    ines = stage.person(INES)
    base = await stage.repository.head()
    async with stage.bot():
        await all_but_one(stage)
        await stage.settled()  # each earlier approval has the round looked at, beside its landing
        gitea.world.seen.clear()
        await approve(stage, KWAME)
        await shows(ines, "Signed off")
        asked = gitea.world.asked()
    made = await stage.repository.commits(base)
    assert [commit.message.count(RECORD) for commit in made] == [1, 1]
    assert asked == [COMMITS, BRANCH, CONTENTS]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(CONTENTS, after=True),
        Fault(CONTENTS, 502, after=True),
        Fault(CONTENTS, 502),
        Fault(COMMITS, 503),
        Fault(CONTENTS, 429, headers={"Retry-After": "1"}),
        Fault(CONTENTS, 500),
    ],
    ids=["lost", "502 and done", "502 and not done", "no reading", "limited", "500"],
)
async def test_whatever_fails_the_sign_off_lands_once(
    stage: Stage, gitea: FakeGitea, fault: Fault
) -> None:
    async with stage.bot():
        await all_but_one(stage)
        gitea.world.faults.append(replace(fault))
        await approve(stage, KWAME)
        await shows(stage.person(INES), "Signed off")
    assert len(await signed_off(stage)) == 1


def protect(world: World) -> None:
    world.protection = "user cannot commit to repo [user: gatebot]"


def revoke(world: World) -> None:
    world.tokens.clear()


def rename(world: World) -> None:
    world.renamed = "acme/readiness"


def push(world: World, files: dict[str, tuple[str, bytes] | None]) -> None:
    """Commit as somebody else does."""
    head = world.objects.ref("refs/heads/main")
    assert head is not None
    them = Committer(BOT, "2026-11-02T12:00:00+00:00")
    sha = world.objects.write(head, files, "Tidy up", them, them)
    world.objects.publish("refs/heads/main", sha, head)


def take_the_tracker(world: World) -> None:
    push(world, {TRACKER: None})


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (protect, ("user cannot commit", "Allowlist restricted push")),
        (revoke, ("does not take the token", "GATEBOT_GITEA_TOKEN")),
        (rename, ("acme/gates is called acme/readiness now", 'repo = "acme/readiness"')),
        (take_the_branch, ("no branch 'main' in acme/gates", "branch")),
        (take_the_tracker, ("Phase_Readiness_Tracker.md", "not there")),
    ],
)
async def test_the_owner_is_told_what_only_a_person_can_mend(
    stage: Stage,
    gitea: FakeGitea,
    break_it: Callable[[World], None],
    words: tuple[str, ...],
) -> None:
    async with stage.bot():
        await all_but_one(stage)
        break_it(gitea.world)
        await approve(stage, KWAME)
        await heard(stage.person(INES), *words)
        shown = [read(m) for m in await stage.person(INES).see(CHANNEL)]
    assert not any("gitea-good" in text for text in shown)
    if break_it is not take_the_branch:
        assert await signed_off(stage) == []


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"README.md": ("100644", b"Hello.\n")}, ("the sign-off stands",)),
        (
            {"architecture/ERD.md": ("100644", b"# Another ERD\n")},
            ("not the same any more", "architecture/ERD.md", "affirm"),
        ),
        ({TRACKER: None}, ("not there",)),
    ],
    ids=["unrelated", "evidence", "tracker"],
)
async def test_what_came_in_before_the_write_is_audited_and_told(
    stage: Stage,
    gitea: FakeGitea,
    files: dict[str, tuple[str, bytes] | None],
    words: tuple[str, ...],
) -> None:
    async with stage.bot():
        await all_but_one(stage)
        meddling = Fault(CONTENTS, passes=True, before_it=lambda: push(gitea.world, files))
        gitea.world.faults.append(meddling)
        await approve(stage, KWAME)
        await heard(stage.person(INES), *words)
    # A document that the write itself changes is compared by the server: it wasn't written.
    assert len(await signed_off(stage)) == (0 if TRACKER in files else 1)
