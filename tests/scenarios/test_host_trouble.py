"""The repository refuses, is away, or was broken by hand: nothing is lost, and somebody is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from bot.demo.people import ANOUK, INES, JONAS, KWAME, MEI, RAVI
from bot.sandbox.seen import Message
from bot.slack import action_ids as actions
from tests.support.acts import (
    REVIEWERS,
    TRACKER,
    answer,
    approve,
    ask,
    card,
    direct,
    list_gaps,
    opens,
    round_of,
    signed_rows,
    subjects,
    told,
    types,
    until,
)
from tests.support.clocks import ShiftedClock
from tests.support.forging import button, forge
from tests.support.impatient import IMPATIENT
from tests.support.stage import CHANNEL, Stage

REFUSING = "#!/bin/sh\necho 'GL-HOOK-ERR: no pushes on Sundays' >&2\nexit 1\n"


@contextmanager
def refusing_hook(stage: Stage) -> Iterator[None]:
    """Have the repository refuse every push inside."""
    hook = stage.repository.path / "hooks" / "pre-receive"
    kept = hook.read_text()
    hook.write_text(REFUSING)
    try:
        yield
    finally:
        hook.write_text(kept)


@contextmanager
def repository_away(stage: Stage) -> Iterator[None]:
    """Have the repository's folder gone inside."""
    path = stage.repository.path
    away = path.with_name("away.git")
    path.rename(away)
    try:
        yield
    finally:
        away.rename(path)


def try_again_value(parked: Message) -> str:
    """Return what the Try again button of a message stands for."""
    elements = (e for block in parked.blocks for e in block.get("elements", []))
    return next(str(e["value"]) for e in elements if e.get("action_id") == actions.TRY_AGAIN)


async def all_approve(stage: Stage, phase: str = "P4") -> None:
    for who in REVIEWERS:
        await approve(stage, who, phase)


async def test_a_refused_sign_off_is_parked_told_and_lands_once_when_mended(stage: Stage) -> None:
    async with stage.bot():
        opened = await ask(stage)
        base = await stage.repository.head()
        with refusing_hook(stage):
            await all_approve(stage)
            parked = await told(stage, INES, "P4", "no pushes on Sundays", "Try again")
            waits = await card(stage, "P4", "Waits for a person", "no pushes on Sundays")
            assert "Approved, not landed" in waits.shown
            assert "being written" not in waits.shown
            assert "Ready for Signoff" in waits.shown
            assert "Signed off" not in waits.shown
        assert await subjects(stage, base) == []
        await stage.person(INES).click(parked, actions.TRY_AGAIN)
        done = await card(stage, "P4", "Signed off")
        assert "Waits for a person" not in done.shown
        await told(stage, INES, "is Signed Off")
        await stage.settled()
        await stage.person(INES).click(parked, actions.TRY_AGAIN)
        await stage.settled()
    assert await subjects(stage, base) == ["P4: signed off"]
    assert len(await signed_rows(stage, round_of(opened))) == 3


async def test_trying_again_before_it_is_mended_parks_and_tells_again(stage: Stage) -> None:
    async with stage.bot():
        await ask(stage)
        with refusing_hook(stage):
            await all_approve(stage)
            parked = await told(stage, INES, "no pushes on Sundays")
            await stage.person(INES).click(parked, actions.TRY_AGAIN)

            async def twice() -> bool:
                said = [m.shown for m in await direct(stage, INES)]
                return sum("no pushes on Sundays" in text for text in said) == 2

            await until(stage, twice, "the second refusal")
        again = (await direct(stage, INES))[-1]
        await stage.person(INES).click(again, actions.TRY_AGAIN)
        await card(stage, "P4", "Signed off")


async def test_trying_again_what_is_not_approved_any_more_says_why_nothing_is_written(
    stage: Stage,
) -> None:
    async with stage.bot():
        await ask(stage)
        base = await stage.repository.head()
        with refusing_hook(stage):
            await all_approve(stage)
            parked = await told(stage, INES, "no pushes on Sundays")
        await list_gaps(stage, RAVI, "No threat model.")
        await stage.person(INES).click(parked, actions.TRY_AGAIN)
        await told(stage, INES, "is open, not approved, so no sign-off was written")
        await stage.settled()
        shown = (await card(stage, "P4", "Gaps listed")).shown
        assert "Waits for a person" not in shown
    assert await subjects(stage, base) == []


