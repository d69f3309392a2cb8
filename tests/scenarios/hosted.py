"""What the scenarios on each host's fake do and look for alike."""

from typing import Protocol

from bot.demo.people import ANOUK, RAVI
from bot.sandbox.people import Person
from tests.fakes.objects import Objects
from tests.support import acts
from tests.support.acts import approve
from tests.support.repository import git
from tests.support.stage import CHANNEL, Stage, read


class World(Protocol):
    """What each fake's world has."""

    @property
    def objects(self) -> Objects:
        """The repository."""


async def shows(person: Person, words: str) -> None:
    """Wait until a message in the channel has these words."""

    async def look() -> bool:
        return any(words in read(message) for message in await person.see(CHANNEL))

    await person.wait_for(look, within=20)


async def heard(person: Person, *words: str) -> None:
    """Wait until a direct message of the bot has all of these words."""

    async def look() -> bool:
        shown = [read(message) for message in await person.see((await person.dm()).id)]
        return any(all(word in text for word in words) for text in shown)

    await person.wait_for(look, within=20)


async def all_but_one(stage: Stage) -> None:
    """Have P4 asked for, and approved by all reviewers but Kwame."""
    await acts.ask(stage)
    await approve(stage, ANOUK)
    await approve(stage, RAVI)


async def signed_off(stage: Stage) -> list[str]:
    """Return the shas of the commits that sign P4 off."""
    made = await stage.repository.commits(await stage.repository.root())
    return [commit.sha for commit in made if commit.subject.startswith("P4: signed off")]


def take_the_branch(world: World) -> None:
    """Have a person delete the project's branch."""
    git(world.objects.path, "update-ref", "-d", "refs/heads/main")
