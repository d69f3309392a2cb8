"""Reminders, on a clock that is set: by day, once a working day, on both engines."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.demo.people import ANOUK, INES, JONAS, KWAME, RAVI
from bot.demo.people import Person as Who
from bot.runtime.serving import Gatebot
from bot.sandbox.seen import Message
from bot.slack import action_ids as actions
from tests.support.acts import approve, ask, direct, list_gaps, opens, told, types, until
from tests.support.clocks import ShiftedClock
from tests.support.stage import CHANNEL, Stage, read, staged

THURSDAY = "2026-11-19T10:58"  # three working days later it is Tuesday; asking takes a while
TUESDAY = "2026-11-24T11:00:01"
WAITED = "has waited for your verdict as"


@pytest.fixture
def clock() -> ShiftedClock:
    clock = ShiftedClock()
    clock.set(THURSDAY)
    return clock


@pytest.fixture(params=["sqlite", "postgresql"])
async def either(
    request: pytest.FixtureRequest, tmp_path: Path, mended: Path
) -> AsyncIterator[Stage]:
    """Return a stage whose bot keeps its state in one of the two databases."""
    async with staged(tmp_path, mended) as stage:
        if request.param == "postgresql":
            server: Any = request.getfixturevalue("postgres")
            name = f"reminders_{tmp_path.name.replace('-', '_')}"
            server.psql(f'CREATE DATABASE "{name}"')
            stage.secrets["database_url"] = server.get_uri(database=name)
        yield stage


async def tick(stage: Stage, gatebot: Gatebot, clock: ShiftedClock, now: str) -> None:
    """Set the clock, and let what is due then be done, however often it is looked for."""
    clock.set(now)
    await asyncio.gather(gatebot.tick(), gatebot.tick())
    await stage.settled()


async def reminders(stage: Stage, who: Who, words: str = WAITED) -> list[Message]:
    return [m for m in await direct(stage, who) if words in read(m)]


async def counts(stage: Stage) -> list[int]:
    return [len(await reminders(stage, who)) for who in (ANOUK, RAVI, KWAME)]


async def test_a_round_that_waits_reminds_each_missing_role_once_a_working_day(
    either: Stage, clock: ShiftedClock
) -> None:
    async with either.bot(clock=clock) as gatebot:
        await ask(either)
        for early in ("2026-11-21T11:00", "2026-11-23T12:00", "2026-11-24T10:57"):
            await tick(either, gatebot, clock, early)
        assert await counts(either) == [0, 0, 0]
        await tick(either, gatebot, clock, TUESDAY)
        await tick(either, gatebot, clock, "2026-11-24T11:20")
        assert await counts(either) == [1, 1, 1]
        (message,) = await reminders(either, RAVI)
        assert f"P4 ERD and Persistence Model (round 1) {WAITED} security" in read(message)
        await approve(either, ANOUK)
        await tick(either, gatebot, clock, "2026-11-25T03:29")  # 08:59 in Kolkata
        assert await counts(either) == [1, 1, 1]
        await tick(either, gatebot, clock, "2026-11-25T03:30")
        assert await counts(either) == [1, 2, 1]
        await tick(either, gatebot, clock, "2026-11-25T12:00")  # 17:30 there, noon in Accra
        assert await counts(either) == [1, 2, 2]
    assert not await reminders(either, INES, "waited for your verdict")


async def test_two_replicas_and_a_restart_remind_once(either: Stage, clock: ShiftedClock) -> None:
    async with either.bot(clock=clock) as one, either.bot(clock=clock) as other:
        await ask(either)
        clock.set(TUESDAY)
        await asyncio.gather(*(bot.tick() for bot in (one, other) * 3))
        await either.settled()
    async with either.bot(clock=clock) as again:
        await tick(either, again, clock, "2026-11-24T11:10")
    assert await counts(either) == [1, 1, 1]


async def test_a_bot_that_was_down_catches_up_by_day_and_never_at_night(
    stage: Stage, clock: ShiftedClock
) -> None:
    async with stage.bot(clock=clock):
        await ask(stage)
    clock.set("2026-11-24T15:30")  # 16:30 in Amsterdam, 15:30 in Accra, 21:00 in Kolkata
    async with stage.bot(clock=clock) as gatebot:
        await tick(stage, gatebot, clock, "2026-11-24T15:30")
        assert await counts(stage) == [1, 0, 1]
        await tick(stage, gatebot, clock, "2026-11-24T23:00")
    assert await counts(stage) == [1, 0, 1]


async def test_an_early_reminder_of_a_day_the_bot_was_down_comes_the_next_one(
    either: Stage, clock: ShiftedClock
) -> None:
    await either.repository.edit(
        INES, "Early", ".gatebot.yml", ("  drift: fail", "  drift: fail\n  reminders: [24]")
    )
    async with either.bot(clock=clock) as gatebot:
        await ask(either)
        await tick(either, gatebot, clock, "2026-11-20T10:57")
    clock.set("2026-11-23T10:00")  # it was to be told on Friday at 10:58
    async with either.bot(clock=clock) as gatebot:
        await tick(either, gatebot, clock, "2026-11-23T10:00")
        assert await counts(either) == [1, 1, 1]
        await tick(either, gatebot, clock, "2026-11-24T10:00")
        assert await counts(either) == [1, 1, 1]  # told once; the third day is not over


async def test_a_reminder_that_had_to_wait_into_the_night_is_left_out(
    stage: Stage, clock: ShiftedClock
) -> None:
    async with stage.bot(clock=clock) as gatebot:
        await ask(stage)
        await stage.settled()
        await stage.controls.fault("conversations.open", "rate_limit", times=3, retry_after=2)
        clock.set(TUESDAY)
        await gatebot.tick()
        async with asyncio.timeout(20):
            change = stage.ticks.next
            while await stage.controls.faults():  # until Slack has refused all three
                await change.wait()
                change = stage.ticks.next
        clock.set("2026-11-24T20:00")
        await types(stage, INES, "evidence P4")  # it wakes the worker, which looks what is due
        await stage.settled(within=30)
    assert await counts(stage) == [0, 0, 0]


async def test_gaps_and_a_policy_that_says_off_keep_the_clock_silent(
    stage: Stage, clock: ShiftedClock
) -> None:
    async with stage.bot(clock=clock) as gatebot:
        await ask(stage)
        await list_gaps(stage, RAVI, "No load test")
        await tick(stage, gatebot, clock, TUESDAY)
        assert await counts(stage) == [0, 0, 0]
    await stage.repository.edit(
        INES, "Quiet", ".gatebot.yml", ("  drift: fail", "  drift: fail\n  reminders: off")
    )
    clock.set(THURSDAY)
    async with stage.bot(clock=clock) as gatebot:
        await types(stage, INES, "address P4-G1 Added one")
        await ask(stage)
        await tick(stage, gatebot, clock, TUESDAY)
    assert await counts(stage) == [0, 0, 0]


async def test_who_moved_is_reminded_by_the_clock_of_the_new_place(
    stage: Stage, clock: ShiftedClock
) -> None:
    users = stage.server.workspace.users
    async with stage.bot(clock=clock) as gatebot:
        await ask(stage)
        await tick(stage, gatebot, clock, TUESDAY)
        users[RAVI.slack] = replace(users[RAVI.slack], tz="America/Los_Angeles")
        users[KWAME.slack] = replace(users[KWAME.slack], tz="Mars/Base")
        await tick(stage, gatebot, clock, "2026-11-25T10:00")  # 02:00 there; UTC for the unknown
        assert await counts(stage) == [2, 1, 2]
        await tick(stage, gatebot, clock, "2026-11-25T17:00")
    assert await counts(stage) == [2, 2, 2]


async def test_who_left_or_can_not_be_written_to_is_told_to_the_owner_once(
    stage: Stage, clock: ShiftedClock
) -> None:
    users = stage.server.workspace.users
    async with stage.bot(clock=clock) as gatebot:
        await ask(stage)
        users[RAVI.slack] = replace(users[RAVI.slack], deleted=True)
        await tick(stage, gatebot, clock, TUESDAY)
        users[ANOUK.slack] = replace(users[ANOUK.slack], deleted=True)
        await tick(stage, gatebot, clock, "2026-11-25T10:00")
        await tick(stage, gatebot, clock, "2026-11-26T10:00")
    assert await counts(stage) == [1, 0, 3]
    said = [read(m) for m in await reminders(stage, INES, "I can't remind")]
    assert [s.partition(" of P4")[0] for s in said] == [
        "I can't remind Ravi Menon",
        "I can't remind Anouk Visser",
    ]
    assert "The account is switched off." in said[0]


async def test_a_disabled_account_that_slack_tells_of_only_when_written_to(
    stage: Stage, clock: ShiftedClock
) -> None:
    users = stage.server.workspace.users
    async with stage.bot(clock=clock) as gatebot:
        await ask(stage)
        await tick(stage, gatebot, clock, "2026-11-24T10:50")  # where he is is known for an hour
        users[RAVI.slack] = replace(users[RAVI.slack], deleted=True)
        await tick(stage, gatebot, clock, TUESDAY)
    assert await counts(stage) == [1, 0, 1]
    assert len(await reminders(stage, INES, "I can't remind Ravi Menon")) == 1


async def test_an_owner_reminds_and_who_sleeps_hears_of_it_in_the_morning(
    either: Stage, clock: ShiftedClock
) -> None:
    async with either.bot(clock=clock):
        await ask(either)
        clock.set("2026-11-19T16:30")  # 22:00 in Kolkata, 17:30 in Amsterdam
        said = await types(either, INES, "remind P4")
        assert "will be reminded of P4 ERD and Persistence Model (round 1)." in said
        assert (
            "Out of working hours where Ravi Menon is: the reminder comes 2026-11-20 03:30 UTC"
            in said
        )
        assert (
            "Out of working hours where Anouk Visser is: the reminder comes 2026-11-20 08:00 UTC"
            in said
        )
        await told(either, KWAME, "Ines Duarte reminds you: P4")
        assert not await reminders(either, RAVI, "reminds you")
        assert "was reminded today already" in await types(either, INES, "remind P4")
        clock.set("2026-11-20T03:31")
        await types(either, INES, "digest off")  # it wakes the worker, which looks what is due
        await told(either, RAVI, "Ines Duarte reminds you: P4")
        assert not await reminders(either, ANOUK, "reminds you")


async def test_a_reminder_of_a_round_that_is_over_by_then_is_not_sent(
    stage: Stage, clock: ShiftedClock
) -> None:
    async with stage.bot(clock=clock):
        await ask(stage)
        clock.set("2026-11-19T20:00")
        await types(stage, INES, "remind P4")
        await types(stage, INES, "withdraw P4")
        clock.set("2026-11-20T10:00")
        await types(stage, INES, "digest off")
        await stage.settled()
    assert [len(await reminders(stage, w, "reminds you")) for w in (ANOUK, RAVI, KWAME)] == [0] * 3


async def test_who_may_not_remind_and_when_there_is_nobody_to(
    stage: Stage, clock: ShiftedClock
) -> None:
    async with stage.bot(clock=clock):
        assert "nothing to remind of" in await types(stage, INES, "remind P4")
        card = await ask(stage)
        said = await types(stage, JONAS, "remind P4")
        assert "Only an owner of P4 can remind its reviewers." in said
        assert "Ask Ines Duarte." in said
        person = stage.person(INES)
        await person.say("@gatebot remind", channel=CHANNEL, thread=card.ts)
        await told(stage, KWAME, "Ines Duarte reminds you: P4")
        for who in (ANOUK, RAVI, KWAME):
            await list_gaps(stage, who, "No load test")
        assert "waits for nobody" in await types(stage, INES, "remind P4")


async def test_while_slack_does_not_say_where_people_are_nobody_is_reminded(
    stage: Stage, clock: ShiftedClock
) -> None:
    async with stage.bot(clock=clock) as gatebot:
        await ask(stage)
        await stage.controls.fault("users.info", "delay", times=3, seconds=2.5)
        assert "Nothing was changed." in await types(stage, INES, "remind P4")
        await stage.controls.fault("users.info", "rate_limit", times=99, retry_after=30)
        await tick(stage, gatebot, clock, TUESDAY)
        assert await counts(stage) == [0, 0, 0]
        await stage.controls.clear_faults()
        await tick(stage, gatebot, clock, "2026-11-24T11:01:05")
    assert await counts(stage) == [1, 1, 1]


async def test_a_reminder_that_had_to_wait_is_not_sent_once_gaps_are_listed(
    stage: Stage, clock: ShiftedClock
) -> None:
    async with stage.bot(clock=clock) as gatebot:
        await ask(stage)
        await stage.settled()
        await stage.controls.fault("chat.postMessage", "rate_limit", times=3, retry_after=600)
        clock.set(TUESDAY)
        await gatebot.tick()
        async with asyncio.timeout(20):
            moved = stage.ticks.next
            while await stage.controls.faults():  # until Slack has put off all three
                await moved.wait()
                moved = stage.ticks.next
        await types(stage, RAVI, "gaps P4 No load test")
        await told(stage, INES, "No load test")
        clock.set("2026-11-24T11:20")
        gatebot.clock_moved()
        await stage.settled()
        assert await counts(stage) == [0, 0, 0]


async def test_a_reminder_answers_to_buttons(stage: Stage, clock: ShiftedClock) -> None:
    async with stage.bot(clock=clock):
        await ask(stage)
        await types(stage, INES, "remind P4")
        message = await told(stage, KWAME, "Ines Duarte reminds you: P4")
        form = await opens(stage, KWAME, message, actions.APPROVE)
        await stage.person(KWAME).submit(form, {})

        async def approved() -> bool | None:
            cards = await stage.person(INES).see(CHANNEL)
            return any("Kwame Asante approved" in read(m) for m in cards) or None

        await until(stage, approved, "the approval on the card")
