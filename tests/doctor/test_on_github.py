from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiohttp.test_utils import TestServer, unused_port

from bot.doctor.checks import State
from bot.doctor.examine import examine_without
from bot.settings import ProjectSettings, SettingsError
from tests.doctor.house import House
from tests.fakes.github.server import FakeGitHub
from tests.fakes.github.world import World
from tests.fakes.objects import Objects


@dataclass
class OnGitHub:
    """The house, with its repository on a fake GitHub."""

    house: House
    world: World

    async def troubles(self) -> dict[str, tuple[State, str, str]]:
        return await self.house.troubles()


@pytest.fixture
async def there(house: House) -> AsyncIterator[OnGitHub]:
    world = World(Objects(house.repo))
    fake = FakeGitHub(world)
    async with TestServer(fake.app) as server:
        api_url = str(server.make_url("/api/v3"))
        project = house.project(host="github", repo="acme/gates", api_url=api_url)
        house.settings = {"projects": [project], "github_token": "ghp_good"}
        yield OnGitHub(house, world)
    assert fake.wrong == []


async def test_a_house_in_order(there: OnGitHub) -> None:
    assert await there.troubles() == {}
    head = there.house.head[:12]
    said = {c.name: c.said for c in await there.house.examine()}
    assert said["repository"] == f"acme/gates can be read; main is at {head}."
    assert said["writing"] == "gatebot may write to main on GitHub."
    assert "createCommitOnBranch" not in str(there.world.asked())
    assert "Write" not in there.world.asked()


async def test_a_host_that_is_not_there_is_one_line(there: OnGitHub) -> None:
    (project,) = there.house.settings["projects"]
    at = f"http://127.0.0.1:{unused_port()}"
    project["api_url"] = f"{at}/api/v3"
    (trouble,) = (await there.troubles()).values()
    state, said, mend = trouble
    assert (state, said.startswith(f"GitHub can't be reached at {at}: ")) == (State.FAIL, True)
    assert mend.startswith("Check the network")


async def test_a_token_that_is_not_taken(there: OnGitHub) -> None:
    there.world.tokens.clear()
    state, said, mend = (await there.troubles())["repository"]
    assert (state, said) == (State.FAIL, "GitHub does not take the token: Bad credentials.")
    assert mend.startswith("Make a new token")


async def test_a_repository_that_is_not_to_be_seen(there: OnGitHub) -> None:
    there.world.tokens["ghp_good"] = "NONE"
    state, said, mend = (await there.troubles())["repository"]
    assert (state, said) == (State.FAIL, "GitHub does not find the repository.")
    assert mend.startswith("Check `repo` and `branch` in gatebot.toml")


async def test_a_token_that_may_only_read(there: OnGitHub) -> None:
    there.world.tokens["ghp_good"] = "READ"
    state, said, mend = (await there.troubles())["writing"]
    assert (state, said) == (State.FAIL, "The token may not write to acme/gates: it has read.")
    assert "rights" in mend


async def test_a_protected_branch_may_refuse(there: OnGitHub) -> None:
    there.world.protection = "Changes must be made through a pull request."
    state, said, mend = (await there.troubles())["protection"]
    assert (state, said) == (
        State.WARN,
        "main asks for a pull request: a commit of gatebot is refused unless it may bypass that.",
    )
    assert "Bypass list" in mend


def by_pull_request(there: OnGitHub) -> None:
    (project,) = there.house.settings["projects"]
    project["write"] = "pull_request"
    there.world.protection = "Changes must be made through a pull request."


async def test_a_protected_branch_that_is_written_by_pull_requests(there: OnGitHub) -> None:
    by_pull_request(there)
    assert await there.troubles() == {}
    said = {c.name: c.said for c in await there.house.examine()}
    assert said["writing"].endswith("by pull requests, which GitHub merges by itself.")
    assert there.world.pulls.listed == []


async def test_where_auto_merge_is_off_people_have_to_merge(there: OnGitHub) -> None:
    by_pull_request(there)
    there.world.pulls.auto_merge_allowed = False
    state, said, mend = (await there.troubles())["merging"]
    assert (state, "does not allow auto-merge" in said) == (State.WARN, True)
    assert "Allow auto-merge" in mend


async def test_a_repository_that_merges_nothing(there: OnGitHub) -> None:
    by_pull_request(there)
    there.world.pulls.methods = frozenset()
    state, said, _ = (await there.troubles())["merging"]
    assert (state, "no way of merging" in said) == (State.FAIL, True)


async def test_pull_requests_need_the_right_to_write(there: OnGitHub) -> None:
    by_pull_request(there)
    there.world.tokens["ghp_good"] = "READ"
    state, said, _ = (await there.troubles())["writing"]
    assert (state, said) == (State.FAIL, "The token may not write to acme/gates: it has read.")


async def test_a_renamed_repository(there: OnGitHub) -> None:
    there.world.renamed = "acme/readiness"
    state, said, mend = (await there.troubles())["repository"]
    assert (state, said) == (State.FAIL, "acme/gates is called acme/readiness now.")
    assert mend == 'Write repo = "acme/readiness" in gatebot.toml and start gatebot again.'


async def test_without_settings_a_remote_repository_is_left_alone(there: OnGitHub) -> None:
    project = ProjectSettings.model_validate(there.house.settings["projects"][0])
    checks = await examine_without(SettingsError(("SLACK_BOT_TOKEN is not set.",), (project,)))
    (check,) = (c for c in checks if c.name == "repository")
    assert check.state is State.WARN
    assert "was not looked at" in check.said
    assert there.world.asked() == []
