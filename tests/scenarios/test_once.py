"""Once only: clicked twice, delivered twice, decided by two people in the same moment."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.demo.people import ANOUK, INES, KWAME, MEI, RAVI
from bot.slack import action_ids as actions
from tests.support.acts import (
    REVIEWERS,
    approve,
    ask,
    card,
    cards,
    direct,
    list_gaps,
    opens,
    round_of,
    signed_rows,
    subjects,
    thread,
    told,
    types,
)
from tests.support.stage import CHANNEL, Delivery, Stage, staged


async def last_delivery(stage: Stage, holds: str) -> dict[str, Any]:
    """Return the newest thing sent to the bot that holds a text."""
    sent = await stage.controls.deliveries()
    return next(d for d in reversed(sent) if holds in str(d["payload"]))


@pytest.mark.parametrize("delivery", ["socket", "http"])
async def test_a_phase_is_signed_off(tmp_path: Path, mended: Path, delivery: Delivery) -> None:
    async with staged(tmp_path, mended, delivery=delivery) as stage:
        base = await stage.repository.head()
        async with stage.bot():
            opened = await ask(stage)
            assert "Ready for Signoff" in opened.shown
            for who in REVIEWERS:
                assert (await approve(stage, who)).outcome == "updated"
            done = await card(stage, "P4", "Signed off")
            assert done.buttons == [actions.EVIDENCE]
            said = await told(stage, INES, "P4", "Signed Off")
            await stage.settled()
        head = await stage.repository.head()
        assert head in said.shown
        assert await subjects(stage, base) == ["P4: ready for sign-off", "P4: signed off"]
        rows = await signed_rows(stage, round_of(done))
        assert [sum(who.display in row for row in rows) for who in REVIEWERS] == [1, 1, 1]


async def test_approve_pressed_and_sent_twice_counts_once(stage: Stage) -> None:
    async with stage.bot():
        opened = await ask(stage)
        anouk = stage.person(ANOUK)
        form = await opens(stage, ANOUK, opened, actions.APPROVE)
        twice = await asyncio.gather(*(anouk.submit(form) for _ in range(2)))
        assert {done.outcome for done in twice} == {"updated"}
        await stage.settled()
        shown = (await card(stage)).shown
        assert shown.count("Anouk Visser approved") == 1
        assert await thread(stage, opened) == ["✔ Anouk Visser approved as architecture."]


async def test_the_same_submission_delivered_again_is_kept_once(stage: Stage) -> None:
    async with stage.bot():
        opened = await ask(stage)
        await approve(stage, ANOUK, note="Sound.")
        sent = await last_delivery(stage, actions.APPROVE_FORM)
        again = await stage.controls.send_again(sent["number"])
        assert again["failed"] == ""
        await stage.settled()
        assert len(await thread(stage, opened)) == 1
        assert sum("Anouk" in m.shown for m in await direct(stage, INES)) == 1


async def test_a_command_delivered_again_opens_one_round(stage: Stage) -> None:
    base = await stage.repository.head()
    async with stage.bot():
        await ask(stage)
        sent = await last_delivery(stage, "ready P4")
        again = await stage.controls.send_again(sent["number"])
        assert "not done twice" in str(again["answer"])
        await stage.settled()
        assert len(await cards(stage, "P4")) == 1
    assert await subjects(stage, base) == ["P4: ready for sign-off"]


async def test_gaps_delivered_again_are_listed_once(stage: Stage) -> None:
    async with stage.bot():
        await ask(stage)
        await list_gaps(stage, RAVI, "No threat model.")
        sent = await last_delivery(stage, actions.GAPS_FORM)
        await stage.controls.send_again(sent["number"])
        await stage.settled()
        assert "P4-G2" not in await types(stage, INES, "gaps P4")
        assert sum("P4-G1" in m.shown for m in await direct(stage, INES)) == 1


async def test_a_mention_delivered_again_is_answered_once(stage: Stage) -> None:
    async with stage.bot():
        await ask(stage)
        anouk = stage.person(ANOUK)
        said = await anouk.say("@gatebot approve P4", channel=CHANNEL)
        await anouk.wait_for_message(CHANNEL, "is kept", after=said.ts)
        sent = await last_delivery(stage, "app_mention")
        await stage.controls.send_again(sent["number"])
        await stage.settled()
        shown = (await card(stage)).shown
        assert shown.count("Anouk Visser approved") == 1


async def test_two_reviewers_in_the_same_moment_both_count_and_it_lands_once(stage: Stage) -> None:
    base = await stage.repository.head()
    async with stage.bot():
        opened = await ask(stage)
        await approve(stage, ANOUK)
        await asyncio.gather(*(types(stage, who, "approve P4") for who in (RAVI, KWAME)))
        done = await card(stage, "P4", "Signed off")
        await told(stage, INES, "Signed Off")
        await stage.settled()
        lines = await thread(stage, opened)
        assert sum("Signed off in commit" in line for line in lines) == 1
        assert sum("approved as" in line for line in lines) == 3
    assert await subjects(stage, base) == ["P4: ready for sign-off", "P4: signed off"]
    assert len(await signed_rows(stage, round_of(done))) == 3


async def test_two_owners_who_ask_in_the_same_moment_open_two_rounds_in_order(stage: Stage) -> None:
    gate = "  P4:\n    owners: [ines]"
    both = (gate, gate.replace("[ines]", "[ines, mei]"))
    await stage.repository.edit(INES, "Own P4 together", ".gatebot.yml", both)
    async with stage.bot():
        await asyncio.gather(*(types(stage, who, "ready P4") for who in (INES, MEI)))
        await card(stage, "P4", "round 2", "Open for review")
        await stage.settled()
        first, second = await cards(stage, "P4")
        assert "Replaced" in first.shown
        assert first.buttons == [actions.EVIDENCE]
        assert "Open for review" in second.shown
