"""The second act: who may not decide, and a reviewer who finds something missing."""

import json
from typing import Any, Final

from bot.demo.mending import REHEARSAL, RUN_ID, SHORTAGE_TEST
from bot.demo.people import ANOUK, EVERYONE, INES, JONAS, KWAME, RAVI, Person
from bot.demo.tour.stage import Card, Stage, head_of
from bot.readiness.round import GapState
from bot.slack import action_ids as actions
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
    stage.tell.speech("Jonas", f"a form for round {card.round_id}, approving as security")
    answer = await stage.forges(_forged(card.round_id))
    stage.check_quietly("a refusal for want of a role", ".gatebot.yml" in answer, answer)
    await nobody_has_approved(stage, "P4")


async def owner_is_refused(stage: Stage) -> None:
    """Ines owns P4 and asked for the review, so her own approval does not count."""
    await stage.types(INES, "approve P4", "P4")
    card = await stage.card("P4")
    await _presses_approve_in_vain(stage, INES, card)
    await nobody_has_approved(stage, "P4")


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
        "P4-G1",
        "P4-G2",
    )
    await stage.card("P4", "P4-G1", "P4-G2", _FIRST_GAP, _SECOND_GAP)
    await stage.is_told(INES, card.message.ts, "P4-G1", "P4-G2", "Ravi Menon")
    stage.tell.checked("the card lists both gaps, for all")


async def owner_addresses_gaps(stage: Stage) -> None:
    """Ines adds what was missing and says so: once typed, once by the button she was sent."""
    run = stage.repository.run_url(RUN_ID)
    await stage.asks(INES, f"evidence P4 add test {SHORTAGE_TEST} {run}", "pass")
    await stage.types(INES, "address P4-G1 The test is among the evidence now.", "P4-G1")
    await stage.asks(INES, f"evidence P4 add doc {_CONTROLS}", "pass")
    stage.tell.speech("Ines", "presses Address beside P4-G2 in her message, says what was done")
    form = await stage.presses(INES, actions.ADDRESS, "P4-G2")
    done = {fields.DONE: "Its controls are among the evidence now."}
    await stage.submits(INES, form, done, "P4-G2")
    shown = await stage.types(INES, "gaps P4", "P4-G1", "P4-G2")
    both = shown.shown.count(f"; {GapState.ADDRESSED}") == 2  # noqa: PLR2004 - gaps
    stage.check("both gaps are addressed, and wait for Ravi", both, shown.shown)


async def owner_asks_again(stage: Stage) -> None:
    """The next round starts without approvals, and the first card says that it was replaced."""
    await stage.asks(INES, "ready P4", "round 2")
    card = await stage.card("P4", "round 2", number=2)
    stage.shows(head_of(card.shown, 7), "the new card, for all")
    await nobody_has_approved(stage, "P4", number=2)
    old = await stage.card("P4", without=actions.APPROVE)
    only_to_read = old.message.buttons == [actions.EVIDENCE]
    stage.check("the card of round 1 takes no more verdicts", only_to_read, old.shown)


async def nobody_has_approved(stage: Stage, phase: str, number: int = 1) -> None:
    """Look at the card: no approval is on it, and every role is still awaited."""
    shown = (await stage.card(phase, number=number)).shown
    seats = {"architecture": ANOUK, "security": RAVI, "ops": KWAME}
    stage.check(
        "the card shows no approval; all three roles are awaited",
        all(_is_awaited(shown, role, who) for role, who in seats.items()),
        shown,
    )


def _is_awaited(shown: str, role: str, who: Person) -> bool:
    """Tell whether the role's line names its reviewer, and no verdict of anybody's."""
    lines = [line for line in shown.splitlines() if f"{role}:" in line]
    return any(who.display in line for line in lines) and not any(
        f"{person.display} approved" in shown for person in EVERYONE
    )


async def _presses_approve_in_vain(stage: Stage, who: Person, card: Card) -> None:
    stage.tell.speech(who.first_name, "presses Approve on the card")
    notice = await stage.opens(who, card, actions.APPROVE)
    stage.shows(notice.shown, f"only {who.first_name} sees this")
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
