from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiohttp.test_utils import TestServer, unused_port

from bot.doctor.checks import State
from tests.doctor.house import House
from tests.fakes.gitea.objects import GiteaObjects
from tests.fakes.gitea.server import FakeGitea
from tests.fakes.gitea.world import World


@dataclass
class OnGitea:
    """The house, with its repository on a fake Gitea."""

    house: House
    world: World

    async def troubles(self) -> dict[str, tuple[State, str, str]]:
        return await self.house.troubles()


@pytest.fixture
async def there(house: House) -> AsyncIterator[OnGitea]:
    world = World(GiteaObjects(house.repo))
    fake = FakeGitea(world)
    async with TestServer(fake.app) as server:
        project = house.project(host="gitea", repo="acme/gates", api_url=str(server.make_url("")))
        house.settings = {"projects": [project], "gitea_token": "gitea-good"}
        yield OnGitea(house, world)
    assert fake.wrong == []


async def test_a_house_in_order(there: OnGitea) -> None:
    assert await there.troubles() == {}
    head = there.house.head[:12]
    said = {c.name: c.said for c in await there.house.examine()}
    assert said["repository"] == f"acme/gates can be read; main is at {head}."
    assert said["writing"] == "gatebot may write to main on Gitea."
    assert {asked.split()[0] for asked in there.world.asked()} == {"GET"}


async def test_a_host_that_is_not_there_is_one_line(there: OnGitea) -> None:
    (project,) = there.house.settings["projects"]
    at = f"http://127.0.0.1:{unused_port()}"
    project["api_url"] = f"{at}/api/v1"
    (trouble,) = (await there.troubles()).values()
    state, said, mend = trouble
    assert (state, said.startswith(f"Gitea can't be reached at {at}: ")) == (State.FAIL, True)
    assert mend.startswith("Check the network")


async def test_a_token_that_is_not_taken(there: OnGitea) -> None:
    there.world.tokens.clear()
    state, said, mend = (await there.troubles())["repository"]
    assert state is State.FAIL
    assert said.startswith("Gitea does not take the token")
    assert mend.startswith("Make a new token")


async def test_a_repository_that_is_not_to_be_seen(there: OnGitea) -> None:
    there.world.tokens["gitea-good"] = "NONE"
    state, said, mend = (await there.troubles())["repository"]
    assert (state, said) == (State.FAIL, "Gitea does not find it.")
    assert mend.startswith("Check `repo`, `branch` and `api_url` in gatebot.toml")


async def test_a_token_whose_owner_may_only_read(there: OnGitea) -> None:
    there.world.tokens["gitea-good"] = "READ"
    state, said, mend = (await there.troubles())["writing"]
    assert (state, said) == (State.FAIL, "The token's owner may not write to acme/gates.")
    assert "write:repository" in mend


async def test_a_protected_branch_may_refuse(there: OnGitea) -> None:
    there.world.protection = "user cannot commit to repo"
    state, said, mend = (await there.troubles())["protection"]
    assert (state, said) == (
        State.WARN,
        "The protection of main does not let the token's owner push.",
    )
    assert 'write = "pull_request"' in mend


def by_pull_request(there: OnGitea) -> None:
    there.world.protection = "user cannot commit to repo"
    (project,) = there.house.settings["projects"]
    project["write"] = "pull_request"


async def test_a_protected_branch_that_is_written_by_pull_requests(there: OnGitea) -> None:
    by_pull_request(there)
    assert await there.troubles() == {}
    said = {c.name: c.said for c in await there.house.examine()}
    assert said["writing"].endswith("by pull requests, which Gitea merges by itself.")
    assert {asked.split()[0] for asked in there.world.asked()} == {"GET"}


async def test_where_the_account_may_not_merge_people_have_to(there: OnGitea) -> None:
    by_pull_request(there)
    there.world.pulls.may_merge = False
    state, said, mend = (await there.troubles())["merging"]
    assert (state, "does not let the token's owner merge" in said) == (State.WARN, True)
    assert "Merge allowlist" in mend


async def test_a_repository_that_only_fast_forwards_is_merged_by_people(there: OnGitea) -> None:
    by_pull_request(there)
    there.world.pulls.methods = frozenset()
    state, said, _ = (await there.troubles())["merging"]
    assert (state, "no way of merging that gatebot asks for" in said) == (State.WARN, True)


async def test_pull_requests_that_are_switched_off(there: OnGitea) -> None:
    by_pull_request(there)
    there.world.pulls.switched_on = False
    state, said, _ = (await there.troubles())["merging"]
    assert (state, "switched off" in said) == (State.FAIL, True)


async def test_pull_requests_need_the_right_to_write(there: OnGitea) -> None:
    by_pull_request(there)
    there.world.tokens["gitea-good"] = "READ"
    state, said, _ = (await there.troubles())["writing"]
    assert (state, said) == (State.FAIL, "The token's owner may not write to acme/gates.")


async def test_a_renamed_repository(there: OnGitea) -> None:
    there.world.renamed = "acme/readiness"
    state, said, mend = (await there.troubles())["repository"]
    assert (state, said) == (State.FAIL, "acme/gates is called acme/readiness now.")
    assert mend == 'Write repo = "acme/readiness" in gatebot.toml and start gatebot again.'
