from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiohttp.test_utils import TestServer, unused_port

from bot.doctor.checks import State
from tests.doctor.house import House
from tests.fakes.git_server.server import REPOSITORY, WRITE, GitServer
from tests.support.repository import git


@dataclass
class OnGitServer:
    """The house, with its repository behind git's own HTTP server."""

    house: House
    server: GitServer
    url: str

    async def troubles(self) -> dict[str, tuple[State, str, str]]:
        return await self.house.troubles()


@pytest.fixture
async def there(house: House) -> AsyncIterator[OnGitServer]:
    fake = GitServer(house.repo, {"gatebot": ("t0ken", "write")})
    async with TestServer(fake.app) as server:
        url = str(server.make_url(f"/{REPOSITORY}"))
        house.settings = {
            "projects": [house.project(host="git", repo=url)],
            "git_username": "gatebot",
            "git_token": "t0ken",
        }
        yield OnGitServer(house, fake, url)


async def test_a_house_in_order(there: OnGitServer) -> None:
    assert await there.troubles() == {}
    said = {c.name: c.said for c in await there.house.examine()}
    assert said["repository"].startswith(f"{there.url} can be read; main is at ")
    assert said["writing"].startswith(f"gatebot's account may push to {there.url}")
    assert f"POST {WRITE}" not in there.server.seen
    assert (there.house.folder / "gatebot-mirrors").is_dir()


async def test_a_server_that_is_not_there_is_one_line(there: OnGitServer) -> None:
    at = f"http://127.0.0.1:{unused_port()}"
    there.house.settings["projects"][0]["repo"] = f"{at}/gates.git"
    (trouble,) = (await there.troubles()).values()
    state, said, mend = trouble
    assert (state, said.startswith(f"{at} can't be reached: ")) == (State.FAIL, True)
    assert mend.startswith("Check the network")


async def test_a_token_that_is_not_taken(there: OnGitServer) -> None:
    there.server.people["gatebot"] = ("another", "write")
    state, said, mend = (await there.troubles())["repository"]
    assert (state, "does not take the token" in said) == (State.FAIL, True)
    assert "GATEBOT_GIT_TOKEN" in mend


async def test_an_account_that_may_only_read(there: OnGitServer) -> None:
    there.server.people["gatebot"] = ("t0ken", "read")
    state, said, mend = (await there.troubles())["writing"]
    assert (state, "You may not push" in said) == (State.FAIL, True)
    assert "the right to read and push" in mend


async def test_a_branch_that_is_not_there(there: OnGitServer) -> None:
    git(there.house.repo, "branch", "--move", "main", "trunk")
    state, said, mend = (await there.troubles())["repository"]
    assert (state, said) == (State.FAIL, f"There is no branch 'main' in {there.url}.")
    assert mend.startswith("Push a first commit to it, or mend")


async def test_ci_results_that_can_not_be_read_are_worth_a_look(there: OnGitServer) -> None:
    git(
        there.house.repo,
        *("-c", "user.name=ci", "-c", "user.email=ci@example.com"),
        *("notes", "--ref=ci", "add", "-m", "no JSON", "main"),
    )
    state, said, mend = (await there.troubles())["CI notes"]
    assert (state, "can't be read" in said) == (State.WARN, True)
    assert "git notes --ref=ci add" in mend
    said_ok = [c.said for c in await there.house.examine() if c.name == "CI notes"]
    assert said_ok[-1].endswith("0 of 1 notes can be read.")
