"""Digests, in the local workspace, on a clock that is set: once a channel and day."""

import asyncio
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from bot.demo.people import INES, KWAME, RAVI
from bot.demo.team import team
from bot.readiness.schedule import DAYS, Schedule
from bot.runtime.serving import Gatebot
from bot.sandbox.people import Person
from bot.sandbox.seen import Message
from bot.sandbox.team import ChannelPlan
from bot.slack import action_ids as actions
from storage.engine import open_engine
from storage.store import SqlStore
from tests.support import acts
from tests.support.clocks import ShiftedClock
from tests.support.stage import CHANNEL, Stage, read, staged

TRACKER = "doc/Phase_Readiness_Tracker.md"
MONDAY_AT_NINE = "2026-11-30T08:00:01"  # in Berlin
TUESDAY_AT_NINE = "2026-12-01T08:00:01"


async def gate(person: Person, text: str, channel: str = CHANNEL) -> str:
    return read(await person.command("/gate", text, channel=channel))


async def digests(stage: Stage, channel: str = CHANNEL) -> list[Message]:
    """Return the digests that stand in a channel, for everyone to see."""
    seen = await stage.person(KWAME).see(channel)
    return [m for m in seen if not m.ephemeral and m.is_bot and ": " in m.text]


async def digest_of(stage: Stage, day: str) -> Message:
    person = stage.person(KWAME)

    async def look() -> Message | None:
        return next((m for m in await digests(stage) if day in m.text), None)

    return await person.wait_for(look, within=20)


async def ticks(gatebot: Gatebot, *, times: int = 3) -> None:
    for _ in range(times):
        await gatebot.tick()


async def test_a_channel_hears_once_a_day_what_is_open(fresh: Stage, clock: ShiftedClock) -> None:
    kwame = fresh.person(KWAME)
    async with fresh.bot(clock=clock) as gatebot:
        said = await gate(kwame, "digest here 09:00 Europe/Berlin mon-fri")
        assert "hears its digest at 09:00 Europe/Berlin, mon-fri." in said
        clock.set("2026-11-28T08:00:01")  # a Saturday
        await ticks(gatebot)
        clock.set("2026-11-30T07:59:50")
        await ticks(gatebot)
        clock.set(MONDAY_AT_NINE)
        await ticks(gatebot)
        monday = await digest_of(fresh, "Mon 30 Nov")
        shown = read(monday)
        assert "6 ops items open" in shown
        assert "P1 Completed (Doc Baseline), P2" in shown, "the picture, as a screen reader has it"
        assert "2 ◔ In Progress" in shown
        assert "Backup / restore DR" in shown
        assert "since the last digest" not in shown  # there was none

        await gate(kwame, "ops done 1")
        await fresh.repository.edit(
            INES,
            "Sign by hand",
            TRACKER,
            (
                "| P4 | ERD and Persistence Model | In Progress",
                "| P4 | ERD and Persistence Model | Ready for Signoff",
            ),
        )
        await gate(kwame, "ops add Chaos day")
        await said_to(kwame, "added Chaos day")
        ahead = await gate(kwame, "digest preview")  # of Tuesday's: this day's has been posted
        assert "new: Chaos day" in ahead
        assert "Ops: done, SLO / alerts concrete" in ahead
        clock.set(TUESDAY_AT_NINE)
        await ticks(gatebot)
        shown = read(await digest_of(fresh, "Tue 1 Dec"))
        assert "Moved since the last digest" in shown
        assert "P4 ERD and Persistence Model: In Progress → Ready for Signoff" in shown
        assert "Ops: done, SLO / alerts concrete" in shown
        assert "new: Chaos day" in shown
    assert len(await digests(fresh)) == 2


async def test_the_keeping_of_the_ledger_is_no_news(fresh: Stage, clock: ShiftedClock) -> None:
    kwame = fresh.person(KWAME)
    append = ("  drift: fail", "  drift: fail\n  progress: append")
    await fresh.repository.edit(INES, "Append", ".gatebot.yml", append)
    async with fresh.bot(clock=clock) as gatebot:
        await gate(kwame, "digest here 09:00 Europe/Berlin mon-fri")
        clock.set(MONDAY_AT_NINE)
        await ticks(gatebot)
        await digest_of(fresh, "Mon 30 Nov")
        await gate(kwame, "ops add Chaos day")
        await said_to(kwame, "added Chaos day")
        await fresh.settled()
        await gatebot.look()
        await fresh.settled()
        commits = await fresh.repository.commits(await fresh.repository.root())
        assert any(commit.subject.startswith("Ledger: ") for commit in commits)
        clock.set(TUESDAY_AT_NINE)
        await ticks(gatebot)
        shown = read(await digest_of(fresh, "Tue 1 Dec"))
    assert "Ops: add, Chaos day" in shown
    assert "Ledger" not in shown


