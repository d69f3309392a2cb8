"""Gaps: listed in a form, addressed by the owner, accepted or listed again in the next round."""

import json

from bot.demo.people import ANOUK, INES, JONAS, KWAME, RAVI
from bot.slack import action_ids as actions
from bot.slack.views import fields
from tests.support.acts import (
    REVIEWERS,
    answer,
    approve,
    ask,
    card,
    cards,
    list_gaps,
    opens,
    row_more,
    subjects,
    thread,
    told,
    types,
)
from tests.support.stage import Stage, read

REQUIRED = "Please complete this required field."
ERD = "architecture/ERD.md#invariants"


async def address(stage: Stage, gap: str) -> str:
    """Address a gap by the button beside it in the owner's messages; return what is answered."""
    listed = await told(stage, INES, gap, "listed")
    form = await opens(stage, INES, listed, actions.ADDRESS, value=f"demo/{gap}")
    done = await stage.person(INES).submit(form, {fields.DONE: f"{gap} is mended."})
    return done.view.shown


async def test_gaps_are_tied_to_evidence_to_a_deliverable_or_to_nothing(stage: Stage) -> None:
    async with stage.bot():
        opened = await ask(stage)
        form = await opens(stage, RAVI, opened, actions.LIST_GAPS)
        form = await row_more(stage, RAVI, form, 1)
        form = await row_more(stage, RAVI, form, 2)
        deliverable = "A schema that can be applied to an empty database and applied again"
        done = await stage.person(RAVI).submit(
            form,
            {
                fields.about(0): f"evidence:{ERD}",
                fields.text(0): "Say who may break an invariant.",
                fields.about(1): f"deliverable:{deliverable}",
                fields.text(1): "Apply it twice in CI.",
                fields.text(2): "Name who is on call.",
            },
        )
        assert done.outcome == "updated"
        shown = (await card(stage, "P4", "Gaps listed", "(3 not accepted yet)")).shown
        assert f"P4-G1 Say who may break an invariant. (about {ERD})" in shown
        assert f"P4-G2 Apply it twice in CI. (about {deliverable})" in shown
        assert "P4-G3 Name who is on call. — Ravi Menon, security; open" in shown
        listed = await told(stage, INES, "P4-G1", "P4-G2", "P4-G3")
        assert listed.buttons.count(actions.ADDRESS) == 3


async def test_a_form_without_a_gap_is_marked_and_kept_open(stage: Stage) -> None:
    async with stage.bot():
        form = await opens(stage, RAVI, await ask(stage), actions.LIST_GAPS)
        ravi = stage.person(RAVI)
        nothing = await ravi.submit(form)
        assert nothing.outcome == "errors"
        assert nothing.view.errors == {fields.text(0): REQUIRED}
        form = await row_more(stage, RAVI, form, 1)
        half = {fields.text(0): "It has no owner.", fields.about(1): f"evidence:{ERD}"}
        tied = await ravi.submit(form, half)
        assert tied.outcome == "errors"
        assert "Say what is missing" in tied.view.errors[fields.text(1)]
        done = await ravi.submit(form, {fields.text(1): "It is all there but the owner."})
        assert done.outcome == "updated"
        await card(stage, "P4", "P4-G1")


async def test_the_texts_of_a_form_stay_when_a_row_is_added(stage: Stage) -> None:
    async with stage.bot():
        ravi = stage.person(RAVI)
        form = await opens(stage, RAVI, await ask(stage), actions.LIST_GAPS)
        await ravi.fill(form, {fields.text(0): "The first."})
        form = await row_more(stage, RAVI, form, 1)
        assert "The first." in json.dumps(form.values)
        await ravi.submit(form, {fields.text(1): "The second."})
        await card(stage, "P4", "P4-G1 The first.", "P4-G2 The second.")


async def test_asking_while_a_gap_is_open_lists_it(stage: Stage) -> None:
    base = await stage.repository.head()
    async with stage.bot():
        await ask(stage)
        await list_gaps(stage, RAVI, "No threat model.", "No owner of the keys.")
        await types(stage, INES, "address P4-G1 It is in the architecture.")
        said = await answer(stage, INES, "ready P4")
        assert "1 thing in the way" in said
        assert "Open gap P4-G2" in said
        assert "P4-G1" not in said
        assert len(await cards(stage, "P4")) == 1
    assert await subjects(stage, base) == ["P4: ready for sign-off"]