async def test_a_refused_request_is_parked_and_its_owner_may_try_again(stage: Stage) -> None:
    async with stage.bot():
        with refusing_hook(stage):
            await types(stage, INES, "ready P4")
            parked = await told(stage, INES, "no pushes on Sundays", "Try again")
        await stage.person(INES).click(parked, actions.TRY_AGAIN)
        await card(stage, "P4", "Open for review")


async def test_a_refused_change_of_the_ops_track_may_be_tried_again_by_who_made_it(
    stage: Stage,
) -> None:
    async with stage.bot():
        base = await stage.repository.head()
        with refusing_hook(stage):
            await types(stage, KWAME, "ops done 1")
            parked = await told(stage, KWAME, "no pushes on Sundays", "Try again")
            await stage.settled()
        assert await subjects(stage, base) == []
        await stage.person(KWAME).click(parked, actions.TRY_AGAIN)

        async def landed() -> bool:
            return any(said.startswith("Ops: done, ") for said in await subjects(stage, base))

        await until(stage, landed, "the change's commit", KWAME)
        said = [message.shown for message in await direct(stage, KWAME)]
    assert any("Trying Ops track again now" in text for text in said)


async def test_a_parked_sign_off_holds_back_no_other_phase(stage: Stage) -> None:
    await stage.repository.edit(
        INES,
        "Let EXEC go ahead of P4",
        ".gatebot.yml",
        ("evidence: [code, contract, artifact]", "after: none"),
    )
    async with stage.bot():
        await ask(stage, "P4")
        await ask(stage, "EXEC")
        with refusing_hook(stage):
            await all_approve(stage, "P4")
            await told(stage, INES, "no pushes on Sundays")
        await all_approve(stage, "EXEC")
        await card(stage, "EXEC", "Signed off")
        assert "Approved, not landed" in (await card(stage, "P4")).shown


async def test_while_the_repository_is_away_cards_and_answers_go_on(stage: Stage) -> None:
    async with stage.bot(IMPATIENT):
        opened = await ask(stage)
        base = await stage.repository.head()
        with repository_away(stage):
            await all_approve(stage)
            await card(stage, "P4", "Approved, landing", "Kwame Asante approved")
            await told(stage, INES, "P4", "not done yet", "try again")
            assert "P4" in await types(stage, JONAS, "status")
        await card(stage, "P4", "Signed off")
        await told(stage, INES, "is Signed Off")
        await stage.settled()
        said = [m.shown for m in await direct(stage, INES)]
        assert sum("not done yet" in text for text in said) == 1
    assert await subjects(stage, base) == ["P4: signed off"]
    assert len(await signed_rows(stage, round_of(opened))) == 3


async def test_a_request_made_while_the_repository_is_away_is_kept(stage: Stage) -> None:
    async with stage.bot(IMPATIENT):
        with repository_away(stage):
            assert "Checking P4" in await types(stage, INES, "ready P4")
            await told(stage, INES, "not done yet", "need not ask again")
        await card(stage, "P4", "Open for review")


async def test_gaps_are_taken_while_the_repository_is_away(stage: Stage) -> None:
    async with stage.bot(IMPATIENT):
        await ask(stage)
        with repository_away(stage):
            await list_gaps(stage, RAVI, "No threat model.")
            await card(stage, "P4", "Gaps listed", "P4-G1")
            await told(stage, INES, "P4-G1")


@pytest.mark.parametrize("path", [TRACKER, ".gatebot.yml"])
async def test_a_document_that_is_gone_parks_the_sign_off_and_names_it(
    stage: Stage, path: str
) -> None:
    async with stage.bot():
        await ask(stage)
        kept = await stage.repository.text(path)
        for who in (ANOUK, RAVI):
            await approve(stage, who)
        await stage.repository.human_commit(JONAS, "Tidy up", {path: None})
        await approve(stage, KWAME)
        parked = await told(stage, INES, path, "not there", "Try again")
        await card(stage, "P4", "Approved, not landed", "Waits for a person", path)
        await stage.repository.human_commit(MEI, "Put it back", {path: kept})
        await stage.person(INES).click(parked, actions.TRY_AGAIN)
        await card(stage, "P4", "Signed off")


