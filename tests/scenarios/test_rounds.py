"""The life of a phase and its rounds: started, asked for, withdrawn, replaced, affirmed."""

from bot.demo.people import ANOUK, INES, KWAME, MEI, RAVI
from bot.slack import action_ids as actions
from tests.support.acts import (
    REVIEWERS,
    TRACKER,
    answer,
    approve,
    ask,
    card,
    cards,
    direct,
    opens,
    round_of,
    signed_rows,
    subjects,
    thread,
    told,
    tracker,
    types,
)
from tests.support.stage import CHANNEL, Stage

P4_ROW = "| P4 | ERD and Persistence Model | {} | ines |"
NEW_PHASE = "| TN-07 | Tenancy | Not Started | ines |\n"


async def add_phase(stage: Stage) -> None:
    """Add a phase that nobody has started, after EXEC, and open it to review on its own."""
    last = "| EXEC | Implementation Execution — Code | In Progress | ines |\n"
    await stage.repository.edit(MEI, "Plan tenancy", TRACKER, (last, last + NEW_PHASE))


async def sign_off(stage: Stage, phase: str = "P4") -> str:
    """Ask and let all approve; return the round's id once it has landed."""
    opened = await ask(stage, phase)
    for who in REVIEWERS:
        await approve(stage, who, phase)
    await card(stage, phase, "Signed off")
    await stage.settled()
    return round_of(opened)


async def test_a_phase_that_nobody_has_started_is_started_by_its_owner(stage: Stage) -> None:
    await add_phase(stage)
    base = await stage.repository.head()
    async with stage.bot():
        said = await answer(stage, INES, "ready tn-07")
        assert "It is Not Started" in said
        assert "/gate start TN-07" in said
        await types(stage, INES, "start tn-07")
        ines = stage.person(INES)
        told_all = await ines.wait_for_message(CHANNEL, "went from Not Started to In Progress")
        assert not told_all.ephemeral
        assert await stage.repository.head() == (await stage.repository.commits(base))[-1].sha
        assert "can't start it now" in await answer(stage, INES, "start TN-07")
    assert await subjects(stage, base) == ["TN-07: start"]
    assert "| TN-07 | Tenancy | In Progress | ines |" in await tracker(stage)


async def test_a_baseline_keeps_its_status_in_review_and_needs_an_implementation(
    stage: Stage,
) -> None:
    await stage.repository.edit(
        INES, "Ask for documents only", ".gatebot.yml", ("[doc, contract, code]", "[doc]")
    )
    async with stage.bot():
        for number in (4, 3):
            await answer(stage, INES, f"evidence P4 remove {number}")
        await types(stage, INES, "baseline P4")
        await stage.person(INES).wait_for_message(CHANNEL, "to Completed (Doc Baseline)")
        assert P4_ROW.format("Completed (Doc Baseline)") in await tracker(stage)
        said = await answer(stage, INES, "ready P4")
        assert "No implementation" in said
        await answer(stage, INES, "evidence P4 add code db_schema_v1.sql")
        opened = await ask(stage)
        assert "Completed (Doc Baseline)" in opened.shown
        assert P4_ROW.format("Completed (Doc Baseline)") in await tracker(stage)
        for who in REVIEWERS:
            await approve(stage, who)
        await card(stage, "P4", "Signed off")
    assert P4_ROW.format("Signed Off") in await tracker(stage)


async def test_predecessors_block_a_request_and_are_named(stage: Stage) -> None:
    async with stage.bot():
        said = await answer(stage, INES, "ready EXEC")
        assert "P4 is In Progress" in said
        await sign_off(stage, "P4")
        await ask(stage, "EXEC")


async def test_withdrawing_ends_the_round_and_keeps_the_status(stage: Stage) -> None:
    async with stage.bot():
        opened = await ask(stage)
        await approve(stage, ANOUK)
        form = await opens(stage, INES, opened, actions.WITHDRAW)
        done = await stage.person(INES).submit(form)
        assert done.outcome == "closed"
        gone = await card(stage, "P4", "Withdrawn")
        assert gone.buttons == [actions.EVIDENCE]
        await told(stage, ANOUK, "Ines Duarte withdrew P4")
        await stage.settled()
        assert (await thread(stage, gone))[-1] == "Ines Duarte withdrew this request."
        assert "is withdrawn" in await types(stage, RAVI, "approve P4")
        assert P4_ROW.format("Ready for Signoff") in await tracker(stage)
        again = await ask(stage)
        assert "round 2" in again.shown
        assert "approved" not in again.shown
        assert "withdrawn" in await types(stage, INES, "history P4")


