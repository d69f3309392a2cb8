"""Who may do what: by button, by typed verb, and for others' gaps and requests."""

import pytest

from bot.demo.people import ANOUK, INES, JONAS, KWAME, MEI, RAVI
from bot.demo.people import Person as Who
from bot.slack import action_ids as actions
from tests.support.acts import (
    TRACKER,
    answer,
    approve,
    ask,
    card,
    list_gaps,
    opens,
    subjects,
    told,
    types,
)
from tests.support.stage import Stage

NO_REVIEWER = "You are no reviewer of P4"
REQUESTER = "You asked for this review of P4"


@pytest.mark.parametrize(
    ("who", "why"), [(JONAS, NO_REVIEWER), (MEI, NO_REVIEWER), (INES, REQUESTER)]
)
@pytest.mark.parametrize("button", [actions.APPROVE, actions.LIST_GAPS])
async def test_who_has_no_role_gets_no_form(stage: Stage, who: Who, why: str, button: str) -> None:
    async with stage.bot():
        notice = await opens(stage, who, await ask(stage), button)
        assert not notice.submit
        assert why in notice.shown


@pytest.mark.parametrize(("who", "why"), [(JONAS, NO_REVIEWER), (INES, REQUESTER)])
@pytest.mark.parametrize("typed", ["approve P4", "approve P4 as security", "gaps P4 all of it"])
async def test_who_has_no_role_decides_nothing_by_typing(
    stage: Stage, who: Who, why: str, typed: str
) -> None:
    async with stage.bot():
        before = (await ask(stage)).shown
        said = await types(stage, who, typed)
        assert why in said or "You don't review P4 as security" in said
        await stage.settled()
        assert (await card(stage)).shown == before


async def test_a_reviewer_may_not_decide_as_somebody_else(stage: Stage) -> None:
    async with stage.bot():
        await ask(stage)
        said = await types(stage, ANOUK, "approve P4 as security")
        assert "You don't review P4 as security" in said
        await types(stage, ANOUK, "approve P4 as Architecture")
        await card(stage, "P4", "Anouk Visser approved")


@pytest.mark.parametrize("who", [JONAS, ANOUK, MEI])
async def test_only_an_owner_asks(stage: Stage, who: Who) -> None:
    base = await stage.repository.head()
    async with stage.bot():
        said = await answer(stage, who, "ready P4")
        assert "Only an owner of P4 can ask for its sign-off" in said
        assert "Ines Duarte" in said
    assert await subjects(stage, base) == []


@pytest.mark.parametrize("who", [JONAS, ANOUK])
async def test_only_an_owner_withdraws(stage: Stage, who: Who) -> None:
    async with stage.bot():
        opened = await ask(stage)
        notice = await opens(stage, who, opened, actions.WITHDRAW)
        assert not notice.submit
        assert "Only an owner of P4 can withdraw its review" in notice.shown
        assert "Only an owner" in await types(stage, who, "withdraw P4")
        assert "Open for review" in (await card(stage)).shown


async def test_only_an_owner_addresses_a_gap(stage: Stage) -> None:
    async with stage.bot():
        await ask(stage)
        await list_gaps(stage, RAVI, "No threat model.")
        for who in (JONAS, RAVI, KWAME):
            said = await types(stage, who, "address P4-G1 It is fine.")
            assert "Only an owner of P4 can address its gaps" in said
        assert "open" in await types(stage, INES, "gaps P4")


async def test_only_an_owner_adds_evidence_or_moves_the_status(stage: Stage) -> None:
    base = await stage.repository.head()
    async with stage.bot():
        for typed in ("evidence P4 add doc README.md", "evidence P4 remove 1", "baseline P4"):
            assert "Only an owner of P4" in await answer(stage, JONAS, typed)
    assert await subjects(stage, base) == []


async def test_one_person_fills_one_role(stage: Stage) -> None:
    await stage.repository.edit(
        INES, "Let Anouk review for ops too", ".gatebot.yml", ("[kwame]", "[kwame, anouk]")
    )
    async with stage.bot():
        await ask(stage)
        await types(stage, ANOUK, "approve P4 as architecture")
        said = await types(stage, ANOUK, "approve P4 as ops")
        assert "one person fills one role" in said


async def test_whoever_could_fill_two_roles_has_to_say_which(stage: Stage) -> None:
    await stage.repository.edit(
        INES,
        "Let two review for two roles",
        ".gatebot.yml",
        ("[kwame]", "[kwame, anouk]"),
        ("[anouk]", "[anouk, kwame]"),
    )
    async with stage.bot():
        opened = await ask(stage)
        assert "please say which" in await types(stage, ANOUK, "approve P4")
        form = await opens(stage, ANOUK, opened, actions.APPROVE)
        assert "architecture" in form.shown
        assert "ops" in form.shown
        done = await approve(stage, ANOUK, role="ops")
        assert "as ops" in done.view.shown


async def test_an_owner_of_the_phase_who_did_not_ask_is_barred_too(stage: Stage) -> None:
    await stage.repository.edit(
        INES, "Own P4 together", ".gatebot.yml", ("P4:\n    owners: [ines]",
        "P4:\n    owners: [ines, anouk]"), ("[anouk]", "[anouk, jonas]"),
    )  # fmt: skip
    async with stage.bot():
        opened = await ask(stage)
        assert "You own P4" in await types(stage, ANOUK, "approve P4")
        assert "Anouk Visser (owner)" in opened.shown
        await approve(stage, JONAS)
        await told(stage, ANOUK, "Jonas Berg approved")


async def test_an_owner_nobody_knows_is_told_where_the_owner_looks(fresh: Stage) -> None:
    text = await fresh.repository.text(TRACKER) or ""
    written = text.replace("In Progress | ines |", "In Progress | ines (until March)<br>mei |")
    await fresh.repository.human_commit(INES, "Hand over", {TRACKER: written})
    async with fresh.bot():
        said = await answer(fresh, JONAS, "ready P4")
        assert "Only an owner of P4 can ask" in said
        assert "“ines (until March)” among its owners gives nobody a right" in said
        said = await types(fresh, INES, "status P4")
        assert "“ines (until March)” among its owners gives nobody a right" in said
