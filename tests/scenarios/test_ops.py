"""The ops track, driven as people drive it: by commands and by buttons, each landed."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.demo.people import JONAS, KWAME, MEI, RAVI
from bot.demo.repository import CommitLine
from bot.sandbox.people import Person
from bot.sandbox.seen import Message, Modal
from bot.slack import action_ids as actions
from tests.support.clocks import ShiftedClock
from tests.support.stage import CHANNEL, Stage, read

TRACKER = "doc/Phase_Readiness_Tracker.md"


@pytest.fixture
async def running(stage: Stage) -> AsyncIterator[Stage]:
    async with stage.bot():
        yield stage


async def tracker(stage: Stage) -> str:
    return await stage.repository.text(TRACKER) or ""


async def ops_commits(stage: Stage) -> list[CommitLine]:
    commits = await stage.repository.commits(await stage.repository.root())
    return [c for c in commits if "\nSection: Ops" in c.message]


async def gate(person: Person, text: str) -> str:
    return read(await person.command("/gate", text, channel=CHANNEL))


async def told(person: Person, *words: str) -> Message:
    """Wait until this person is shown, for their eyes only, a message with these words."""

    async def look() -> Message | None:
        seen = [m for m in await person.see(CHANNEL) if m.ephemeral]
        return next((m for m in reversed(seen) if all(w in read(m) for w in words)), None)

    return await person.wait_for(look, within=20)


async def listing(person: Person) -> Message:
    message = await person.command("/gate", "ops", channel=CHANNEL)
    assert message is not None
    return message


async def pressed(person: Person, action_id: str, title: str) -> Modal:
    await person.click(await listing(person), action_id)
    return await person.wait_for_modal(title)


def lines_with(text: str, words: str) -> list[str]:
    return [line for line in text.splitlines() if words in line]


async def test_the_list_and_a_change_by_command(running: Stage) -> None:
    kwame = running.person(KWAME)
    before = await tracker(running)
    shown = read(await listing(kwame))
    assert "6 open items on the ops track." in shown
    assert "2. Runbooks / on-call drills — no owner" in shown
    assert "Writing that to the ops track" in await gate(kwame, "ops done 2")
    await told(kwame, "Kwame Asante marked as done: Runbooks / on-call drills")
    after = await tracker(running)
    assert after == before.replace("- [ ] Runbooks", "- [x] Runbooks").replace(
        "last snapshot 2026-02-24", f"last snapshot {datetime.now(UTC):%Y-%m-%d}"
    )
    (landed,) = await ops_commits(running)
    assert "Gate-Intent: " in landed.message
    assert (landed.author, landed.subject) == (
        "Kwame Asante",
        "Ops: done, Runbooks / on-call drills",
    )
    assert "is done already" in await gate(kwame, "ops done 2")
    assert "is done already" in await gate(kwame, "ops snooze 2 until 3d")
    await gate(kwame, "ops reopen Runbooks / on-call drills")
    await told(kwame, "Kwame Asante reopened Runbooks / on-call drills")
    assert lines_with(await tracker(running), "Runbooks") == lines_with(before, "Runbooks")


async def test_add_assign_snooze_and_link_by_command(running: Stage) -> None:
    kwame = running.person(KWAME)
    await gate(kwame, "ops add Restore | drill @kwame due 2099-12-01")
    await told(kwame, "added Restore | drill")
    await gate(kwame, "ops assign restore | drill to @mei")
    await told(kwame, "assigned Restore | drill to mei")
    await gate(kwame, "ops snooze restore | drill until 2099-11-01")
    await told(kwame, "until 2099-11-01")
    await gate(kwame, "ops link restore | drill TW-042")
    await told(kwame, "to TW-042")
    (line,) = lines_with(await tracker(running), "Restore ")
    assert line == (
        "- [ ] Restore \\| drill (owner: mei; due: 2099-12-01; snoozed until: 2099-11-01; "
        f"tracked in: TW-042; since: {datetime.now(UTC):%Y-%m-%d})"
    )
    assert "1 asleep" in read(await listing(kwame))


async def test_the_buttons_do_the_same(running: Stage) -> None:
    kwame = running.person(KWAME)
    await kwame.click(await listing(kwame), actions.OPS_DONE)
    await told(kwame, "marked as done: SLO / alerts")

    form = await pressed(kwame, actions.OPS_ASSIGN, "Assign an ops item")
    assert (await kwame.submit(form, {"owner": "mei"})).outcome != "errors"
    await told_directly(kwame, "assigned Runbooks / on-call drills to mei")

    form = await pressed(kwame, actions.OPS_SNOOZE, "Snooze an ops item")
    until = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    await kwame.submit(form, {"day": until})
    await told_directly(kwame, f"until {until}")

    form = await pressed(kwame, actions.OPS_ADD, "Add an ops item")
    await kwame.submit(form, {"item": "Chaos day", "owner": "kwame"})
    await told_directly(kwame, "added Chaos day")
    text = await tracker(running)
    assert lines_with(text, "SLO /")[0].startswith("- [x]")
    assert f"- [ ] Runbooks / on-call drills (owner: mei; snoozed until: {until})" in text
    assert lines_with(text, "Chaos day")


async def told_directly(person: Person, words: str) -> None:
    """Wait for a direct message: what a form asked for has no channel."""
    direct = await person.dm()

    async def look() -> bool | None:
        return any(words in read(m) for m in await person.see(direct.id)) or None

    await person.wait_for(look, within=20)


async def test_tomorrow_is_that_of_whoever_says_it(stage: Stage) -> None:
    clock = ShiftedClock()
    clock.set("2026-11-22T21:36")  # a Sunday; in Kolkata it is Monday already
    async with stage.bot(clock=clock):
        ravi, kwame = stage.person(RAVI), stage.person(KWAME)
        await gate(ravi, "ops snooze 1 until tomorrow")
        await told(ravi, "until 2026-11-24")
        await gate(kwame, "ops snooze 2 until tomorrow")
        await told(kwame, "until 2026-11-23")
        assert "“2026-11-23” is not in the future" in await gate(
            ravi, "ops snooze 3 until 2026-11-23"
        )
        await gate(ravi, "ops add Drill due today")
        await told(ravi, "added Drill, due 2026-11-23")


async def test_ages_are_told_where_the_tracker_tells_none(stage: Stage) -> None:
    clock = ShiftedClock()
    clock.set("2026-11-23T10:00")
    async with stage.bot(clock=clock):
        kwame = stage.person(KWAME)
        assert "days old" not in read(await listing(kwame))
    clock.set("2026-11-26T10:00")
    async with stage.bot(clock=clock):
        assert "2. Runbooks / on-call drills — no owner; at least 3 days old" in read(
            await listing(kwame)
        )
        assert "at least 3 days old" in await gate(kwame, "digest preview")
        await gate(kwame, "ops assign 2 to Kwame Asante")
        await told(kwame, "assigned Runbooks / on-call drills to kwame")
        assert "kwame; at least 3 days old" in read(await listing(kwame))


async def test_what_is_overdue_goes_by_the_day_of_whoever_looks(stage: Stage) -> None:
    await stage.repository.edit(
        MEI,
        "Say when",
        TRACKER,
        ("Runbooks / on-call drills\n", "Runbooks (owner: mei, due: 30 Nov 2026)\n"),
        ("Secrets / key ops\n", "Secrets (snoozed until: 1 Dec 2026)\n"),
    )
    clock = ShiftedClock()
    clock.set("2026-11-30T20:00")  # still Monday in Accra, Tuesday in Tokyo
    async with stage.bot(clock=clock):
        monday = read(await listing(stage.person(KWAME)))
        tuesday = read(await listing(stage.person(MEI)))
        assert "6 open items on the ops track, 1 asleep." in monday
        assert "Runbooks — mei; due 2026-11-30\n" in monday
        assert "6 open items on the ops track, 1 overdue." in tuesday
        assert "Runbooks — mei; due 2026-11-30 (overdue)" in tuesday
        await stage.person(MEI).open_home()

        async def late() -> bool:
            home = await stage.person(MEI).home()
            return home is not None and "due 2026-11-30 (overdue)" in home.shown

        await stage.person(MEI).wait_for(late, within=20)


async def test_one_takes_an_item_that_is_due_today(running: Stage) -> None:
    jonas = running.person(JONAS)
    today = datetime.now(ZoneInfo(JONAS.tz)).date().isoformat()
    await gate(jonas, "ops add Sign the lease due today")
    await told(jonas, "added Sign the lease")
    await gate(jonas, "ops assign 7 to me")
    await told(jonas, "assigned Sign the lease to jonas")
    (line,) = lines_with(await tracker(running), "Sign the lease")
    assert f"owner: jonas; due: {today}" in line
    assert "is not in the future" in await gate(jonas, "ops add Late due 2020-01-01")


async def test_what_can_not_be_done_is_said_and_changes_nothing(running: Stage) -> None:
    jonas = running.person(JONAS)
    before = await tracker(running)
    assert "No ops item is called “dragons”" in await gate(jonas, "ops done dragons")
    assert "knows nobody called" in await gate(jonas, "ops assign 1 to @nobody")
    assert "is no day I can read" in await gate(jonas, "ops snooze 1 until someday")
    assert "is not in the future" in await gate(jonas, "ops snooze 1 until 2020-01-01")
    assert "The link is not one word" in await gate(jonas, "ops link 1 a;b")
    assert "is there already" in await gate(jonas, "ops add Secrets  / KEY ops")
    await running.repository.edit(
        KWAME,
        "Forget Jonas",
        ".gatebot.yml",
        (
            "  jonas: {slack: U0JONASBERG, display: Jonas Berg, email: jonas@tidewater.example}\n",
            "",
        ),
    )

    async def refused() -> str | None:
        said = await gate(jonas, "ops done 1")
        return said if "Only people whom .gatebot.yml names" in said else None

    await jonas.wait_for(refused, within=20)
    assert await tracker(running) == before


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"item": "Late", "day": "2020-01-01"}, "is not in the future"),
        ({"item": "secrets / key ops"}, "is there already"),
    ],
)
async def test_a_slip_in_a_form_is_told_on_top_of_what_was_typed(
    running: Stage, values: dict[str, str], why: str
) -> None:
    jonas = running.person(JONAS)
    form = await pressed(jonas, actions.OPS_ADD, "Add an ops item")
    told_on_top = (await jonas.submit(form, values)).modals[-1]
    assert why in told_on_top.shown
    await jonas.close(told_on_top)
    (left,) = await jonas.modals()
    assert left.title == "Add an ops item"
    assert left.values["item"]["item"]["value"] == values["item"]


async def test_an_item_says_what_it_says_or_is_refused_in_words(running: Stage) -> None:
    jonas = running.person(JONAS)
    await gate(jonas, "ops add <b>Rename</b> `main` as in [the guide](g.md)")
    await told(jonas, "added <b>Rename</b> `main` as in [the guide](g.md)")
    form = await pressed(jonas, actions.OPS_ADD, "Add an ops item")
    await jonas.submit(form, {"item": "Ask who it was — @somebody"})  # reads as its owner
    direct = (await jonas.dm()).id
    words = "The item can't stand in the tracker so that it reads as it is meant"
    await jonas.wait_for_message(direct, words, within=20)
    assert len(await ops_commits(running)) == 1


async def test_several_who_add_the_same_at_once_add_it_once(running: Stage) -> None:
    both = [running.person(JONAS), running.person(KWAME)]
    await asyncio.gather(*(gate(person, "ops add Rotate the keys") for person in both))
    for person in both:
        await told(person, "Rotate the keys")
    assert len(lines_with(await tracker(running), "Rotate the keys")) == 1


async def test_two_who_press_at_once_land_one_change(running: Stage) -> None:
    kwame, jonas = running.person(KWAME), running.person(JONAS)
    one, other = await listing(kwame), await listing(jonas)
    await kwame.click(one, actions.OPS_DONE)
    await jonas.click(other, actions.OPS_DONE)
    await told(kwame, "marked as done: SLO / alerts")
    await told(jonas, "is done already")
    assert len(await ops_commits(running)) == 1


async def test_gaps_and_the_digest_tell_of_a_gap_tracker_that_is_not_there(stage: Stage) -> None:
    elsewhere = "gap_trackers: [doc/Gaps.md]"
    was = "gap_trackers: [doc/Gap_Tracker.md]"
    await stage.repository.edit(KWAME, "Rename it", ".gatebot.yml", (was, elsewhere))
    async with stage.bot():
        shown = [await gate(stage.person(KWAME), asked) for asked in ("gaps", "digest preview")]
    for text in shown:
        assert "doc/Gaps.md" in text
        assert "The file is not there." in text


async def test_gaps_also_lists_what_the_gap_trackers_hold(running: Stage) -> None:
    shown = await gate(running.person(KWAME), "gaps")
    assert "In the gap trackers:" in shown
    assert "Operations Backup is on, restore has never been done — high; kwame" in shown