async def test_a_round_with_gaps_takes_verdicts_of_other_roles_and_is_never_signed_off(
    stage: Stage,
) -> None:
    async with stage.bot():
        opened = await ask(stage)
        await list_gaps(stage, RAVI, "No threat model.")
        for who in (ANOUK, KWAME):
            await approve(stage, who)
        await stage.settled()
        shown = (await card(stage)).shown
        assert "Gaps listed" in shown
        assert "Anouk Visser approved" in shown
        assert "Kwame Asante approved" in shown
        assert "they can't become an approval" in await types(stage, RAVI, "approve P4")
        notice = await opens(stage, RAVI, opened, actions.APPROVE)
        assert "they can't become an approval" in notice.shown


async def test_addressed_gaps_are_accepted_by_their_roles_approval_in_the_next_round(
    stage: Stage,
) -> None:
    async with stage.bot():
        await ask(stage)
        await list_gaps(stage, RAVI, "No threat model.", "No owner of the keys.")
        assert "1 gap of P4 still open" in await address(stage, "P4-G1")
        assert "No gap is left open" in await address(stage, "P4-G2")
        await ask(stage)
        first, second = await cards(stage, "P4")
        assert "Replaced" in first.shown
        assert "P4-G1 is mended." in second.shown
        assert "approved" not in second.shown
        form = await opens(stage, RAVI, second, actions.APPROVE)
        assert "P4-G1" in form.shown
        await stage.person(RAVI).submit(form)
        await card(stage, "P4", "Ravi Menon approved")
        assert "No gap is open" in await types(stage, INES, "gaps P4")

        async def in_thread() -> bool:
            return any("Accepted: P4-G1 and P4-G2." in line for line in await thread(stage, second))

        await stage.person(INES).wait_for(in_thread)
        for who in (ANOUK, KWAME):
            await approve(stage, who)
        await card(stage, "P4", "Signed off")


async def test_a_gap_that_is_listed_again_is_open_again_under_its_number(stage: Stage) -> None:
    async with stage.bot():
        await ask(stage)
        await list_gaps(stage, RAVI, "No threat model.")
        await address(stage, "P4-G1")
        second = await ask(stage)
        form = await opens(stage, RAVI, second, actions.LIST_GAPS)
        done = await stage.person(RAVI).submit(form, {fields.AGAIN: ["P4-G1"]})
        assert done.outcome == "updated", done
        await card(stage, "P4", "Gaps listed", "P4-G1 No threat model.", "; open")
        said = await answer(stage, INES, "ready P4")
        assert "Open gap P4-G1" in said
        assert "P4-G2" not in said


async def test_gaps_typed_in_a_line_are_listed_one_by_one(stage: Stage) -> None:
    async with stage.bot():
        await ask(stage)
        said = await types(stage, KWAME, "gaps p4 no runbook; no alert, and nobody on call")
        assert "2 gaps" in said
        await card(stage, "P4", "P4-G1 no runbook", "P4-G2 no alert, and nobody on call")
        assert "P4-G2" in await types(stage, INES, "gaps")


async def test_a_gap_can_be_addressed_from_a_direct_message_by_typing(stage: Stage) -> None:
    async with stage.bot():
        await ask(stage)
        await list_gaps(stage, RAVI, "No threat model.")
        await told(stage, INES, "P4-G1")
        dm = (await stage.person(INES).dm()).id
        said = await types(stage, INES, "address p4-g1 It is in the ERD.", channel=dm)
        assert "P4-G1 is marked as addressed" in said
        await card(stage, "P4", "addressed, waits for its reviewer: It is in the ERD.")