async def test_two_replicas_and_a_restart_post_one(fresh: Stage, clock: ShiftedClock) -> None:
    async with fresh.bot(clock=clock) as one, fresh.bot(clock=clock) as other:
        await gate(fresh.person(KWAME), "digest here 09:00 Europe/Berlin mon-fri")
        clock.set(MONDAY_AT_NINE)
        await asyncio.gather(*(bot.tick() for bot in (one, other) * 3))
        await digest_of(fresh, "Mon 30 Nov")
    async with fresh.bot(clock=clock) as again:
        await ticks(again)
        await fresh.settled()
    assert len(await digests(fresh)) == 1


async def test_a_bot_that_was_down_at_nine_says_that_it_is_late(
    fresh: Stage, clock: ShiftedClock
) -> None:
    async with fresh.bot(clock=clock):
        await gate(fresh.person(KWAME), "digest here 09:00 Europe/Berlin mon-fri")
    clock.set("2026-11-30T10:40")
    async with fresh.bot(clock=clock) as gatebot:
        await ticks(gatebot)
        shown = read(await digest_of(fresh, "Mon 30 Nov"))
        assert "This comes late: it was due 2026-11-30 08:00 UTC." in shown
    clock.set("2026-12-01T14:01")  # six hours and a minute after nine
    async with fresh.bot(clock=clock) as gatebot:
        await ticks(gatebot)
        await fresh.settled()
    assert len(await digests(fresh)) == 1


@pytest.mark.parametrize("what", ["archived", "deleted", "bot removed"])
async def test_a_channel_that_is_gone_turns_its_digest_off(
    fresh: Stage, clock: ShiftedClock, what: str
) -> None:
    kwame = fresh.person(KWAME)
    async with fresh.bot(clock=clock) as gatebot:
        await gate(kwame, "digest here 09:00 Europe/Berlin mon-fri", channel="C0GENERAL")
        channel = fresh.server.workspace.channels["C0GENERAL"]
        if what == "archived":
            channel.is_archived = True
        elif what == "deleted":
            del fresh.server.workspace.channels["C0GENERAL"]
        else:
            channel.is_private = True
            channel.members.discard(fresh.server.workspace.plan.app.bot_user)
        clock.set(MONDAY_AT_NINE)
        await ticks(gatebot)
        direct = await kwame.dm()

        async def told() -> str | None:
            seen = [read(m) for m in await kwame.see(direct.id)]
            return next((s for s in seen if "I turned off the digest" in s), None)

        await kwame.wait_for(told, within=20)
        clock.set(TUESDAY_AT_NINE)
        await ticks(gatebot)
        fresh.server.workspace.channels["C0GENERAL"] = channel
        channel.is_archived, channel.is_private = False, False
        channel.members.add(fresh.server.workspace.plan.app.bot_user)
        await fresh.settled()
        assert not await digests(fresh, "C0GENERAL")
        assert "was turned off" in await gate(kwame, "digest", channel="C0GENERAL")
        assert len([m for m in await kwame.see(direct.id) if "turned off" in read(m)]) == 1


async def test_buttons_of_a_digest_act(stage: Stage, clock: ShiftedClock) -> None:
    kwame = stage.person(KWAME)
    async with stage.bot(clock=clock) as gatebot:
        await gate(kwame, "digest here 09:00 Europe/Berlin mon-fri")
        await gate(stage.person(INES), "ready P4")
        await acts.card(stage, "P4")
        clock.set(MONDAY_AT_NINE)
        await ticks(gatebot)
        digest = await digest_of(stage, "Mon 30 Nov")
        shown = read(digest)
        assert "1 review waits" in shown
        assert "waits for architecture (Anouk Visser), security (Ravi Menon)" in shown
        await kwame.click(digest, actions.REMIND)
        await reminded(stage.person(RAVI))
        await kwame.click(digest, actions.REMIND)
        await said_to(kwame, "was reminded today already")
        await kwame.click(digest, actions.OPS_DONE)
        await said_to(kwame, "marked as done: SLO / alerts")
    assert "- [x] SLO / alerts" in (await stage.repository.text(TRACKER) or "")
    direct = await stage.person(RAVI).dm()
    seen = [m for m in await stage.person(RAVI).see(direct.id) if "reminds you" in read(m)]
    assert len(seen) == 1


async def reminded(person: Person) -> None:
    direct = await person.dm()

    async def look() -> bool | None:
        seen = [read(m) for m in await person.see(direct.id)]
        return any("Kwame Asante reminds you: P4" in s for s in seen) or None

    await person.wait_for(look, within=20)


