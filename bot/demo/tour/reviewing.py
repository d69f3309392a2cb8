"""The second act: who may not decide, and a reviewer who finds something missing."""

import json
from typing import Any, Final

from bot.demo.people import INES, JONAS, RAVI, Person
from bot.demo.tour.asking import REHEARSAL, RUN, SHORTAGE_TEST, open_for_review
from bot.demo.tour.stage import Card, Stage
from bot.slack import actions
from bot.slack.views import fields

_CONTROLS: Final = "Security_Control_Verification.md"
_FIRST_GAP: Final = "Show that a shortage writes neither row: link the test."
_SECOND_GAP: Final = "The copy of production is personal data. Name the controls that guard it."


async def outsider_is_refused(stage: Stage) -> None:
    """Jonas is in the channel and in no role: typed or pressed, his approval is refused."""
    await stage.types(JONAS, "approve P4", "P4", ".gatebot.yml")
    card = await stage.card("P4")
    await _presses_approve_in_vain(stage, JONAS, card)


async def outsider_forges(stage: Stage) -> None:
    """Jonas writes the payload of a form himself and posts it straight to the bot."""
    card = await stage.card("P4")
    answer = await stage.forges(_forged(card.round_id))
    stage.tell.speech("Jonas", f"a forged approval of round {card.round_id}, as security")
    view = answer["answer"].get("view") or {}
    stage.check(
        "the bot answers the forger with a refusal",
        view.get("callback_id") == actions.NOTICE,
        answer,
    )
    await nobody_has_approved(stage, card)


async def owner_is_refused(stage: Stage) -> None:
    """Ines owns P4 and asked for the review, so her own approval does not count."""
    await stage.types(INES, "approve P4", "P4")
    card = await stage.card("P4")
    await _presses_approve_in_vain(stage, INES, card)
    await nobody_has_approved(stage, card)


async def reviewer_lists_gaps(stage: Stage) -> None:
    """Ravi, for security, lists two gaps in a form; Ines hears of both."""
    card = await stage.card("P4")
    stage.tell.speech("Ravi", "presses List gaps, adds a second row, fills both in, sends")
    form = await stage.opens(RAVI, card, actions.LIST_GAPS)
    await stage.at(RAVI).click(form, actions.ADD_GAP_ROW)

    async def two_rows() -> bool:
        modals = await stage.at(RAVI).modals()
        return any(fields.text(1) in json.dumps(m.blocks) for m in modals)

    await stage.until(RAVI, two_rows, "a second row in the form")
    await stage.submits(
        RAVI,
        form,
        {
            fields.text(0): _FIRST_GAP,
            fields.about(1): f"evidence:{REHEARSAL}",
            fields.text(1): _SECOND_GAP,
        },
    )
    found = await stage.card("P4", "P4-G1", "P4-G2", _FIRST_GAP, _SECOND_GAP, "Gaps listed")
    await stage.is_told(INES, card.message.ts, "P4-G1", "P4-G2", "Ravi Menon")
    stage.check("the card of the round lists both gaps", "(2 not" in found.shown, found.shown)


async def owner_addresses_gaps(stage: Stage) -> None:
    """Ines adds what was missing and says so: once typed, once by the button she was sent."""
    await stage.asks(INES, f"evidence P4 add test {SHORTAGE_TEST} {RUN}", "✔ passes")
    await stage.types(INES, "address P4-G1 The test is among the evidence now.", "P4-G1")
    await stage.asks(INES, f"evidence P4 add doc {_CONTROLS}", "✔ passes")
    dm = (await stage.at(INES).dm()).id
    told = await stage.at(INES).wait_for_message(dm, "P4-G2")
    buttons = [e for b in told.blocks if b["type"] == "actions" for e in b["elements"]]
    (button,) = (b for b in buttons if b.get("value", "").endswith("P4-G2"))
    stage.tell.speech("Ines", "presses Address P4-G2 in her message, and says what was done")
    await stage.at(INES).click(told, actions.ADDRESS, value=button["value"])
    form = await stage.at(INES).wait_for_modal()
    await stage.submits(INES, form, {fields.DONE: "Its controls are among the evidence now."})
    shown = await stage.types(INES, "gaps P4", "P4-G1", "P4-G2")
    stage.check("no gap of P4 is open", "Open:" not in shown.shown, shown.shown)


async def owner_asks_again(stage: Stage) -> None:
    """The next round starts without approvals, and the first card says that it was replaced."""
    before = await stage.repository.head()
    await stage.asks(INES, "ready P4", "round 2")
    await stage.card("P4", "Replaced", without=actions.APPROVE)
    stage.tell.checked("the card of round 1 says that it was replaced, and has no buttons")
    await open_for_review(stage, before, "P4", 2)


async def nobody_has_approved(stage: Stage, card: Card) -> None:
    """Look at the card: no approval is on it, and every role is still awaited."""
    found = await stage.card(card.shown.partition(" ")[0])
    stage.check(
        "the card shows no approval; all three roles are awaited",
        "approved" not in found.shown and found.shown.count("awaited: 1 of") == 3,  # noqa: PLR2004 - roles
        found.shown,
    )


async def _presses_approve_in_vain(stage: Stage, who: Person, card: Card) -> None:
    stage.tell.speech(who.first_name, "presses Approve on the card")
    notice = await stage.opens(who, card, actions.APPROVE)
    stage.tell.speech("gatebot", notice.shown, f"only {who.first_name} sees this")
    stage.check("there is no form to send, only the reason", not notice.submit, notice.shown)
    await stage.closes(who, notice)


def _forged(round_id: str) -> dict[str, Any]:
    """Return a form submission as Slack would deliver it, had Jonas been given the form."""
    role = {"type": "static_select", "selected_option": {"value": "security"}}
    note = {"type": "plain_text_input", "value": "looks fine"}
    return {
        "type": "view_submission",
        "team": {"id": "T0SANDBOX", "domain": "tidewater"},
        "user": {"id": JONAS.slack, "name": JONAS.name, "team_id": "T0SANDBOX"},
        "api_app_id": "A0SANDBOX",
        "trigger_id": "1234.5678.forged",
        "response_urls": [],
        "view": {
            "id": "V0FORGED",
            "type": "modal",
            "callback_id": actions.APPROVE_FORM,
            "private_metadata": json.dumps({"round": round_id, "digest": f"sha256:{'0' * 64}"}),
            "blocks": [],
            "state": {
                "values": {fields.ROLE: {fields.ROLE: role}, fields.NOTE: {fields.NOTE: note}}
            },
        },
    }
