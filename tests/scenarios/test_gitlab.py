"""The whole bot on the fake GitLab: how many requests a sign-off takes, and what it comes to."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestServer

from bot.demo.people import ANOUK, INES, KWAME, RAVI
from tests.fakes.gitlab.server import FakeGitLab
from tests.fakes.gitlab.world import BOT, Fault, World
from tests.fakes.objects import Objects
from tests.scenarios.hosted import all_but_one, heard, shows, signed_off, take_the_branch
from tests.support.acts import TRACKER, approve
from tests.support.stage import CHANNEL, Stage, read

RECORD = "Gate-Intent: "
REPO = "/projects/:id/repository"
HEAD, COMMIT = f"GET {REPO}/branches/:branch", f"POST {REPO}/commits"
NAME = "acme/platform/gates"


@pytest.fixture
async def gitlab(stage: Stage) -> AsyncIterator[FakeGitLab]:
    fake = FakeGitLab(World(Objects(stage.repository.path)))
    async with TestServer(fake.app) as server:
        stage.elsewhere = {"host": "gitlab", "repo": NAME, "api_url": str(server.make_url("/"))}
        stage.secrets = {"gitlab_token": "glpat-good"}
        yield fake
    assert fake.wrong == []


async def test_a_sign_off_is_three_requests(stage: Stage, gitlab: FakeGitLab) -> None:
    ines = stage.person(INES)
    base = await stage.repository.head()
    async with stage.bot():
        await all_but_one(stage)
        await stage.settled()  # each earlier approval has the round looked at, beside its landing
        gitlab.world.seen.clear()
        await approve(stage, KWAME)
        await shows(ines, "Signed off")
        asked = gitlab.world.asked()
    made = await stage.repository.commits(base)
    assert [commit.message.count(RECORD) for commit in made] == [1, 1]
    # Head is read, and read again right before the commit, since GitLab compares files only.
    assert asked == [HEAD, HEAD, COMMIT]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(COMMIT, after=True),
        Fault(COMMIT, 502, after=True),
        Fault(COMMIT, 502),
        Fault(HEAD, 503),
        Fault(COMMIT, 429, headers={"Retry-After": "1"}),
        Fault(COMMIT, 400, body={"message": "Could not update refs/heads/main."}),
    ],
    ids=["lost", "502 and done", "502 and not done", "no reading", "limited", "stale"],
)
async def test_whatever_fails_the_sign_off_lands_once(
    stage: Stage, gitlab: FakeGitLab, fault: Fault
) -> None:
    async with stage.bot():
        await all_but_one(stage)
        gitlab.world.faults.append(replace(fault))
        await approve(stage, KWAME)
        await shows(stage.person(INES), "Signed off")
    assert len(await signed_off(stage)) == 1


ERD = "architecture/ERD.md"


def by_hand(path: str, gitlab: FakeGitLab) -> None:
    """Have a person change a file between GitLab's checks of the files and its commit."""
    objects = gitlab.world.objects

    def push() -> None:
        head = objects.ref("refs/heads/main")
        assert head is not None
        there = objects.entry(head, path)
        data = (objects.blob(there.oid) if there else b"") + b"\nBy hand.\n"
        sha = objects.make_commit(head, {path: data}, [], "By hand", BOT)
        objects.publish("refs/heads/main", sha, head)

    gitlab.world.meanwhile.append(push)


async def test_what_came_between_is_looked_at_and_told(stage: Stage, gitlab: FakeGitLab) -> None:
    async with stage.bot():
        await all_but_one(stage)
        by_hand("notes/unrelated.md", gitlab)
        await approve(stage, KWAME)
        await shows(stage.person(INES), "Signed off")
        await heard(
            stage.person(INES), "Somebody committed just before the sign-off", "the sign-off stands"
        )
    assert len(await signed_off(stage)) == 1


async def test_evidence_that_changed_in_between_is_told_to_all_who_approved(
    stage: Stage, gitlab: FakeGitLab
) -> None:
    async with stage.bot():
        await all_but_one(stage)
        by_hand(ERD, gitlab)
        await approve(stage, KWAME)
        for who in (INES, ANOUK, RAVI, KWAME):
            await heard(stage.person(who), "not the same any more", ERD)
    assert len(await signed_off(stage)) == 1


async def test_an_edit_that_is_lost_is_told(stage: Stage, gitlab: FakeGitLab) -> None:
    async with stage.bot():
        await all_but_one(stage)
        by_hand(TRACKER, gitlab)
        await approve(stage, KWAME)
        words = ("is lost by it", TRACKER, "Make that change again")
        await heard(stage.person(INES), *words)
    assert len(await signed_off(stage)) == 1
    assert "By hand." not in (await stage.repository.text(TRACKER) or "")


def protect(world: World) -> None:
    world.protected = True


def refuse(world: World) -> None:
    world.hook = "Commit message does not follow the pattern '^TW-'"


def revoke(world: World) -> None:
    world.tokens.clear()


def expire(world: World) -> None:
    world.tokens["glpat-good"].expired = True


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
        (protect, ("not allowed to push", "Protected branches")),
        (refuse, ("does not follow the pattern", "Push rules")),
        (revoke, ("does not take the token", "Make a new access token")),
        (expire, ("Token is expired", "Make a new access token")),
        (rename, (f"{NAME} is called acme/readiness now", 'repo = "acme/readiness"')),
        (take_the_branch, (f"no branch 'main' in {NAME}", "branch")),
        (take_the_tracker, ("Phase_Readiness_Tracker.md", "not there")),
    ],
)
async def test_the_owner_is_told_what_only_a_person_can_mend(
    stage: Stage,
    gitlab: FakeGitLab,
    break_it: Callable[[World], None],
    words: tuple[str, ...],
) -> None:
    async with stage.bot():
        await all_but_one(stage)
        break_it(gitlab.world)
        await approve(stage, KWAME)
        await heard(stage.person(INES), *words)
        shown = [read(m) for m in await stage.person(INES).see(CHANNEL)]
    assert not any("glpat-good" in text for text in shown)
    if break_it is not take_the_branch:
        assert await signed_off(stage) == []