async def said_to(person: Person, words: str) -> None:
    async def look() -> bool | None:
        seen = await person.see(CHANNEL)
        return any(m.ephemeral and words in read(m) for m in seen) or None

    await person.wait_for(look, within=20)


async def test_nothing_open_is_quiet_or_one_line(fresh: Stage, clock: ShiftedClock) -> None:
    text = await fresh.repository.text(TRACKER) or ""
    await fresh.repository.human_commit(INES, "All done", {TRACKER: text.replace("- [ ]", "- [x]")})
    kwame = fresh.person(KWAME)
    async with fresh.bot(clock=clock) as gatebot:
        await gate(kwame, "digest here 09:00 Europe/Berlin mon-fri")
        clock.set(MONDAY_AT_NINE)
        await ticks(gatebot)
        await fresh.settled()
        assert not await digests(fresh)
        await gate(kwame, "digest here 09:00 Europe/Berlin mon-fri always")
        clock.set(TUESDAY_AT_NINE)
        await ticks(gatebot)
        assert read(await digest_of(fresh, "Tue 1 Dec")) == "demo, Tue 1 Dec: nothing is open."


async def test_it_is_set_by_a_form_previewed_and_turned_off(
    fresh: Stage, clock: ShiftedClock
) -> None:
    kwame = fresh.person(KWAME)
    async with fresh.bot(clock=clock) as gatebot:
        answer = await kwame.command("/gate", "digest", channel=CHANNEL)
        assert answer is not None
        assert "This channel hears no digest." in read(answer)
        await kwame.click(answer, actions.DIGEST_SET)
        form = await kwame.wait_for_modal("Daily digest")
        assert '"initial_value": "Africa/Accra"' in json.dumps(form.blocks)  # where Kwame is
        wrong = await kwame.submit(form, {"at": "9", "zone": "Berlin"})
        assert set(wrong.view.errors) == {"at", "zone"}
        assert "Did you mean Europe/Berlin?" in wrong.view.errors["zone"]
        done = await kwame.submit(
            form, {"at": "9:00", "zone": "europe/berlin", "days": ["mon", "tue"]}
        )
        assert "at 09:00 Europe/Berlin, mon,tue." in done.modals[-1].shown
        preview = await gate(kwame, "digest preview")
        assert "6 ops items open" in preview
        assert not await digests(fresh)
        assert "hears no digest any more" in await gate(kwame, "digest off")
        clock.set(MONDAY_AT_NINE)
        await ticks(gatebot)
        await fresh.settled()
    assert not await digests(fresh)


async def test_documents_that_can_not_be_read_are_told_in_its_place(
    fresh: Stage, clock: ShiftedClock
) -> None:
    async with fresh.bot(clock=clock) as gatebot:
        await gate(fresh.person(KWAME), "digest here 09:00 Europe/Berlin mon-fri")
        await fresh.repository.human_commit(INES, "Break it", {TRACKER: "# Nothing\n"})
        clock.set(MONDAY_AT_NINE)
        await ticks(gatebot)

        async def look() -> str | None:
            seen = [read(m) for m in await fresh.person(KWAME).see(CHANNEL) if not m.ephemeral]
            return next((s for s in seen if "can't be read as they are" in s), None)

        await fresh.person(KWAME).wait_for(look, within=20)


async def test_five_hundred_channels_due_in_one_minute_hear_one_each(
    tmp_path: Path, first_day: Path, clock: ShiftedClock
) -> None:
    plan = team()
    many = tuple(
        ChannelPlan(f"C0MANY{n:03}", f"many-{n}", (plan.app.bot_user,)) for n in range(500)
    )
    everywhere = replace(plan, channels=(*plan.channels, *many))
    async with staged(tmp_path, first_day, plan=everywhere) as stage:
        async with stage.bot(clock=clock) as one, stage.bot(clock=clock) as other:
            await schedule(stage, clock, [channel.id for channel in many])
            clock.set(MONDAY_AT_NINE)
            await asyncio.gather(one.tick(), other.tick(), one.tick())
            await stage.settled(within=120)
        workspace = stage.server.workspace
        posted = Counter(m.channel for m in workspace.messages.everything())
        pictured = [b for m in workspace.messages.everything() for b in m.blocks if "alt_text" in b]
    assert posted == {channel.id: 1 for channel in many}
    assert len(pictured) == len(many)
    assert len(workspace.files.everything()) <= len((one, other)), "a picture a process"


async def schedule(stage: Stage, clock: ShiftedClock, channels: list[str]) -> None:
    engine = open_engine(stage.settings().database_url)
    at = clock.now()
    async with SqlStore(engine, clock).transaction() as tx:
        for channel in channels:
            await tx.save_schedule(
                Schedule(channel, "demo", "09:00", "Europe/Berlin", DAYS[:5], KWAME.slack, at)
            )
    await engine.dispose()
