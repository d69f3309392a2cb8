"""The whole bot on a real Git server over HTTP: a sign-off lands once, whatever fails."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestServer

from bot.demo.people import ANOUK, INES, JONAS, KWAME, RAVI
from tests.fakes.git_server.server import READ, REPOSITORY, WRITE, Fault, GitServer
from tests.support.acts import TRACKER, approve, ask, card, round_of, signed_rows, subjects, told
from tests.support.impatient import IMPATIENT
from tests.support.repository import git
from tests.support.stage import Stage

PUSH = f"POST {WRITE}"
REFUSING = "#!/bin/sh\necho 'no pushes on Sundays' >&2\nexit 1\n"


@pytest.fixture
async def server(stage: Stage) -> AsyncIterator[GitServer]:
    fake = GitServer(stage.repository.path, {"gatebot": ("t0ken", "write")})
    async with TestServer(fake.app) as server:
        stage.elsewhere = {"host": "git", "repo": str(server.make_url(f"/{REPOSITORY}"))}
        stage.secrets = {"git_username": "gatebot", "git_token": "t0ken"}
        yield fake


async def two_approve(stage: Stage) -> None:
    for who in (ANOUK, RAVI):
        await approve(stage, who)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(PUSH, 0, after=True),
        Fault(PUSH, 502, after=True),
        Fault(PUSH, 502),
        Fault(f"GET {WRITE}", 503),
        Fault(f"GET {READ}", 503),
    ],
    ids=["lost", "502 and done", "502 and not done", "no writing", "no reading"],
)
async def test_whatever_fails_the_sign_off_lands_once(
    stage: Stage, server: GitServer, fault: Fault
) -> None:
    async with stage.bot(IMPATIENT):
        opened = await ask(stage)
        base = await stage.repository.head()
        await two_approve(stage)
        await stage.settled()
        server.faults.append(replace(fault))
        await approve(stage, KWAME)
        await card(stage, "P4", "Signed off")
        await stage.settled()
    assert await subjects(stage, base) == ["P4: signed off"]
    assert len(await signed_rows(stage, round_of(opened))) == 3


def refuse(server: GitServer) -> None:
    hook = server.repo / "hooks" / "pre-receive"
    hook.write_text(REFUSING)
    hook.chmod(0o755)


def expire(server: GitServer) -> None:
    server.people["gatebot"] = ("another", "write")


def revoke(server: GitServer) -> None:
    server.people["gatebot"] = ("t0ken", "read")


def rename(server: GitServer) -> None:
    server.place, server.moved_from = "team/readiness.git", REPOSITORY


def take_the_branch(server: GitServer) -> None:
    git(server.repo, "update-ref", "-d", "refs/heads/main")


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (refuse, ("no pushes on Sundays", "Try again")),
        (expire, ("does not take the token", "GATEBOT_GIT_TOKEN")),
        (revoke, ("You may not push", "the right to read and push to main")),
        (rename, ("has moved", "Check")),
        (take_the_branch, ("no branch 'main' in http", "push a first commit")),
    ],
)
async def test_the_owner_is_told_what_only_a_person_can_mend(
    stage: Stage,
    server: GitServer,
    break_it: Callable[[GitServer], None],
    words: tuple[str, ...],
) -> None:
    async with stage.bot(IMPATIENT):
        opened = await ask(stage)
        await two_approve(stage)
        await stage.settled()
        break_it(server)
        await approve(stage, KWAME)
        said = await told(stage, INES, *words)
        assert "t0ken" not in said.shown
        assert "Signed off" not in (await card(stage, "P4", "Approved")).shown
    if break_it is not take_the_branch:
        assert await signed_rows(stage, round_of(opened)) == []


async def test_a_deleted_tracker_is_told_and_nothing_is_written(
    stage: Stage, server: GitServer
) -> None:
    async with stage.bot():
        await ask(stage)
        await two_approve(stage)
        base = await stage.repository.human_commit(JONAS, "Tidy up", {TRACKER: None})
        await approve(stage, KWAME)
        await told(stage, INES, TRACKER, "not there", "Try again")
    assert await subjects(stage, base) == []
    assert server.seen