async def test_a_broken_policy_is_told_with_its_line_and_mend(stage: Stage) -> None:
    async with stage.bot():
        await ask(stage)
        for who in (ANOUK, RAVI):
            await approve(stage, who)
        kept = await stage.repository.text(".gatebot.yml") or ""
        broken = kept.replace("  self_review: false", "  self_reviw: false")
        await stage.repository.human_commit(JONAS, "Misspell a key", {".gatebot.yml": broken})
        await approve(stage, KWAME)
        line = broken[: broken.index("self_reviw")].count("\n") + 1
        parked = await told(stage, INES, f".gatebot.yml:{line}", "self_review")
        said = await answer(stage, INES, "evidence P4")
        assert f".gatebot.yml:{line}" in said
        await stage.repository.human_commit(MEI, "Spell it right", {".gatebot.yml": kept})
        await stage.person(INES).click(parked, actions.TRY_AGAIN)
        await card(stage, "P4", "Signed off")


async def test_a_tracker_with_a_phase_twice_blocks_it_with_file_and_line(stage: Stage) -> None:
    row = "| P4 | ERD and Persistence Model | Ready for Signoff | ines |\n"
    async with stage.bot():
        await ask(stage)
        for who in (ANOUK, RAVI):
            await approve(stage, who)
        await stage.repository.edit(JONAS, "Copy a row", TRACKER, (row, row + row))
        await approve(stage, KWAME)
        parked = await told(stage, INES, f"{TRACKER}:", "Try again")
        await stage.repository.edit(MEI, "Remove it", TRACKER, (row + row, row))
        await stage.person(INES).click(parked, actions.TRY_AGAIN)
        await card(stage, "P4", "Signed off")


async def test_only_who_was_told_may_try_again(stage: Stage) -> None:
    async with stage.bot():
        await ask(stage)
        with refusing_hook(stage):
            await all_approve(stage)
            parked = await told(stage, INES, "no pushes on Sundays")
        base = await stage.repository.head()
        value = try_again_value(parked)
        await refused_to_try_again(stage, value)
        # The intent's id alone, with a correlation id of nobody's round, opens no other way.
        await refused_to_try_again(stage, f"nobodys:{value.partition(':')[2]}")
        assert await subjects(stage, base) == []
        await stage.person(INES).click(parked, actions.TRY_AGAIN)
        await card(stage, "P4", "Signed off")


async def refused_to_try_again(stage: Stage, value: str) -> None:
    assert (await forge(stage, button(JONAS, actions.TRY_AGAIN, value))).failed == ""
    await stage.settled()
    assert "Approved, not landed" in (await card(stage)).shown


async def test_only_who_asked_may_try_a_request_again(stage: Stage) -> None:
    async with stage.bot():
        base = await stage.repository.head()
        with refusing_hook(stage):
            await types(stage, INES, "ready P4")
            parked = await told(stage, INES, "no pushes on Sundays")
        forged = button(JONAS, actions.TRY_AGAIN, try_again_value(parked))
        assert (await forge(stage, forged)).failed == ""
        await stage.person(JONAS).wait_for_message(CHANNEL, "Only an owner of P4")
        await stage.settled()
        assert await subjects(stage, base) == []
        await stage.person(INES).click(parked, actions.TRY_AGAIN)
        await card(stage, "P4", "Open for review")


async def test_forms_and_cards_are_shown_while_the_documents_are_broken(stage: Stage) -> None:
    clock = ShiftedClock()
    async with stage.bot(clock=clock):
        opened = await ask(stage)
        kept = await stage.repository.text(TRACKER)
        await stage.repository.human_commit(JONAS, "Tidy up", {TRACKER: None})
        clock.shift += timedelta(minutes=1)  # what was read before counts as old
        form = await opens(stage, ANOUK, opened, actions.APPROVE)
        assert form.submit
        await stage.person(ANOUK).submit(form)
        await card(stage, "P4", "Anouk Visser approved", "status not readable")
        assert TRACKER in await types(stage, JONAS, "status")
        await stage.repository.human_commit(MEI, "Put it back", {TRACKER: kept})
        await approve(stage, RAVI)
        await card(stage, "P4", "Ravi Menon approved", "Ready for Signoff")
