"""Evidence that changes: under review it voids the round; after the sign-off it is told."""

from bot.demo.people import ANOUK, INES, KWAME, RAVI
from bot.demo.people import Person as Who
from bot.sandbox.seen import Message
from bot.slack import actions
from tests.support.stage import CHANNEL, Stage, card_of

ERD = "architecture/ERD.md"


async def ask(stage: Stage) -> Message:
    await stage.person(INES).command("/gate", "ready P4", channel=CHANNEL)
    return await card_of(stage.person(INES), "P4")


async def approve(stage: Stage, who: Who) -> None:
    person = stage.person(who)
    await person.click(await card_of(person, "P4"), actions.APPROVE)
    await person.submit(await person.wait_for_modal())


async def shows(stage: Stage, words: str) -> Message:
    """Wait until the newest card says this."""
    ines = stage.person(INES)

    async def look() -> Message | None:
        cards = [m for m in await ines.see(CHANNEL) if "Correlation id" in m.shown]
        return cards[-1] if cards and words in cards[-1].shown else None

    return await ines.wait_for(look, within=15)


async def change_the_erd(stage: Stage) -> str:
    text = await stage.repository.text(ERD) or ""
    return await stage.repository.human_commit(INES, "Change the ERD", {ERD: text + "\nMore.\n"})


async def test_a_change_under_review_voids_the_round_and_everybody_hears(stage: Stage) -> None:
    async with stage.bot() as gatebot:
        card = await ask(stage)
        pinned = await stage.repository.head()
        await approve(stage, ANOUK)
        changed = await change_the_erd(stage)
        await gatebot.look()
        card = await shows(stage, "Void")
        assert not card.buttons
        for who in (INES, ANOUK):
            person = stage.person(who)
            told = await person.wait_for_message((await person.dm()).id, "void", within=15)
            for fact in (ERD, pinned[:10], changed[:10]):
                assert fact in told.shown
        ines = stage.person(INES)

        async def in_the_thread() -> bool:
            lines = [m.shown for m in (await ines.thread(card))[1:]]
            return any(ERD in line and changed[:10] in line for line in lines)

        await ines.wait_for(in_the_thread, within=15)


async def test_an_approval_notices_the_change_at_once(stage: Stage) -> None:
    async with stage.bot():
        await ask(stage)
        await change_the_erd(stage)
        await approve(stage, ANOUK)
        await shows(stage, "Void")


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
        await shows(stage, "Signed off")


async def test_a_change_after_the_sign_off_is_told_with_its_commits(stage: Stage) -> None:
    async with stage.bot() as gatebot:
        await ask(stage)
        pinned = await stage.repository.head()
        for who in (ANOUK, RAVI, KWAME):
            await approve(stage, who)
        await shows(stage, "Signed off")
        ines = stage.person(INES)
        before = await ines.command("/gate", "status P4", channel=CHANNEL)
        assert before is not None
        assert "Changed since sign-off" not in before.shown
        changed = await change_the_erd(stage)
        await gatebot.look()
        after = await ines.command("/gate", "status P4", channel=CHANNEL)
        assert after is not None
        for fact in ("Changed since sign-off", pinned[:10], changed[:10], ERD, "/gate ready P4"):
            assert fact in after.shown
        board = await ines.command("/gate", "status", channel=CHANNEL)
        assert board is not None
        assert "1 file changed since sign-off" in board.shown
