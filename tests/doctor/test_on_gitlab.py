from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiohttp.test_utils import TestServer, unused_port

from bot.doctor.checks import State
from tests.doctor.house import House
from tests.fakes.gitlab.server import FakeGitLab
from tests.fakes.gitlab.world import MAINTAINER, REPORTER, Token, World
from tests.fakes.objects import Objects


@dataclass
class OnGitLab:
    """The house, with its repository on a fake GitLab."""

    house: House
    world: World

    async def troubles(self) -> dict[str, tuple[State, str, str]]:
        return await self.house.troubles()


@pytest.fixture
async def there(house: House) -> AsyncIterator[OnGitLab]:
    world = World(Objects(house.repo))
    fake = FakeGitLab(world)
    async with TestServer(fake.app) as server:
        api_url = str(server.make_url("/api/v4"))
        project = house.project(host="gitlab", repo=world.full_name, api_url=api_url)
        house.settings = {"projects": [project], "gitlab_token": "glpat-good"}
        yield OnGitLab(house, world)
    assert fake.wrong == []


async def test_a_house_in_order(there: OnGitLab) -> None:
    assert await there.troubles() == {}
    head = there.house.head[:12]
    said = {c.name: c.said for c in await there.house.examine()}
    assert said["repository"] == f"acme/platform/gates can be read; main is at {head}."
    assert said["writing"] == "gatebot may write to main on GitLab."
    assert {what.split()[0] for what in there.world.asked()} == {"GET"}


async def test_a_host_that_is_not_there_is_one_line(there: OnGitLab) -> None:
    (project,) = there.house.settings["projects"]
    at = f"http://127.0.0.1:{unused_port()}"
    project["api_url"] = at
    (trouble,) = (await there.troubles()).values()
    state, said, mend = trouble
    assert (state, said.startswith(f"GitLab can't be reached at {at}: ")) == (State.FAIL, True)
    assert mend.startswith("Check the network")


async def test_a_token_that_is_not_taken(there: OnGitLab) -> None:
    there.world.tokens.clear()
    state, said, mend = (await there.troubles())["repository"]
    assert (state, said) == (State.FAIL, "GitLab does not take the token: 401 Unauthorized.")
    assert mend.startswith("Make a new access token")


async def test_a_project_that_is_not_to_be_seen(there: OnGitLab) -> None:
    there.world.tokens["glpat-good"].level = 0
    state, said, mend = (await there.troubles())["repository"]
    assert (state, said) == (State.FAIL, "GitLab does not find it.")
    assert mend.startswith("Check `repo`, `branch` and `api_url` in gatebot.toml")


async def test_a_token_that_may_only_read(there: OnGitLab) -> None:
    there.world.tokens["glpat-good"] = Token(scopes=("read_api",))
    state, said, mend = (await there.troubles())["token"]
    assert (state, said) == (State.FAIL, "The token has the scopes read_api, and not `api`.")
    assert "GATEBOT_GITLAB_TOKEN" in mend


async def test_a_protected_branch_refuses(there: OnGitLab) -> None:
    there.world.protected = True
    state, said, mend = (await there.troubles())["protection"]
    assert (state, said) == (
        State.FAIL,
        "The protection of main does not let the token's user push.",
    )
    assert "Protected branches" in mend


def by_merge_request(there: OnGitLab) -> None:
    there.world.protected = True
    (project,) = there.house.settings["projects"]
    project["write"] = "pull_request"


async def test_a_protection_does_not_matter_to_merge_requests(there: OnGitLab) -> None:
    by_merge_request(there)
    assert await there.troubles() == {}
    said = {c.name: c.said for c in await there.house.examine()}
    assert said["writing"].endswith("by merge requests, which GitLab merges by itself.")
    assert {what.split()[0] for what in there.world.asked()} == {"GET"}


async def test_where_developers_may_not_merge_people_have_to(there: OnGitLab) -> None:
    by_merge_request(there)
    there.world.merges.may_merge = False
    state, said, mend = (await there.troubles())["merging"]
    assert (state, "Developers may not merge into main" in said) == (State.WARN, True)
    assert "Allowed to merge" in mend
    there.world.tokens["glpat-good"] = Token(level=MAINTAINER)
    assert await there.troubles() == {}


async def test_merge_requests_that_are_switched_off(there: OnGitLab) -> None:
    by_merge_request(there)
    there.world.merges.switched_on = False
    state, said, _ = (await there.troubles())["merging"]
    assert (state, "switched off" in said) == (State.FAIL, True)


async def test_merge_requests_need_the_right_to_write(there: OnGitLab) -> None:
    by_merge_request(there)
    there.world.tokens["glpat-good"] = Token(level=REPORTER)
    state, said, _ = (await there.troubles())["writing"]
    assert (state, "no Developer there" in said) == (State.FAIL, True)


async def test_a_renamed_project(there: OnGitLab) -> None:
    there.world.renamed = "acme/readiness"
    state, said, mend = (await there.troubles())["repository"]
    assert (state, said) == (State.FAIL, "acme/platform/gates is called acme/readiness now.")
    assert mend == 'Write repo = "acme/readiness" in gatebot.toml and start gatebot again.'
