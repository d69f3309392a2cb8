"""Adding and removing evidence by form: for owners, checked on the server, kept once."""

from typing import Any

import pytest

from bot.app.api.commands import AddEvidence, RemoveEvidenceItem
from bot.app.api.forms import EvidenceForm
from bot.readiness.evidence import Evidence, Kind
from bot.readiness.phase import Phase
from bot.readiness.place import Place
from bot.readiness.refusals import BadEvidence, Refused
from bot.readiness.status import Status
from bot.slack import action_ids as actions
from bot.slack.views import evidence_forms, fields
from tests.slack_in.bot_over_http import BotOverHttp
from tests.slack_in.desk import StandInDesk
from tests.slack_in.slack_api import SlackApi

VALUE = actions.phase_value("app", "P4") or ""
ITEM = Evidence(Kind.DOC, "architecture/ERD.md")
PHASE = Phase("P4", "Persistence", Status.READY, ("ada",), Place("tracker.md", 3))
FORM = EvidenceForm("app", PHASE, (ITEM,))


def typed(text: str | None) -> dict[str, Any]:
    return {"type": "plain_text_input", "value": text}


def chosen(value: str) -> dict[str, Any]:
    return {"type": "static_select", "selected_option": {"value": value}}


@pytest.mark.parametrize(
    ("action_id", "callback_id"),
    [
        (actions.ADD_EVIDENCE, actions.ADD_EVIDENCE_FORM),
        (actions.REMOVE_EVIDENCE, actions.REMOVE_EVIDENCE_FORM),
    ],
)
async def test_an_owners_button_opens_its_form_and_nobody_elses(
    bot: BotOverHttp, slack: SlackApi, action_id: str, callback_id: str
) -> None:
    await bot.click(action_id, VALUE, user={"id": "U1"})
    opened = await slack.heard("views.open")
    assert opened["view"]["callback_id"] == callback_id
    await bot.click(action_id, VALUE, user={"id": "U2"})
    refused = await slack.heard("views.open", times=2)
    assert refused["view"]["callback_id"] == actions.NOTICE
    assert "Only an owner of P4" in str(refused["view"])


@pytest.mark.parametrize("value", ["", "app", "app/", "/P4"])
async def test_a_forged_value_is_answered_politely(
    bot: BotOverHttp, slack: SlackApi, value: str
) -> None:
    await bot.click(actions.ADD_EVIDENCE, value, user={"id": "U1"})
    opened = await slack.heard("views.open")
    assert opened["view"]["callback_id"] == actions.NOTICE


@pytest.mark.parametrize(("kind", "read"), [("infer", None), ("test", "test")])
async def test_an_item_is_kept_with_its_kind_its_note_and_its_project(
    bot: BotOverHttp, desk: StandInDesk, kind: str, read: str | None
) -> None:
    values = {
        fields.KIND: {fields.KIND: chosen(kind)},
        fields.REFERENCE: {fields.REFERENCE: typed(" a.md ")},
        fields.NOTE: {fields.NOTE: typed("the model")},
    }
    ack = await bot.submit(evidence_forms.add(FORM), values)
    assert desk.asked[0][0] == AddEvidence("P4", read, "a.md", "the model", "app")
    assert (ack.action, "Checking" in ack.everything) == ("update", True)


async def test_an_empty_reference_is_marked(bot: BotOverHttp, desk: StandInDesk) -> None:
    ack = await bot.submit(
        evidence_forms.add(FORM), {fields.REFERENCE: {fields.REFERENCE: typed(" ")}}
    )
    assert (ack.action, list(ack.body["errors"])) == ("errors", [fields.REFERENCE])
    assert desk.asked == []


async def test_what_cannot_be_taken_is_told_on_top_of_the_form(
    bot: BotOverHttp, desk: StandInDesk
) -> None:
    desk.failure = lambda: Refused(BadEvidence("../x", "escapes"))
    values = {fields.REFERENCE: {fields.REFERENCE: typed("../x")}}
    ack = await bot.submit(evidence_forms.add(FORM), values)
    assert ack.action == "push"
    assert "leads out of the repository" in ack.everything


async def test_an_item_is_removed_by_what_it_is_not_by_its_number(
    bot: BotOverHttp, desk: StandInDesk
) -> None:
    view = evidence_forms.remove(FORM)
    await bot.submit(view, {fields.ITEM: {fields.ITEM: chosen(ITEM.mark)}})
    assert desk.asked[0][0] == RemoveEvidenceItem("app", "P4", ITEM.mark)
    ack = await bot.submit(view, {})
    assert list(ack.body["errors"]) == [fields.ITEM]
