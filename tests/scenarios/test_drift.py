"""Evidence that changes: under review it voids the round; after the sign-off it is told."""

from bot.demo.people import ANOUK, INES, KWAME, RAVI
from bot.slack import action_ids as actions
from tests.support.acts import REVIEWERS, approve, ask, card, thread, told, types, until
from tests.support.stage import Stage

ERD = "architecture/ERD.md"


async def change_the_erd(stage: Stage) -> str:
    text = await stage.repository.text(ERD) or ""
    return await stage.repository.human_commit(INES, "Change the ERD", {ERD: text + "\nMore.\n"})


async def test_a_change_under_review_voids_the_round_and_everybody_hears(stage: Stage) -> None:
    async with stage.bot() as gatebot:
        asked = await ask(stage)
        pinned = await stage.repository.head()
        await approve(stage, ANOUK)
        changed = await change_the_erd(stage)
        await gatebot.look()
        assert (await card(stage, "P4", "Void")).buttons == [actions.EVIDENCE]
        for who in (INES, ANOUK):
            await told(stage, who, "void", ERD, pinned[:10], changed[:10])

        async def in_the_thread() -> bool:
            lines = await thread(stage, asked)
            return any(ERD in line and changed[:10] in line for line in lines)

        await until(stage, in_the_thread, "what changed, in the thread")


async def test_an_approval_notices_the_change_at_once(stage: Stage) -> None:
    async with stage.bot():
        await ask(stage)
        await change_the_erd(stage)
        await approve(stage, ANOUK)
        await card(stage, "P4", "Void")


async def test_the_same_bytes_keep_the_approvals(stage: Stage) -> None:
    async with stage.bot() as gatebot:
        await ask(stage)
        await approve(stage, ANOUK)
        before = await stage.repository.text(ERD) or ""
        await change_the_erd(stage)
        await stage.repository.human_commit(INES, "Take it back", {ERD: before})
        await gatebot.look()
        for who in (RAVI, KWAME):
            await approve(stage, who)
        await card(stage, "P4", "Signed off")


async def test_a_change_after_the_sign_off_is_told_with_its_commits(stage: Stage) -> None:
    async with stage.bot() as gatebot:
        await ask(stage)
        pinned = await stage.repository.head()
        for who in REVIEWERS:
            await approve(stage, who)
        await card(stage, "P4", "Signed off")
        assert "Changed since sign-off" not in await types(stage, INES, "status P4")
        changed = await change_the_erd(stage)
        await gatebot.look()
        said = await types(stage, INES, "status P4")
        for fact in ("Changed since sign-off", pinned[:10], changed[:10], ERD, "/gate ready P4"):
            assert fact in said
        assert "1 file changed since sign-off" in await types(stage, INES, "status")
