"""SIGKILL at each point between a click and its card: nothing is lost, nothing lands twice.

Slack and the repository live on outside the bot. It dies, is started again, and the people do
what people do: whoever was shown a failure tries once more.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo.people import ANOUK, INES, KWAME, RAVI
from bot.demo.people import Person as Who
from bot.sandbox.people import AppFailed, Person
from bot.sandbox.seen import Message
from bot.slack import actions
from storage.engine import open_engine
from storage.outbox import SqlOutbox
from tests.support.stage import CHANNEL, Stage, card_of

REPOSITORY_ROOT = Path(__file__).parents[2]

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


@asynccontextmanager
async def process(stage: Stage, point: str = "") -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the bot in a process of its own; it is killed in the end, if it is not dead already."""
    settings = stage.settings()
    config = stage.folder / "gatebot.toml"
    config.write_text(
        f'[[projects]]\nname = "demo"\nrepo = "{stage.repository.path}"\nchannels = ["{CHANNEL}"]\n'
    )
    app = stage.server.workspace.plan.app
    env = {
        "PATH": "/usr/bin:/bin:/usr/local/bin",
        "PYTHONPATH": str(REPOSITORY_ROOT),
        "GATEBOT_CONFIG": str(config),
        "GATEBOT_DATABASE_URL": settings.database_url,
        "GATEBOT_LISTEN": "127.0.0.1:0",
        "SLACK_API_URL": stage.server.api_url,
        "SLACK_BOT_TOKEN": app.bot_token,
        "SLACK_APP_TOKEN": app.app_token,
    }
    log = (stage.folder / "bot.log").open("ab")
    started = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.scenarios.mortal_bot",
        point,
        env=env,
        stdout=asyncio.subprocess.PIPE,
        stderr=log,
    )
    log.close()
    assert started.stdout is not None
    try:
        async with asyncio.timeout(20):
            assert await started.stdout.readline() == b"ready\n", "the bot did not start"
        yield started
    finally:
        if started.returncode is None:
            started.terminate()  # what is left in the outbox is worked off in the grace it has
        await started.wait()


async def ask(stage: Stage) -> None:
    """Ask for P4's sign-off; whoever is shown a failure does nothing more here."""
    try:
        await stage.person(INES).command("/gate", "ready P4", channel=CHANNEL)
    except AppFailed:
        return


async def approve(stage: Stage, who: Who) -> bool:
    """Approve by the card's button; False where Slack showed a failure instead of an answer."""
    person = stage.person(who)
    card = await card_of(person, "P4")
    await person.click(card, actions.APPROVE)
    submission = await person.submit(await person.wait_for_modal())
    return submission.outcome != "trouble"


async def signed_off(person: Person) -> Message:
    """Wait until the card says Signed off, and return it."""

    async def look() -> Message | None:
        cards = [m for m in await person.see(CHANNEL) if "Correlation id" in m.shown]
        done = [m for m in cards if "Signed off" in m.shown]
        return done[0] if done else None

    return await person.wait_for(look, within=20)


@pytest.mark.parametrize("point", AFTER_THE_REQUEST)
async def test_a_request_survives_a_kill(stage: Stage, point: str) -> None:
    ines = stage.person(INES)
    base = await stage.repository.head()
    async with process(stage, point) as mortal:
        await ask(stage)
        async with asyncio.timeout(20):
            assert await mortal.wait() == -9, f"it was never at {point}"
    async with process(stage):
        if point == "delivery:before":
            await ask(stage)  # Slack said that it failed: it was never acknowledged
        await card_of(ines, "P4", within=20)
        await answered(ines)
    cards = [m for m in await ines.see(CHANNEL) if "Correlation id" in m.shown]
    assert len(cards) == 1
    assert "round 1" in cards[0].shown
    subjects = [c.subject for c in await stage.repository.commits(base)]
    assert subjects == ["P4: ready for sign-off"]


async def answered(person: Person) -> None:
    """Wait for the late answer that the round is open: then nothing is left to be told."""

    async def look() -> bool:
        shown = [m.shown for m in await person.see(CHANNEL) if m.ephemeral]
        shown += [m.shown for m in await person.see((await person.dm()).id)]
        return any("round 1" in text for text in shown)

    await person.wait_for(look, within=20)


@pytest.mark.parametrize("point", AFTER_THE_LAST_APPROVAL)
async def test_a_sign_off_survives_a_kill(stage: Stage, point: str) -> None:
    ines = stage.person(INES)
    base = await stage.repository.head()
    async with stage.bot():
        await ask(stage)
        await approve(stage, ANOUK)
        await approve(stage, RAVI)
    async with process(stage, point) as mortal:
        kept = await approve(stage, KWAME)
        async with asyncio.timeout(20):
            assert await mortal.wait() == -9, f"it was never at {point}"
    async with process(stage):
        if not kept:  # it may have been kept all the same, and then says so
            await stage.person(KWAME).command("/gate", "approve P4", channel=CHANNEL)
        card = await signed_off(ines)
        await told_of_landing(ines, card)
    await assert_once(stage, base, card)


async def told_of_landing(person: Person, card: Message) -> None:
    """Wait until the owner was told that it landed, and the thread says so."""

    async def look() -> bool:
        direct = await person.see((await person.dm()).id)
        thread = await person.thread(card)
        told = any("Signed Off" in m.shown for m in direct)
        return told and any("Signed off in commit" in m.shown for m in thread[1:])

    await person.wait_for(look, within=20)


async def assert_once(stage: Stage, base: str, card: Message) -> None:
    commits = await stage.repository.commits(base)
    assert [c.subject for c in commits] == ["P4: ready for sign-off", "P4: signed off"]
    tracker = await stage.repository.text("doc/Phase_Readiness_Tracker.md") or ""
    correlation_id = card.shown.rpartition("Correlation id ")[2].strip()
    for who in (ANOUK, RAVI, KWAME):
        rows = [line for line in tracker.splitlines() if correlation_id in line]
        assert sum(who.display in row for row in rows) == 1
    ines = stage.person(INES)
    thread = [m.shown for m in (await ines.thread(card))[1:]]
    assert sum("Signed off in commit" in line for line in thread) == 1
    assert sum("Kwame" in line for line in thread) == 1
    direct = [m.shown for m in await ines.see((await ines.dm()).id)]
    assert sum("Signed Off" in text for text in direct) == 1
    assert not card.buttons
    assert await waiting(stage) == (0, 0)


async def waiting(stage: Stage) -> tuple[int, int]:
    """Return how many intents are still to be done, and how many were put aside."""
    engine = open_engine(stage.settings().database_url)
    try:
        left = await SqlOutbox(engine).waiting(datetime.now(UTC))
    finally:
        await engine.dispose()
    return left.pending + left.running, left.parked + left.unreadable
