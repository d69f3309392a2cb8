"""People at a workspace, by Socket Mode and over HTTP: what they do, and what they see for it."""

from collections.abc import AsyncIterator

import pytest

from bot.app.api.commands import Approve, ApproveRound, ListGapsInRound, ShowGaps, WithdrawRound
from bot.readiness.refusals import NotAReviewer, Refused
from bot.slack import action_ids as actions
from bot.slack.views import fields
from tests.slack_in.desk import AUDIT, ROUND
from tests.slack_in.in_workspace import CHANNEL, InWorkspace, Transport, in_workspace


@pytest.fixture(params=["socket", "http"])
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[InWorkspace]:
    transport: Transport = request.param
    async with in_workspace(transport) as stage:
        yield stage


async def test_a_command_is_answered_for_the_askers_eyes_only(stage: InWorkspace) -> None:
    shown = await stage.bo.command("/gate", "approve p4 as security", channel=CHANNEL)
    assert shown is not None
    assert "approval" in shown.shown
    assert stage.desk.asked[0][0] == Approve("p4", "security")
    assert await stage.ada.see(CHANNEL) == []


async def test_an_approval_goes_through_its_form(stage: InWorkspace) -> None:
    await stage.bo.click(await stage.card(), actions.APPROVE)
    modal = await stage.bo.wait_for_modal("Approve P4")
    submitted = await stage.bo.submit(modal, {fields.NOTE: "looks right"})
    command, asker = stage.desk.asked[0]
    assert command == ApproveRound(ROUND, "security", AUDIT.digest, "looks right")
    assert (asker.user, asker.delivery.split(":")[0]) == ("U2", "trigger")
    assert "approval" in submitted.modals[-1].shown


async def test_gaps_go_through_their_form_with_a_row_added(stage: InWorkspace) -> None:
    await stage.bo.click(await stage.card(), actions.LIST_GAPS)
    modal = await stage.bo.wait_for_modal("List gaps P4")
    modal = await stage.bo.fill(modal, {fields.text(0): "no load test"})
    await stage.bo.click(modal, actions.ADD_GAP_ROW)

    async def grown() -> bool | None:
        stack = await stage.bo.modals()
        return "(2)" in stack[-1].shown or None

    await stage.bo.wait_for(grown)
    modal = (await stage.bo.modals())[-1]
    await stage.bo.submit(modal, {fields.text(1): "no restore drill"})
    command = stage.desk.asked[0][0]
    assert isinstance(command, ListGapsInRound)
    assert [gap.text for gap in command.gaps] == ["no load test", "no restore drill"]


async def test_an_empty_gaps_form_is_marked_and_stays(stage: InWorkspace) -> None:
    await stage.bo.click(await stage.card(), actions.LIST_GAPS)
    modal = await stage.bo.wait_for_modal("List gaps P4")
    submitted = await stage.bo.submit(modal)
    assert submitted.modals != []
    assert stage.desk.asked == []


async def test_a_withdrawal_asks_once_more_and_closes(stage: InWorkspace) -> None:
    await stage.ada.click(await stage.card(), actions.WITHDRAW)
    submitted = await stage.ada.submit(await stage.ada.wait_for_modal("Withdraw"))
    assert stage.desk.asked[0][0] == WithdrawRound(ROUND)
    assert submitted.modals == []


async def test_who_may_not_approve_sees_why(stage: InWorkspace) -> None:
    stage.desk.failure = lambda: Refused(NotAReviewer("P4", "", ("security",)))
    await stage.ada.click(await stage.card(), actions.APPROVE)
    notice = await stage.ada.wait_for_modal("Not done")
    assert "security" in notice.shown


async def test_the_evidence_is_shown(stage: InWorkspace) -> None:
    await stage.ada.click(await stage.card(), actions.EVIDENCE)
    sheet = await stage.ada.wait_for_modal("Evidence")
    assert "architecture/ERD.md" in sheet.shown


async def test_a_mention_in_a_thread_is_answered_in_it(stage: InWorkspace) -> None:
    card = await stage.card()
    await stage.bo.say("@gatebot gaps P4", channel=CHANNEL, thread=card.ts)

    async def answered() -> str | None:
        thread = await stage.bo.thread(card)
        return next((m.shown for m in thread if "no load test" in m.shown), None)

    assert "P4-G1" in await stage.bo.wait_for(answered)
    assert stage.desk.asked[0][0] == ShowGaps("P4")
    assert not any("no load test" in m.shown for m in await stage.ada.thread(card))


async def test_a_direct_message_is_answered(stage: InWorkspace) -> None:
    dm = await stage.ada.dm()
    await stage.ada.say("gaps", channel=dm.id)
    answer = await stage.ada.wait_for_message(dm.id, "no load test")
    assert "P4-G1" in answer.shown


async def test_a_delivery_that_comes_again_counts_once(stage: InWorkspace) -> None:
    await stage.bo.command("/gate", "approve P4", channel=CHANNEL)
    number = (await stage.controls.deliveries())[-1]["number"]
    again = await stage.controls.send_again(number)
    assert "not done twice" in str(again["answer"])
    assert len({asker.delivery for _, asker in stage.desk.asked}) == 1


async def test_a_forged_click_and_a_forged_form_do_nothing(stage: InWorkspace) -> None:
    click = {
        "type": "block_actions",
        "user": {"id": "U1"},
        "trigger_id": "made.up",
        "actions": [{"action_id": actions.APPROVE, "value": "'; drop table rounds"}],
    }
    form = {
        "type": "view_submission",
        "user": {"id": "U1"},
        "trigger_id": "made.up",
        "view": {
            "type": "modal",
            "id": "V1",
            "callback_id": actions.APPROVE_FORM,
            "state": {"values": {}},
        },
    }
    assert (await stage.controls.forge(click))["failed"] == ""
    answer = await stage.controls.forge(form)
    assert "nothing was done" in str(answer["answer"])
    assert stage.desk.asked == []
