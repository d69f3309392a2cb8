"""Slack drops, delays, refuses: messages come once, cards end true, people are told."""

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
    opens,
    thread,
    told,
    types,
)
from tests.support.impatient import IMPATIENT
from tests.support.stage import CHANNEL, Stage


async def test_a_card_whose_posting_was_cut_off_is_posted_once(stage: Stage) -> None:
    async with stage.bot(IMPATIENT):
        await stage.controls.fault("chat.postMessage", "drop", carried_out=True)
        await types(stage, INES, "ready P4")
        await card(stage, "P4", "Open for review")
        await approve(stage, ANOUK)
        await card(stage, "P4", "Anouk Visser approved")
        await stage.settled()
        assert len(await cards(stage, "P4")) == 1
        assert await stage.controls.faults() == []


@pytest.mark.parametrize("status", [500, 503])
async def test_a_card_that_slack_failed_to_take_is_posted_later(stage: Stage, status: int) -> None:
    async with stage.bot(IMPATIENT):
        await stage.controls.fault("chat.postMessage", "fail", times=2, status=status)
        await types(stage, INES, "ready P4")
        await card(stage, "P4", "Open for review")
        await stage.settled()
        assert len(await cards(stage, "P4")) == 1


async def test_direct_messages_that_were_cut_off_come_once(stage: Stage) -> None:
    async with stage.bot(IMPATIENT):
        await ask(stage)
        await stage.settled()
        await stage.controls.fault("chat.postMessage", "drop", times=2, carried_out=True)
        await approve(stage, ANOUK)
        await stage.settled()
        assert len(await thread(stage, await card(stage))) == 1
        assert sum("Anouk" in m.shown for m in await direct(stage, INES)) == 1
        assert await stage.controls.faults() == []


async def test_a_card_ends_true_whatever_its_updates_meet(stage: Stage) -> None:
    async with stage.bot(IMPATIENT):
        await ask(stage)
        await stage.controls.fault("chat.update", "rate_limit", retry_after=1)
        await stage.controls.fault("chat.update", "fail", times=2, status=503)
        await stage.controls.fault("chat.update", "drop", carried_out=True)
        for who in REVIEWERS:
            await types(stage, who, "approve P4")
        done = await card(stage, "P4", "Signed off")
        await stage.settled()
        assert done.buttons == [actions.EVIDENCE]
        assert await stage.controls.faults() == []


async def test_everything_fails_for_a_while(stage: Stage) -> None:
    async with stage.bot(IMPATIENT):
        await ask(stage)
        await stage.controls.fault("*", "fail", times=6)
        for who in REVIEWERS:
            await types(stage, who, "approve P4")
        await card(stage, "P4", "Signed off")
        await told(stage, INES, "is Signed Off")
        await stage.settled()
        assert len(await direct(stage, INES)) == 4


async def test_an_answer_whose_address_is_used_up_comes_by_direct_message(stage: Stage) -> None:
    async with stage.bot(IMPATIENT):
        await stage.controls.fault("response_url", "fail", status=404)
        await types(stage, INES, "evidence P4")
        await told(stage, INES, "Evidence of P4", "4 pass")


async def test_an_answer_that_slack_was_too_busy_for_comes_later(stage: Stage) -> None:
    async with stage.bot(IMPATIENT):
        await stage.controls.fault("response_url", "rate_limit", retry_after=1)
        sent = await stage.person(INES).command("/gate", "evidence P4", channel=CHANNEL)
        assert sent is not None
        await stage.person(INES).wait_for_message(CHANNEL, "Evidence of P4", after=sent.ts)


@pytest.mark.parametrize("say", [True, False])
async def test_a_lost_connection_loses_no_click(stage: Stage, say: bool) -> None:  # noqa: FBT001 - with and without a word
    async with stage.bot():
        await ask(stage)
        form = await opens(stage, ANOUK, await card(stage), actions.APPROVE)
        await stage.controls.disconnect(say=say)
        anouk = stage.person(ANOUK)

        async def submits() -> bool:  # whoever is shown a failure tries once more
            return (await anouk.submit(form)).outcome == "updated"

        await anouk.wait_for(submits)
        await card(stage, "P4", "Anouk Visser approved")


async def test_an_archived_channel_is_told_to_the_owner_and_the_card_comes_when_it_is_back(
    stage: Stage,
) -> None:
    channel = stage.server.workspace.channels[CHANNEL]
    async with stage.bot():
        ines = stage.person(INES)
        dm = (await ines.dm()).id
        channel.is_archived = True
        await ines.command("/gate", "ready P4", channel=dm)
        said = await told(stage, INES, "is archived", "Try again")
        assert "Unarchive it" in said.shown
        mine = await types(stage, RAVI, "", channel=(await stage.person(RAVI).dm()).id)
        assert "1 review waits for you" in mine
        channel.is_archived = False
        await ines.click(said, actions.TRY_AGAIN)
        await card(stage, "P4", "Open for review")
        await approve(stage, KWAME)
        await card(stage, "P4", "Kwame Asante approved")
        assert len(await cards(stage, "P4")) == 1


async def test_a_status_told_to_an_archived_channel_is_told_to_who_moved_it(stage: Stage) -> None:
    channel = stage.server.workspace.channels[CHANNEL]
    async with stage.bot():
        ines = stage.person(INES)
        dm = (await ines.dm()).id
        channel.is_archived = True
        await ines.command("/gate", "baseline P4", channel=dm)
        said = await told(stage, INES, "is archived")
        channel.is_archived = False
        await ines.click(said, actions.TRY_AGAIN)
        await ines.wait_for_message(CHANNEL, "went from In Progress to Completed")


async def test_a_card_that_somebody_deleted_stops_no_verdict(stage: Stage) -> None:
    async with stage.bot():
        opened = await ask(stage)
        messages = stage.server.workspace.messages
        message = messages.find(CHANNEL, opened.ts)
        assert message is not None
        messages.remove(message)
        for who in REVIEWERS:
            await types(stage, who, "approve P4")
        await told(stage, INES, "is Signed Off")


async def test_an_owner_whom_slack_does_not_know_stops_no_sign_off(stage: Stage) -> None:
    await stage.repository.edit(
        INES, "Own it together", ".gatebot.yml", ("P4:\n    owners: [ines]",
        "P4:\n    owners: [ines, mei]"),
    )  # fmt: skip
    del stage.server.workspace.users[MEI.slack]
    async with stage.bot():
        await ask(stage)
        for who in REVIEWERS:
            await approve(stage, who)
        done = await card(stage, "P4", "Signed off")
        await stage.settled()
        assert (await stage.waiting()).parked, (
            "what Mei was to be told is kept for whoever looks at the log"
        )
        assert "Waits for a person" not in (await card(stage)).shown
        assert done.shown == (await card(stage)).shown
