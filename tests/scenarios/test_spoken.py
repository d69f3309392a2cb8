"""What people write in a card's thread: which of it is a command, and of which round."""

import pytest

from bot.demo.people import ANOUK, INES, RAVI
from bot.demo.people import Person as Who
from bot.sandbox.seen import Message
from bot.slack import action_ids as actions
from tests.support.acts import answer, approve, ask, card, cards, until
from tests.support.stage import CHANNEL, Stage


async def says(stage: Stage, who: Who, text: str, under: Message) -> Message:
    """Write a message into a card's thread."""
    return await stage.person(who).say(text, channel=CHANNEL, thread=under.ts)


async def whispered(stage: Stage, who: Who, under: Message, *parts: str) -> Message:
    """Wait until somebody is shown, in a thread and for their eyes only, what holds all these."""
    person = stage.person(who)

    async def look() -> Message | None:
        seen = [m for m in await person.thread(under) if m.ephemeral]
        return next((m for m in seen if all(part in m.shown for part in parts)), None)

    return await until(stage, look, f"{parts}", who)


async def still_open(stage: Stage, opened: Message) -> None:
    """Require that nobody has decided anything on a card."""
    await stage.settled()
    newest = (await cards(stage, "P4"))[-1]
    assert newest.shown == opened.shown


@pytest.mark.parametrize(
    "text",
    [
        "I will not do this:\n> @gatebot approve",
        "> @gatebot approve",
        ">>> Anouk wrote\n@gatebot approve",
        "please don't type @gatebot approve",
        "please don't type `@gatebot approve`",
        "```\n@gatebot approve\n```",
        "• @gatebot approve",
    ],
)
async def test_who_speaks_of_a_command_gives_none(stage: Stage, text: str) -> None:
    async with stage.bot():
        opened = await ask(stage)
        await says(stage, RAVI, text, opened)
        hint = await whispered(stage, RAVI, opened, "nothing was done", "Did you mean that?")
        await still_open(stage, opened)
        assert hint.buttons == [actions.APPROVE]
        await stage.person(RAVI).click(hint, actions.APPROVE)
        form = await stage.person(RAVI).wait_for_modal("Approve P4")
        await stage.person(RAVI).submit(form)
        await card(stage, "P4", "Ravi Menon approved")


async def test_the_button_of_a_hint_gives_nobody_a_right(stage: Stage) -> None:
    async with stage.bot():
        opened = await ask(stage)
        await says(stage, INES, "> @gatebot approve", opened)
        hint = await whispered(stage, INES, opened, "Did you mean that?")
        await stage.person(INES).click(hint, actions.APPROVE)
        notice = await stage.person(INES).wait_for_modal()
        assert not notice.submit
        await still_open(stage, opened)


async def test_editing_a_message_never_acts(stage: Stage) -> None:
    async with stage.bot():
        opened = await ask(stage)
        said = await says(stage, RAVI, "@gatebot gaps no threat model", opened)
        await card(stage, "P4", "Gaps listed")
        for changed in ("@gatebot gaps no threat model at all", "@gatebot approve"):
            await stage.person(RAVI).edit(said, changed)
        await whispered(stage, RAVI, opened, "editing it changes nothing")
        await stage.server.courier.settled()
        listed = await stage.person(RAVI).command("/gate", "gaps P4", channel=CHANNEL)
        assert listed is not None
        assert "P4-G1" in listed.shown
        assert "P4-G2" not in listed.shown


async def test_a_talk_that_becomes_a_command_by_editing_does_nothing(stage: Stage) -> None:
    async with stage.bot():
        opened = await ask(stage)
        said = await says(stage, RAVI, "I have read it", opened)
        await stage.person(RAVI).edit(said, "@gatebot approve")
        await whispered(stage, RAVI, opened, "editing it changes nothing")
        await still_open(stage, opened)


async def test_an_approval_in_an_old_thread_is_not_one_of_the_next_round(stage: Stage) -> None:
    async with stage.bot():
        first = await ask(stage)
        await answer(stage, INES, "evidence P4 add doc README.md")
        second = await ask(stage)
        for text in ("@gatebot approve", "@gatebot approve P4", "@gatebot gaps no plan"):
            await says(stage, RAVI, text, first)
        refused = await whispered(stage, RAVI, first, "round 1 of P4", "is replaced")
        assert "Round 2 is open" in refused.shown
        assert "its card" in refused.shown
        links = [b for b in refused.blocks if second.ts.replace(".", "") in str(b)]
        assert links, "the refusal links the present card"
        await says(stage, INES, "@gatebot withdraw", first)
        await whispered(stage, INES, first, "is replaced")
        await still_open(stage, second)
        await says(stage, RAVI, "@gatebot approve", second)
        await card(stage, "P4", "Ravi Menon approved")


async def test_an_approval_with_a_note_is_asked_about_before_it_counts(stage: Stage) -> None:
    async with stage.bot():
        opened = await ask(stage)
        await says(stage, RAVI, "@gatebot approve looks good to me", opened)
        asked = await whispered(stage, RAVI, opened, "with this note?", "looks good to me")
        await still_open(stage, opened)
        await stage.person(RAVI).click(asked, actions.APPROVE_NOTED)
        form = await stage.person(RAVI).wait_for_modal("Approve P4")
        await stage.person(RAVI).submit(form)
        approved = await card(stage, "P4", "Ravi Menon approved")
        assert "looks good to me" in approved.shown


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("approve P4 as security looks good", "looks good"),
        ("approve P4 as security, fine with me", "fine with me"),
    ],
)
async def test_a_note_behind_a_role_is_no_part_of_the_roles_name(
    stage: Stage, typed: str, said: str
) -> None:
    async with stage.bot():
        opened = await ask(stage)
        asked = await stage.person(RAVI).command("/gate", typed, channel=CHANNEL)
        assert asked is not None
        assert "as security with this note?" in asked.shown
        assert said in asked.shown
        await still_open(stage, opened)
        await approve(stage, ANOUK)
        await card(stage, "P4", "Anouk Visser approved")
