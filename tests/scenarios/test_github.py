"""The whole bot on the fake GitHub: how many requests a sign-off takes, and what it comes to."""

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestServer

from bot.demo.people import ANOUK, INES, KWAME, RAVI
from bot.demo.people import Person as Who
from bot.sandbox.people import Person
from bot.slack import actions
from tests.fakes.github.objects import Objects
from tests.fakes.github.server import FakeGitHub
from tests.fakes.github.world import World
from tests.support.stage import CHANNEL, Stage, card_of, read

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


async def approve(stage: Stage, who: Who) -> None:
    person = stage.person(who)
    await person.click(await card_of(person, "P4"), actions.APPROVE)
    submission = await person.submit(await person.wait_for_modal())
    assert submission.outcome != "trouble"


async def shows(person: Person, words: str) -> None:
    async def look() -> bool:
        return any(words in read(message) for message in await person.see(CHANNEL))

    await person.wait_for(look, within=20)


async def test_a_sign_off_is_one_reading_and_one_writing(stage: Stage, github: FakeGitHub) -> None:
    ines = stage.person(INES)
    base = await stage.repository.head()
    async with stage.bot():
        await ines.command("/gate", "ready P4", channel=CHANNEL)
        await card_of(ines, "P4", within=20)
        await approve(stage, ANOUK)
        await approve(stage, RAVI)
        github.world.seen.clear()
        await approve(stage, KWAME)
        await shows(ines, "Signed off")
        asked = github.world.asked()
    made = await stage.repository.commits(base)
    assert [commit.message.count(RECORD) for commit in made] == [1, 1]
    assert asked == ["Look", "Write"]
