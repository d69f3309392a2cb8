"""Between the last approval and the landing something changes: void, or still good."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

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
    opens,
    round_of,
    signed_rows,
    subjects,
    thread,
    told,
    tracker,
    types,
)
from tests.support.repository import git
from tests.support.stage import Stage

READY = "| P4 | ERD and Persistence Model | Ready for Signoff | ines |"
CODE_ROW = "| P4 | code | db_schema_v1.sql | the schema of record |\n"


@asynccontextmanager
async def landing(stage: Stage) -> AsyncIterator[Message]:
    """Have P4 approved by all; inside, the sign-off is on its way and held."""
    opened = await ask(stage)
    for who in (ANOUK, RAVI):
        await approve(stage, who)
    hold = stage.repository.hold_next_push()
    try:
        await approve(stage, KWAME)
        await hold.reached()
        yield opened
    finally:
        hold.release()


async def require_void(stage: Stage, opened: Message, *facts: str) -> None:
    """Require that nothing was written, and that everybody is told these facts."""
    void = await card(stage, "P4", "Void")
    assert void.buttons == [actions.EVIDENCE]
    for who in (INES, *REVIEWERS):
        await told(stage, who, "are void and nothing was written", *facts)
    await stage.settled()
    assert any("Approvals void" in line for line in await thread(stage, opened))
    assert await signed_rows(stage, round_of(opened)) == []


@pytest.mark.parametrize(
    ("path", "swap"),
    [
        ("architecture/ERD.md", ("#", "# ")),
        ("db_schema_v1.sql", ("CREATE", "create")),
    ],
)
async def test_changed_evidence_voids(stage: Stage, path: str, swap: tuple[str, str]) -> None:
    async with stage.bot():
        async with landing(stage) as opened:
            text = await stage.repository.text(path) or ""
            changed = {path: text.replace(*swap, 1) + "\n"}
            await stage.repository.human_commit(JONAS, "Reword", changed)
        await require_void(stage, opened, path)
        again = await ask(stage)
        assert "round 2" in again.shown


async def test_deleted_evidence_voids(stage: Stage) -> None:
    async with stage.bot():
        async with landing(stage) as opened:
            await stage.repository.human_commit(JONAS, "Drop", {"db_schema_v1.sql": None})
        await require_void(stage, opened, "db_schema_v1.sql", "No longer passes")


async def test_a_changed_policy_voids(stage: Stage) -> None:
    async with stage.bot():
        async with landing(stage) as opened:
            await stage.repository.edit(
                JONAS, "Ask less", ".gatebot.yml", ("security: 1, ops: 1", "security: 1")
            )
        await require_void(stage, opened, ".gatebot.yml")


@pytest.mark.parametrize("status", ["In Progress", "Not Started", "Completed (Doc Baseline)"])
async def test_a_status_moved_by_hand_voids(stage: Stage, status: str) -> None:
    async with stage.bot():
        async with landing(stage) as opened:
            moved = (READY, READY.replace("Ready for Signoff", status))
            await stage.repository.edit(JONAS, "Move it", TRACKER, moved)
        await require_void(stage, opened, status)


async def test_a_status_signed_off_by_hand_voids(stage: Stage) -> None:
    async with stage.bot():
        async with landing(stage) as opened:
            moved = (READY, READY.replace("Ready for Signoff", "Signed Off"))
            await stage.repository.edit(JONAS, "Sign it off", TRACKER, moved)
        await require_void(stage, opened, "Signed Off")


async def test_a_status_that_is_no_status_voids(stage: Stage) -> None:
    async with stage.bot():
        async with landing(stage) as opened:
            moved = (READY, READY.replace("Ready for Signoff", "Redy"))
            await stage.repository.edit(JONAS, "Misspell it", TRACKER, moved)
        await require_void(stage, opened, "Redy")


async def test_an_evidence_row_added_by_hand_voids(stage: Stage) -> None:
    async with stage.bot():
        async with landing(stage) as opened:
            more = CODE_ROW + "| P4 | doc | README.md | read me |\n"
            await stage.repository.edit(JONAS, "Add a row", TRACKER, (CODE_ROW, more))
        await require_void(stage, opened, "README.md")


async def test_an_evidence_row_removed_by_hand_voids(stage: Stage) -> None:
    async with stage.bot():
        async with landing(stage) as opened:
            await stage.repository.edit(JONAS, "Remove a row", TRACKER, (CODE_ROW, ""))
        await require_void(stage, opened, "code db_schema_v1.sql is no longer listed as evidence")
        assert "now gone" not in (await told(stage, INES, "are void")).shown


@pytest.mark.parametrize("owners", ["ines, ravi", "Ravi Menon"])
async def test_an_approver_who_owns_the_phase_now_voids(stage: Stage, owners: str) -> None:
    async with stage.bot():
        async with landing(stage) as opened:
            owned = (READY, READY.replace("| ines |", f"| {owners} |"))
            await stage.repository.edit(JONAS, "Have Ravi own P4", TRACKER, owned)
        await require_void(stage, opened, "does not count any more", "Ravi Menon (owner)")
        assert any("Ravi Menon (owner)" in line for line in await thread(stage, opened))


async def test_who_owns_the_phase_since_the_round_opened_may_not_approve(stage: Stage) -> None:
    async with stage.bot():
        opened = await ask(stage)
        owned = (READY, READY.replace("| ines |", "| ines, ravi |"))
        await stage.repository.edit(JONAS, "Have Ravi own P4", TRACKER, owned)
        await answer(stage, INES, "evidence P4")  # looks at the repository
        assert "You own P4" in await types(stage, RAVI, "approve P4")
        assert "You own P4" in (await opens(stage, RAVI, opened, actions.APPROVE)).shown


async def test_a_predecessor_that_falls_back_voids(stage: Stage) -> None:
    row = "| P3 | API Contracts OpenAPI + AsyncAPI | {} | mei |"
    async with stage.bot():
        async with landing(stage) as opened:
            swap = (row.format("Completed (Doc Baseline)"), row.format("In Progress"))
            await stage.repository.edit(MEI, "Open P3 again", TRACKER, swap)
        await require_void(stage, opened, "P3 is In Progress")


async def test_evidence_that_is_touched_and_put_back_keeps_its_approvals(stage: Stage) -> None:
    path = "architecture/ERD.md"
    async with stage.bot():
        async with landing(stage) as opened:
            text = await stage.repository.text(path) or ""
            await stage.repository.human_commit(JONAS, "Try", {path: text + "x\n"})
            await stage.repository.human_commit(JONAS, "Put it back", {path: text})
        await card(stage, "P4", "Signed off")
    assert len(await signed_rows(stage, round_of(opened))) == 3


async def test_an_unrelated_edit_of_the_tracker_is_landed_on_top_of(stage: Stage) -> None:
    note = ("\n## Evidence\n", "\nSee also the minutes of Tuesday.\n\n## Evidence\n")
    async with stage.bot():
        async with landing(stage) as opened:
            base = await stage.repository.edit(MEI, "Point at the minutes", TRACKER, note)
        await card(stage, "P4", "Signed off")
    assert await subjects(stage, base) == ["P4: signed off"]
    text = await tracker(stage)
    assert "See also the minutes of Tuesday." in text
    assert len(await signed_rows(stage, round_of(opened))) == 3


async def test_a_history_rewritten_with_the_same_content_still_lands_once(stage: Stage) -> None:
    repo = stage.repository.path
    async with stage.bot():
        opened = await ask(stage)
        for who in (ANOUK, RAVI):
            await approve(stage, who)
        tree = git(repo, "rev-parse", "main^{tree}")
        squashed = git(repo, "-c", "user.name=J", "-c", "user.email=j@example.com",
                       "commit-tree", tree, "-m", "Squash everything")  # fmt: skip
        git(repo, "update-ref", "refs/heads/main", squashed)
        await approve(stage, KWAME)
        # The code item names a commit that is on the branch no more.
        await require_void(stage, opened, "No longer passes")