async def test_asking_again_while_nothing_has_changed_is_answered_with_the_card(
    stage: Stage,
) -> None:
    base = await stage.repository.head()
    async with stage.bot():
        ines = stage.person(INES)
        for _ in range(5):
            await ines.command("/gate", "ready P4", channel=CHANNEL)
        await card(stage, "P4", "round 1")
        await stage.settled()
        said = [m for m in await ines.see(CHANNEL) if "is asked for already" in m.shown]
        assert len(said) == 4
        again = await answer(stage, INES, "ready P4")
        assert "nothing has changed since" in again
        assert f"archives/{CHANNEL}/p" in str((await ines.see(CHANNEL))[-1].blocks)
        assert len(await cards(stage, "P4")) == 1
        assert await subjects(stage, base) == ["P4: ready for sign-off"]


async def test_a_request_says_something_new_when_its_evidence_has_changed(stage: Stage) -> None:
    async with stage.bot():
        await ask(stage)
        erd = await stage.repository.text("architecture/ERD.md") or ""
        changed = {"architecture/ERD.md": f"{erd}\nMore.\n"}
        await stage.repository.human_commit(INES, "Say more", changed)
        assert "round 2" in (await ask(stage)).shown


async def test_asking_again_replaces_the_round_and_its_approvals(stage: Stage) -> None:
    base = await stage.repository.head()
    async with stage.bot():
        await ask(stage)
        await approve(stage, ANOUK)
        await ask(stage)
        first, second = await cards(stage, "P4")
        assert "Replaced" in first.shown
        assert first.buttons == [actions.EVIDENCE]
        assert "approved" not in second.shown
        await approve(stage, ANOUK)
        await card(stage, "P4", "round 2", "Anouk Visser approved")
        assert "Replaced by round 2." in await thread(stage, first)
    # The status and the evidence are as they were: nothing is written the second time.
    assert await subjects(stage, base) == ["P4: ready for sign-off"]


async def test_the_old_cards_button_is_refused_after_a_new_round(stage: Stage) -> None:
    async with stage.bot():
        await ask(stage)
        ravi = stage.person(RAVI)
        form = await opens(stage, RAVI, await card(stage), actions.APPROVE)
        await approve(stage, ANOUK)
        await ask(stage)
        late = await ravi.submit(form)
        assert "it is replaced by a newer round" in late.view.shown
        assert "approved" not in (await card(stage)).shown


async def test_a_signed_off_phase_is_affirmed_by_a_new_round(stage: Stage) -> None:
    async with stage.bot():
        first = await sign_off(stage)
        assert "locked" in await types(stage, ANOUK, "approve P4")
        assert "is Signed Off" in await answer(stage, INES, "evidence P4 add doc README.md")
        base = await stage.repository.head()
        second = await sign_off(stage)
        said = await told(stage, INES, "affirmed")
        assert "round 2" in said.shown
        assert len(await signed_rows(stage, first)) == 3
        assert len(await signed_rows(stage, second)) == 3
        assert (await tracker(stage)).count(P4_ROW.format("Signed Off")) == 1
    assert await subjects(stage, base) == ["P4: signed off"]


async def test_every_verdict_is_told_to_the_owner_once(stage: Stage) -> None:
    async with stage.bot():
        await sign_off(stage)
        shown = [m.shown for m in await direct(stage, INES)]
        assert [sum(who.display in text for text in shown[:3]) for who in REVIEWERS] == [1, 1, 1]
        assert sum("Signed Off" in text for text in shown) == 1
        assert len(shown) == 4


async def test_reviewers_are_mentioned_once_and_not_on_edits(stage: Stage) -> None:
    async with stage.bot():
        opened = await ask(stage)
        assert f"@{KWAME.slack}" in opened.shown
        await approve(stage, ANOUK)
        edited = await card(stage, "P4", "Anouk Visser approved")
        assert "@U0" not in edited.shown
        assert edited.edited


async def test_ready_may_add_evidence_in_the_same_breath(stage: Stage) -> None:
    base = await stage.repository.head()
    async with stage.bot():
        said = await answer(stage, INES, "ready P4 Testing_Standards.md#levels")
        assert "is open for review" in said
        opened = await card(stage, "P4", "(5 of 5 pass)")
        sheet = await opens(stage, INES, opened, actions.EVIDENCE)
        assert "Testing_Standards.md#levels" in sheet.shown
    assert await subjects(stage, base) == ["P4: ready for sign-off"]
    assert "| P4 | doc | Testing_Standards.md#levels |" in await tracker(stage)