async def test_a_gap_that_is_not_there_or_accepted_cannot_be_addressed(stage: Stage) -> None:
    async with stage.bot():
        await ask(stage)
        await list_gaps(stage, RAVI, "No threat model.")
        assert "There is no gap P4-G7" in await types(stage, INES, "address P4-G7 Done.")
        await types(stage, INES, "address P4-G1 Done.")
        await ask(stage)
        await approve(stage, RAVI)
        assert "accepted by its reviewer" in await types(stage, INES, "address P4-G1 Again.")


async def test_an_approval_can_be_taken_back_by_listing_gaps_but_not_the_other_way(
    stage: Stage,
) -> None:
    async with stage.bot():
        await ask(stage)
        await approve(stage, RAVI)
        await list_gaps(stage, RAVI, "I had not seen the keys.")
        shown = (await card(stage, "P4", "Gaps listed")).shown
        assert "Ravi Menon listed gaps" in shown
        assert "Ravi Menon approved" not in shown
        assert "(replaced later)" in await types(stage, INES, "history P4")
        assert "they can't become an approval" in await types(stage, RAVI, "approve P4")


async def test_no_verdict_changes_while_the_sign_off_is_being_written(stage: Stage) -> None:
    async with stage.bot():
        await ask(stage)
        for who in (ANOUK, RAVI):
            await approve(stage, who)
        hold = stage.repository.hold_next_push()
        try:
            await approve(stage, KWAME)
            await hold.reached()
            landing = await card(stage, "P4", "Approved, landing")
            notice = await opens(stage, RAVI, landing, actions.LIST_GAPS)
            assert "verdicts can't change" in notice.shown
            for typed in ("gaps P4 too late", "withdraw P4"):
                who = INES if "withdraw" in typed else RAVI
                assert "verdicts can't change" in await types(stage, who, typed)
        finally:
            hold.release()
        await card(stage, "P4", "Signed off")
        assert "ops track" in await types(stage, RAVI, "gaps P4 far too late")


async def test_a_round_that_was_approved_and_parked_can_still_get_gaps(stage: Stage) -> None:
    hook = stage.repository.path / "hooks" / "pre-receive"
    async with stage.bot():
        await ask(stage)
        kept = hook.read_text()
        hook.write_text("#!/bin/sh\necho no signing today >&2\nexit 1\n")
        for who in REVIEWERS:
            await approve(stage, who)
        parked = await told(stage, INES, "could not be carried out")
        await list_gaps(stage, RAVI, "And now I see it.")
        await card(stage, "P4", "Gaps listed")
        hook.write_text(kept)
        base = await stage.repository.head()
        await stage.person(INES).click(parked, actions.TRY_AGAIN)
        await stage.settled()
        assert "Gaps listed" in (await card(stage)).shown
        assert await subjects(stage, base) == []
        assert read(parked)


async def test_who_listed_the_gaps_is_named_to_a_colleague_of_the_same_role(stage: Stage) -> None:
    await stage.repository.edit(
        INES, "Ask two for ops", ".gatebot.yml", ("[kwame]", "[kwame, jonas]"), ("ops: 1", "ops: 2")
    )
    async with stage.bot():
        await ask(stage)
        await list_gaps(stage, KWAME, "No runbook.")
        said = await types(stage, JONAS, "approve P4")
        assert "Kwame Asante listed gaps on P4 as ops" in said
        assert "You listed" not in said


async def test_a_gap_typed_by_its_id_is_listed_again_and_later_approvers_are_told(
    stage: Stage,
) -> None:
    async with stage.bot():
        await ask(stage)
        await types(stage, RAVI, "gaps P4 as security: No threat model.")
        await types(stage, INES, "address P4-G1 It is in the architecture.")
        await ask(stage)
        assert "1 gap" in await types(stage, RAVI, "gaps P4 p4-g1")
        shown = (await card(stage, "P4", "Gaps listed")).shown
        assert "P4-G1 No threat model." in shown
        assert "P4-G2" not in shown
        said = await types(stage, ANOUK, "approve P4")
        assert "gaps that Ravi Menon listed stand: signing off will need a new round" in said


async def test_nothing_open_is_nothing_to_withdraw(stage: Stage) -> None:
    async with stage.bot():
        assert "nothing to withdraw" in await types(stage, INES, "withdraw P4")
