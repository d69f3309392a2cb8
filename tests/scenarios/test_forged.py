"""Payloads posted straight to the bot meet the checks that buttons and forms meet."""

from dataclasses import dataclass
from typing import Any

import pytest

from bot.demo.people import ANOUK, INES, JONAS, RAVI
from bot.slack import action_ids as actions
from bot.slack.views import fields
from tests.support.acts import approve, ask, card, direct, list_gaps, round_of, types
from tests.support.forging import button, forge, form
from tests.support.stage import Stage

NO_ROUND = "00000000-0000-4000-8000-000000000000"
DIGEST = "sha256:" + "0" * 64


def chosen(role: str) -> dict[str, Any]:
    """Return the state of a form in which this role is chosen."""
    menu = {"type": "static_select", "selected_option": {"value": role}}
    return {fields.ROLE: {fields.ROLE: menu}}


def written(text: str) -> dict[str, Any]:
    """Return the state of a List gaps form with one gap."""
    return {fields.text(0): {fields.TEXT: {"type": "plain_text_input", "value": text}}}


async def test_an_outsiders_forged_approval_is_refused(stage: Stage) -> None:
    async with stage.bot():
        opened = await ask(stage)
        metadata = {"round": round_of(opened), "digest": DIGEST}
        for who, role in ((JONAS, "security"), (INES, "security"), (ANOUK, "security")):
            forged = form(who, actions.APPROVE_FORM, metadata, chosen(role))
            answered = await forge(stage, forged)
            assert "P4" in answered.shown, answered
        await stage.settled()
        assert (await card(stage)).shown == opened.shown


async def test_an_approval_of_other_evidence_than_the_rounds_is_refused(stage: Stage) -> None:
    async with stage.bot():
        opened = await ask(stage)
        metadata = {"round": round_of(opened), "digest": DIGEST}
        forged = form(ANOUK, actions.APPROVE_FORM, metadata, chosen("architecture"))
        answered = await forge(stage, forged)
        assert "is not what your form showed" in answered.shown
        await stage.settled()
        assert (await card(stage)).shown == opened.shown


async def test_an_outsiders_forged_gaps_are_refused(stage: Stage) -> None:
    async with stage.bot():
        opened = await ask(stage)
        metadata = {"round": round_of(opened)}
        answered = await forge(stage, form(JONAS, actions.GAPS_FORM, metadata, written("No.")))
        assert "You are no reviewer of P4" in answered.shown
        assert "No gap is open" in await types(stage, INES, "gaps P4")


@pytest.mark.parametrize(
    "about", ["evidence:not/there.md", "deliverable:World peace", "free:architecture/ERD.md"]
)
async def test_a_gap_on_what_the_round_does_not_have_is_refused(stage: Stage, about: str) -> None:
    menu = {"type": "static_select", "selected_option": {"value": about}}
    tied = {fields.about(0): {fields.ABOUT: menu}}
    async with stage.bot():
        opened = await ask(stage)
        metadata = {"round": round_of(opened)}
        forged = form(RAVI, actions.GAPS_FORM, metadata, written("No.") | tied)
        answered = await forge(stage, forged)
        assert "is neither evidence nor a deliverable" in answered.shown
        assert about.partition(":")[2] in answered.shown
        assert "No gap is open" in await types(stage, INES, "gaps P4")


async def test_a_forged_withdrawal_and_address_are_refused(stage: Stage) -> None:
    async with stage.bot():
        await ask(stage)
        await list_gaps(stage, RAVI, "No threat model.")
        opened = await card(stage, "P4", "Gaps listed")
        away = form(JONAS, actions.WITHDRAW_FORM, {"round": round_of(opened)})
        assert "Only an owner of P4" in (await forge(stage, away)).shown
        done = {fields.DONE: {fields.DONE: {"type": "plain_text_input", "value": "Fine."}}}
        addressed = form(JONAS, actions.ADDRESS_FORM, {"project": "demo", "gap": "P4-G1"}, done)
        assert "Only an owner of P4" in (await forge(stage, addressed)).shown
        await stage.settled()
        assert (await card(stage)).shown == opened.shown


@pytest.mark.parametrize(
    "callback_id", [actions.APPROVE_FORM, actions.GAPS_FORM, actions.WITHDRAW_FORM]
)
async def test_a_round_that_nobody_opened_is_refused_in_words(
    stage: Stage, callback_id: str
) -> None:
    async with stage.bot():
        metadata = {"round": NO_ROUND, "digest": DIGEST}
        answered = await forge(stage, form(INES, callback_id, metadata, written("No.")))
        assert answered.failed == ""
        assert "There is no open review behind" in answered.shown


@pytest.mark.parametrize(
    "metadata", ["", "{", "[]", "null", '{"round": 7}', '{"round": ""}', '{"rounds": "x"}']
)
async def test_metadata_of_another_shape_is_refused_in_words(stage: Stage, metadata: str) -> None:
    async with stage.bot():
        for callback_id in (actions.APPROVE_FORM, actions.GAPS_FORM, actions.WITHDRAW_FORM):
            answered = await forge(stage, form(JONAS, callback_id, metadata, written("No.")))
            assert answered.failed == ""
            assert "can't make sense" in answered.shown, answered


@dataclass(frozen=True)
class Pressed:
    action_id: str
    value: str
    said: str


@pytest.mark.parametrize(
    "pressed",
    [
        Pressed(actions.APPROVE, f"{NO_ROUND}:0", "There is no open review behind"),
        Pressed(actions.LIST_GAPS, f"{NO_ROUND}:0", "There is no open review behind"),
        Pressed(actions.EVIDENCE, f"{NO_ROUND}:0", "There is no open review behind"),
        Pressed(actions.WITHDRAW, f"{NO_ROUND}:0", "There is no open review behind"),
        Pressed(actions.ADDRESS, "demo/P4-G9", "no gap P4-G9"),
    ],
)
async def test_a_button_that_names_nothing_says_so(stage: Stage, pressed: Pressed) -> None:
    async with stage.bot():
        await ask(stage)
        clicked = button(JONAS, pressed.action_id, pressed.value)
        clicked["trigger_id"] = stage.server.workspace.triggers.issue(JONAS.slack)
        assert (await forge(stage, clicked)).failed == ""
        notice = await stage.person(JONAS).wait_for_modal()
        assert pressed.said in notice.shown
        assert not notice.submit


@pytest.mark.parametrize(
    "value", ["", ":", "x", "x:y", f"{NO_ROUND}:-1", "'; drop table rounds;:1"]
)
async def test_a_button_with_a_garbage_value_changes_nothing(stage: Stage, value: str) -> None:
    async with stage.bot():
        before = (await ask(stage)).shown
        for action_id in (actions.APPROVE, actions.WITHDRAW, actions.ADDRESS, actions.TRY_AGAIN):
            assert (await forge(stage, button(JONAS, action_id, value))).failed == ""
        await approve(stage, ANOUK)
        await card(stage, "P4", "Anouk Visser approved")
        assert before != (await card(stage)).shown, "the bot lives on"
        assert not any("withdrew" in m.shown for m in await direct(stage, INES))
