"""What the scenarios of the ops track's requests look at alike."""

from bot.demo.people import INES, KWAME
from bot.demo.people import Person as Who
from bot.sandbox.seen import Message
from tests.fakes.github.server import FakeGitHub
from tests.fakes.pulls import Pull
from tests.support.acts import TRACKER, until
from tests.support.repository import git
from tests.support.stage import CHANNEL, Stage

SWAP = ("| EXEC | Implementation Execution — Code |", "| EXEC | Implementation |")


def states(github: FakeGitHub) -> list[str]:
    return [pull.state for pull in github.world.pulls.listed]


def newest(github: FakeGitHub) -> Pull:
    return github.world.pulls.listed[-1]


async def on_branch(stage: Stage, name: str) -> str:
    return git(stage.repository.path, "show", f"{name}:{TRACKER}")


async def listing(stage: Stage, who: Who = KWAME) -> Message:
    message = await stage.person(who).command("/gate", "ops", channel=CHANNEL)
    assert message is not None
    return message


async def line_of(stage: Stage, words: str) -> str:
    shown = (await listing(stage)).shown
    return next((line for line in shown.splitlines() if words in line), "")


async def in_channel(stage: Stage, words: str) -> list[str]:
    found: list[str] = []

    async def look() -> bool:
        shown = [m.shown for m in await stage.person(INES).see(CHANNEL)]
        found[:] = [text for text in shown if words in text]
        return bool(found)

    await until(stage, look, words)
    return found
