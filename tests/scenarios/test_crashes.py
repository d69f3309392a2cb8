"""SIGKILL at each point between a click and its card: nothing is lost, nothing lands twice.

Slack and the repository live on outside the bot. It dies, is started again, and the people do
what people do: whoever was shown a failure tries once more.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from bot.demo.people import ANOUK, INES, KWAME, RAVI
from bot.demo.people import Person as Who
from bot.sandbox.people import AppFailed, Person
from bot.sandbox.seen import Message
from bot.slack import action_ids as actions
from tests.scenarios.killing import process
from tests.support.acts import (
    REVIEWERS,
    approve,
    ask,
    card,
    cards,
    direct,
    round_of,
    signed_rows,
    subjects,
    thread,
    told,
    types,
    until,
)
from tests.support.stage import CHANNEL, Stage

AFTER_THE_REQUEST = (
    "delivery:before",
    "delivery:after",
    "request push:before",
    "request push:after",
    "round:before",
    "round:after",
    "card post:before",
    "card post:after",
    "card place:before",
    "card place:after",
)
AFTER_THE_LAST_APPROVAL = (
    "approved round:before",
    "approved round:after",
    "landing begun:before",
    "landing begun:after",
    "sign-off push:before",
    "sign-off push:after",
    "landed round:before",
    "landed round:after",
    "last drawing:before",
    "last drawing:after",
    "thread line:before",
    "thread line:after",
    "direct message:before",
    "direct message:after",
)

AS_A_PROCESS = ("delivery:after", "sign-off push:after")


@asynccontextmanager
async def started_again(stage: Stage, point: str) -> AsyncIterator[None]:
    """Run the bot on what the killed one left: here, or (it takes longer) as a process again."""
    if point in AS_A_PROCESS:
        async with process(stage):
            yield
    else:
        async with stage.bot():
            yield
            await stage.settled()


async def ask_boldly(stage: Stage) -> None:
    """Type the request for P4; whoever is shown a failure does nothing more here."""
    with suppress(AppFailed):
        await types(stage, INES, "ready P4")


async def kept(stage: Stage, who: Who) -> bool:
    """Approve by the card's button; False where Slack showed a failure instead of an answer."""
    return (await approve(stage, who)).outcome != "trouble"


@pytest.mark.parametrize("point", AFTER_THE_REQUEST)
async def test_a_request_survives_a_kill(stage: Stage, point: str) -> None:
    base = await stage.repository.head()
    async with process(stage, point) as mortal:
        await ask_boldly(stage)
        async with asyncio.timeout(20):
            assert await mortal.wait() == -9, f"it was never at {point}"
    async with started_again(stage, point):
        if point == "delivery:before":
            await ask_boldly(stage)  # Slack said that it failed: it was never acknowledged
        await card(stage, "P4", "round 1", "Open for review")
        await answered(stage.person(INES))
    assert len(await cards(stage, "P4")) == 1
    assert await subjects(stage, base) == ["P4: ready for sign-off"]


async def answered(person: Person) -> None:
    """Wait for the late answer that the round is open: then nothing is left to be told."""

    async def look() -> bool:
        shown = [m.shown for m in await person.see(CHANNEL) if m.ephemeral]
        shown += [m.shown for m in await person.see((await person.dm()).id)]
        return any("round 1" in text for text in shown)

    await person.wait_for(look, within=20)


@pytest.mark.parametrize("point", AFTER_THE_LAST_APPROVAL)
async def test_a_sign_off_survives_a_kill(stage: Stage, point: str) -> None:
    base = await stage.repository.head()
    async with stage.bot():
        await ask(stage)
        await approve(stage, ANOUK)
        await approve(stage, RAVI)
    async with process(stage, point) as mortal:
        was_kept = await kept(stage, KWAME)
        async with asyncio.timeout(20):
            assert await mortal.wait() == -9, f"it was never at {point}"
    async with started_again(stage, point):
        if not was_kept:  # it may have been kept all the same, and then says so
            await types(stage, KWAME, "approve P4")
        done = await card(stage, "P4", "Signed off")
        await told(stage, INES, "is Signed Off")
        await signed_in(stage, done)
    await assert_once(stage, base, done)


async def signed_in(stage: Stage, done: Message) -> None:
    """Wait until the card's thread says so, which is the last thing to be told."""

    async def look() -> bool:
        return any("Signed off in commit" in line for line in await thread(stage, done))

    await until(stage, look, "the last line under the card")


async def assert_once(stage: Stage, base: str, done: Message) -> None:
    assert await subjects(stage, base) == ["P4: ready for sign-off", "P4: signed off"]
    rows = await signed_rows(stage, round_of(done))
    assert [sum(who.display in row for row in rows) for who in REVIEWERS] == [1, 1, 1]
    lines = await thread(stage, done)
    assert sum("Signed off in commit" in line for line in lines) == 1
    assert sum("Kwame" in line for line in lines) == 1
    said = [m.shown for m in await direct(stage, INES)]
    assert sum("is Signed Off" in text for text in said) == 1
    assert done.buttons == [actions.EVIDENCE]
    left = await stage.waiting()
    assert (left.pending, left.running, left.parked, left.unreadable) == (0, 0, 0, 0)
