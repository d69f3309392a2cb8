"""What somebody misses in a locked phase holds a release back, and the lock stays."""

import pytest

from bot.demo.people import ANOUK, INES, JONAS, KWAME, MEI, RAVI
from bot.slack import action_ids as actions
from bot.slack.views import fields
from tests.scenarios.ops_requests import line_of
from tests.support.acts import (
    REVIEWERS,
    TRACKER,
    answer,
    approve,
    ask,
    card,
    opens,
    round_of,
    thread,
    told,
    tracker,
    types,
    until,
)
from tests.support.stage import CHANNEL, Stage


async def signed_off(stage: Stage) -> None:
    """Sign P4 off."""
    await ask(stage)
    for who in REVIEWERS:
        await approve(stage, who)
    await card(stage, "P4", "Signed off")
    await stage.settled()


async def items(stage: Stage) -> list[str]:
    """Return the tracker's lines that block a release and name P4."""
    text = (await tracker(stage)).replace("\\", "")
    return [x for x in text.splitlines() if "[blocking] P4 (signed off)" in x]


async def test_a_gap_on_a_locked_phase_becomes_a_blocking_item(stage: Stage) -> None:
    async with stage.bot():
        await signed_off(stage)
        said = await answer(stage, RAVI, "gaps P4 no plan to rotate keys.; no drill (ever)")
        assert "Writing that" not in said
        await stage.settled()
        lines = await items(stage)
        assert [line.partition(" (since")[0] for line in lines] == [
            "- [ ] [blocking] P4 (signed off): no plan to rotate keys, raised by Ravi Menon",
            "- [ ] [blocking] P4 (signed off): no drill (ever), raised by Ravi Menon",
        ]
        assert "| P4 | ERD and Persistence Model | Signed Off | ines |" in await tracker(stage)
        lines = await thread(stage, await card(stage))
        assert any("Ravi Menon misses something in P4" in line for line in lines)
        assert "no plan to rotate keys" in await types(stage, INES, "release")
        assert "No-go" in await types(stage, INES, "release")
        again = await types(stage, KWAME, "gaps P4 no plan to rotate keys")
        assert "Writing that" in again  # another person misses it, too: an item of their own
        same = await types(stage, RAVI, "gaps P4 no plan to rotate keys")
        assert "is there already" in same


async def test_by_mention_under_the_landed_card(stage: Stage) -> None:
    async with stage.bot():
        await signed_off(stage)
        landed = await card(stage)
        person = stage.person(ANOUK)
        await person.say("@gatebot gaps the ERD lacks tenants", channel=CHANNEL, thread=landed.ts)

        async def look() -> list[str]:
            return [x for x in await thread(stage, landed) if "Anouk Visser misses" in x]

        await until(stage, look, "a line in the thread")
        (line,) = await items(stage)
        assert "the ERD lacks tenants, raised by Anouk Visser" in line


async def test_a_form_that_is_sent_after_the_landing_is_not_lost(stage: Stage) -> None:
    async with stage.bot():
        await ask(stage)
        form = await opens(stage, RAVI, await card(stage), actions.LIST_GAPS)
        for who in (ANOUK, KWAME):
            await approve(stage, who)
        await types(stage, RAVI, "approve P4")
        await card(stage, "P4", "Signed off")
        await stage.settled()
        await stage.person(RAVI).submit(form, {fields.text(0): "No threat model."})
        await told(stage, RAVI, "added", "No threat model, raised by Ravi Menon")
        assert len(await items(stage)) == 1


async def test_who_may_not_write_ops_items_raises_none(stage: Stage) -> None:
    policy = await stage.repository.text(".gatebot.yml") or ""
    async with stage.bot() as bot:
        await signed_off(stage)
        (line,) = [x for x in policy.splitlines(keepends=True) if JONAS.slack in x]
        await stage.repository.edit(INES, "Jonas has left", ".gatebot.yml", (line, ""))
        await bot.look()
        said = await types(stage, JONAS, "gaps P4 all of it is wrong")
        assert "Only people whom .gatebot.yml names can do that" in said
        assert await items(stage) == []


async def test_without_an_ops_track_it_says_what_to_add(stage: Stage) -> None:
    heading = next(x for x in (await tracker(stage)).splitlines() if "Parallel Ops Track" in x)
    await stage.repository.edit(INES, "No ops track", TRACKER, (heading, "## Other things"))
    async with stage.bot():
        await signed_off(stage)
        said = await types(stage, RAVI, "gaps P4 no plan to rotate keys")
        assert "the tracker has none" in said
        assert "## Outstanding items — Parallel Ops Track" in said
        assert TRACKER in said
        assert await items(stage) == []


async def test_a_phase_under_review_still_takes_gaps(stage: Stage) -> None:
    async with stage.bot():
        opened = await ask(stage)
        await types(stage, RAVI, "gaps P4 no plan to rotate keys")
        listed = await card(stage, "P4", "Gaps listed")
        assert round_of(listed) == round_of(opened)
        assert await items(stage) == []


@pytest.mark.usefixtures("github")
async def test_with_pull_requests_it_waits_for_its_merge(stage: Stage) -> None:
    text = await tracker(stage)
    row = next(x for x in text.splitlines() if x.startswith("| P1 |"))
    signed = row.replace("Completed (Doc Baseline)", "Signed Off")
    await stage.repository.edit(MEI, "P1 was signed off long ago", TRACKER, (row, signed))
    async with stage.bot():
        said = await answer(stage, RAVI, "gaps P1 the glossary is out of date")
        assert "It is on pull request #1" in said
        await stage.settled()
        assert "waits for pull request #1" in await line_of(stage, "the glossary is out of date")
        channel = await stage.person(INES).see(CHANNEL)
        assert any("Ravi Menon misses something in P1" in m.shown for m in channel)
    assert await items(stage) == []
