"""A tracker edited by hand shows at the next look: cards, void approvals, and what may not be."""

import pytest

from bot.demo.people import ANOUK, INES, JONAS, KWAME, MEI, RAVI
from bot.slack import action_ids as actions
from tests.support.acts import (
    REVIEWERS,
    TRACKER,
    approve,
    ask,
    card,
    round_of,
    signed_rows,
    thread,
    told,
    until,
)
from tests.support.repository import git
from tests.support.stage import CHANNEL, Stage

READY = "| P4 | ERD and Persistence Model | Ready for Signoff | ines |"
SIGNED = READY.replace("Ready for Signoff", "Signed Off")
TODO = READY.replace("Ready for Signoff", "In Progress")
BY_HAND = "was changed by hand in the tracker"


async def reports(stage: Stage) -> list[str]:
    """Return what the channel was told of hand edits."""
    await stage.settled()
    seen = await stage.person(INES).see(CHANNEL)
    return [m.shown for m in seen if BY_HAND in m.shown and not m.ephemeral]


async def edit(stage: Stage, old: str, new: str) -> str:
    """Have Jonas edit the tracker; return the commit, as it is shown."""
    return (await stage.repository.edit(JONAS, "Tidy up", TRACKER, (old, new)))[:10]


async def sign_off(stage: Stage) -> str:
    """Have P4 signed off; return the id of its round."""
    opened = await ask(stage)
    for who in REVIEWERS:
        await approve(stage, who)
    await card(stage, "P4", "Signed off")
    await stage.settled()
    return round_of(opened)


async def test_a_status_moved_under_review_voids_at_the_next_look(stage: Stage) -> None:
    async with stage.bot() as gatebot:
        opened = await ask(stage)
        await approve(stage, ANOUK)
        commit = await edit(stage, READY, TODO)
        await gatebot.look()
        void = await card(stage, "P4", "Void", "In Progress")
        assert void.buttons == [actions.EVIDENCE]
        for who in (INES, ANOUK):
            await told(stage, who, "are void and nothing was written", "In Progress", commit)

        async def in_the_thread() -> bool:
            return any("Approvals void" in line for line in await thread(stage, opened))

        await until(stage, in_the_thread, "the void, in the thread")
        assert await reports(stage) == []


async def test_marking_signed_off_by_hand_is_reported_with_who_and_where(stage: Stage) -> None:
    async with stage.bot() as gatebot:
        await gatebot.look()
        commit = await edit(stage, TODO, SIGNED)
        await gatebot.look()
        (said,) = await reports(stage)
        for fact in ("P4", JONAS.display, commit, "no review stands behind", "It was In Progress"):
            assert fact in said
        assert f"git revert {commit}" in said
        assert "/gate ready P4" in said
        await gatebot.look()
        assert len(await reports(stage)) == 1


async def test_unlocking_a_phase_is_reported_and_its_card_drawn_anew(stage: Stage) -> None:
    async with stage.bot() as gatebot:
        await sign_off(stage)
        await gatebot.look()
        assert await reports(stage) == []
        commit = await edit(stage, SIGNED, TODO)
        await gatebot.look()
        (said,) = await reports(stage)
        for fact in ("It was Signed Off, which is locked", "says In Progress now", commit):
            assert fact in said
        await card(stage, "P4", "Signed off", "In Progress")
        await edit(stage, TODO, SIGNED)
        await gatebot.look()
        assert len(await reports(stage)) == 1  # putting it back is what was asked for


async def test_a_locked_row_that_is_reworded_is_reported(stage: Stage) -> None:
    async with stage.bot() as gatebot:
        await sign_off(stage)
        await gatebot.look()
        await edit(stage, SIGNED, SIGNED.replace("ERD and", "All of"))
        await gatebot.look()
        (said,) = await reports(stage)
        assert "All of Persistence Model" in said
        assert "ERD and Persistence Model" in said


