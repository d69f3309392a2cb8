"""Digests when something goes wrong or changes: Slack, the zone, the evidence, the hour."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.demo.people import INES, KWAME
from bot.readiness.schedule import DAYS, Schedule
from bot.sandbox.seen import Message
from storage.engine import open_engine
from storage.store import SqlStore
from tests.support.acts import REVIEWERS, TRACKER, approve, ask, card, types
from tests.support.clocks import ShiftedClock
from tests.support.stage import CHANNEL, Stage, read

NINE = "digest here 09:00 Europe/Berlin mon-fri"
MONDAY_AT_NINE = "2026-11-30T08:00:01"  # in Berlin


async def digests(stage: Stage, day: str = "") -> list[Message]:
    """Return the digests that stand in the channel, of a day or of all."""
    seen = await stage.person(KWAME).see(CHANNEL)
    return [m for m in seen if not m.ephemeral and m.text.startswith("demo, ") and day in m.text]


async def test_an_answer_that_is_lost_does_not_make_two(fresh: Stage) -> None:
    # By the real clock: a message is looked for from the time of its intent on.
    now = datetime.now(UTC)
    due = Schedule(
        CHANNEL, "demo", f"{now:%H:%M}", "UTC", DAYS, KWAME.slack, now - timedelta(days=1)
    )
    async with fresh.bot() as gatebot:
        await keep(fresh, due)
        await fresh.controls.fault("chat.postMessage", "drop", carried_out=True)
        await gatebot.tick()
        await fresh.settled(within=30)
    assert len(await digests(fresh)) == 1


async def keep(stage: Stage, schedule: Schedule) -> None:
    engine = open_engine(stage.settings().database_url)
    async with SqlStore(engine, ShiftedClock()).transaction() as tx:
        await tx.save_schedule(schedule)
    await engine.dispose()


async def test_a_digest_that_had_to_wait_past_its_window_is_left_out(
    fresh: Stage, clock: ShiftedClock
) -> None:
    async with fresh.bot(clock=clock) as gatebot:
        await types(fresh, KWAME, NINE)
        await fresh.settled()
        await fresh.controls.fault("chat.postMessage", "rate_limit", retry_after=3)
        clock.set(MONDAY_AT_NINE)
        await gatebot.tick()
        async with asyncio.timeout(20):
            tick = fresh.ticks.next
            while await fresh.controls.faults():  # until Slack has refused it, and it is put off
                await tick.wait()
                tick = fresh.ticks.next
        clock.set("2026-11-30T14:01")  # six hours and a minute after nine
        await types(fresh, KWAME, "evidence P4")  # it wakes the worker, which looks what is due
        await fresh.settled(within=30)
    assert not await digests(fresh)


async def test_moving_the_zone_west_does_not_say_the_day_again(
    fresh: Stage, clock: ShiftedClock
) -> None:
    async with fresh.bot(clock=clock) as gatebot:
        await types(fresh, KWAME, NINE)
        clock.set(MONDAY_AT_NINE)
        await gatebot.tick()
        await fresh.settled()
        said = await types(fresh, KWAME, "digest here 09:00 America/New_York mon-fri")
        assert "The next one: Tue 1 Dec (for you, 2026-12-01 14:00 UTC)" in said
        clock.set("2026-11-30T14:00:01")
        await gatebot.tick()
        await fresh.settled()
        assert len(await digests(fresh)) == 1
        clock.set("2026-12-01T14:00:01")
        await gatebot.tick()
        await fresh.settled()
    assert len(await digests(fresh, "Tue 1 Dec")) == 1


async def test_a_signoff_whose_evidence_changed_is_told(stage: Stage, clock: ShiftedClock) -> None:
    async with stage.bot(clock=clock) as gatebot:
        await types(stage, KWAME, NINE)
        await ask(stage)
        for who in REVIEWERS:
            await approve(stage, who)
        await card(stage, "P4", "Signed off")
        await stage.settled()
        text = await stage.repository.text("db_schema_v1.sql") or ""
        await stage.repository.human_commit(
            INES, "Change the schema", {"db_schema_v1.sql": text + "-- changed\n"}
        )
        clock.set(MONDAY_AT_NINE)
        await gatebot.tick()
        await stage.settled()
        (digest,) = await digests(stage)
        assert "1 sign-off drifted" in digest.text
        assert "P4 ERD and Persistence Model: db_schema_v1.sql changed since." in read(digest)


async def test_a_history_that_was_rewritten_is_told_also_where_nothing_is_open(
    fresh: Stage, clock: ShiftedClock
) -> None:
    text = await fresh.repository.text(TRACKER) or ""
    closed = text.replace("- [ ]", "- [x]")
    base = await fresh.repository.head()
    async with fresh.bot(clock=clock) as gatebot:
        await types(fresh, KWAME, NINE)
        await fresh.repository.human_commit(INES, "All done", {TRACKER: closed})
        clock.set(MONDAY_AT_NINE)
        await gatebot.tick()
        await fresh.settled()
        assert not await digests(fresh)
        git = ("git", "-C", str(fresh.repository.path), "update-ref", "refs/heads/main", base)
        assert await (await asyncio.create_subprocess_exec(*git)).wait() == 0
        await fresh.repository.human_commit(INES, "All done, said again", {TRACKER: closed})
        clock.set("2026-12-01T08:00:01")
        await gatebot.tick()
        await fresh.settled()
        (digest,) = await digests(fresh, "Tue 1 Dec")
        assert "The branch's history was rewritten since the last digest" in read(digest)
        clock.set("2026-12-02T08:00:01")
        await gatebot.tick()
        await fresh.settled()
    assert len(await digests(fresh)) == 1