async def test_a_sign_off_row_that_changes_hands_is_reported(stage: Stage) -> None:
    async with stage.bot() as gatebot:
        round_id = await sign_off(stage)
        await gatebot.look()
        row = next(r for r in await signed_rows(stage, round_id) if RAVI.display in r)
        commit = await edit(stage, row, row.replace(RAVI.display, MEI.display))
        await gatebot.look()
        (said,) = await reports(stage)
        for fact in ("lost a row, or it reads otherwise", RAVI.display, commit, JONAS.display):
            assert fact in said


async def test_a_sign_off_row_of_no_review_is_reported(stage: Stage) -> None:
    async with stage.bot() as gatebot:
        round_id = await sign_off(stage)
        await gatebot.look()
        row = next(r for r in await signed_rows(stage, round_id) if RAVI.display in r)
        forged = row.replace(round_id, "11111111-2222-3333-4444-555555555555")
        await edit(stage, row, f"{row}\n{forged}")
        await gatebot.look()
        (said,) = await reports(stage)
        assert "a row that no review wrote" in said
        assert "11111111-2222-3333-4444-555555555555" in said


async def test_what_gatebot_lands_itself_is_not_reported(stage: Stage) -> None:
    async with stage.bot() as gatebot:
        await gatebot.look()
        await sign_off(stage)
        await gatebot.look()
        assert await reports(stage) == []


async def test_what_was_pushed_while_nobody_ran_is_reported_once(stage: Stage) -> None:
    async with stage.bot() as gatebot:
        await gatebot.look()
    await stage.repository.human_commit(MEI, "Add a note", {"NOTES.md": "x\n"})
    commit = await edit(stage, TODO, SIGNED)
    await stage.repository.human_commit(MEI, "Add more", {"NOTES.md": "x\ny\n"})
    async with stage.bot():
        (said,) = await reports(stage)
        assert JONAS.display in said
        assert commit in said
    async with stage.bot() as gatebot:
        await gatebot.look()
        assert len(await reports(stage)) == 1


async def test_the_first_look_of_all_reports_nothing(stage: Stage) -> None:
    await edit(stage, TODO, SIGNED)
    async with stage.bot() as gatebot:
        await gatebot.look()
        assert await reports(stage) == []


async def test_a_trailer_of_gatebots_excuses_nothing(stage: Stage) -> None:
    async with stage.bot() as gatebot:
        await gatebot.look()
        forged = "P4: signed off\n\nGate-Intent: 7\nGate-Phase: P4"
        await stage.repository.edit(JONAS, forged, TRACKER, (TODO, SIGNED))
        await gatebot.look()
        (said,) = await reports(stage)
        assert JONAS.display in said


async def test_a_branch_set_back_over_a_sign_off_is_reported(stage: Stage) -> None:
    async with stage.bot() as gatebot:
        before = await stage.repository.head()
        await sign_off(stage)
        await gatebot.look()
        git(stage.repository.path, "update-ref", "refs/heads/main", before)
        await gatebot.look()
        assert await reports(stage) == []  # a host that lags behind looks so for a moment
        await gatebot.look()
        (said,) = await reports(stage)
        assert "It was Signed Off, which is locked" in said
        assert "it can't be told in which commit" in said


@pytest.mark.parametrize("first", ["mend", "break"])
async def test_a_tracker_that_can_not_be_read_is_compared_once_it_can(
    stage: Stage, first: str
) -> None:
    async with stage.bot() as gatebot:
        await gatebot.look()
        kept = await stage.repository.text(TRACKER) or ""
        changed = kept.replace(TODO, SIGNED)
        after = changed if first == "break" else kept
        await stage.repository.human_commit(JONAS, "Tidy up", {TRACKER: None})
        await gatebot.look()
        await stage.repository.human_commit(MEI, "Put it back", {TRACKER: after})
        await gatebot.look()
        found = await reports(stage)
        assert len(found) == (1 if first == "break" else 0)
        assert all(MEI.display in said for said in found)
        assert KWAME.display not in "".join(found)
