"""A gentle stop finishes what is under way; what was kept and not begun is done after it."""

import asyncio

from bot.demo.people import ANOUK, INES, KWAME, RAVI
from tests.support.acts import approve, ask, card, round_of, signed_rows, subjects, told
from tests.support.stage import Stage


async def test_a_stop_during_a_push_waits_for_it(stage: Stage) -> None:
    base = await stage.repository.head()
    async with stage.bot():
        opened = await ask(stage)
        for who in (ANOUK, RAVI):
            await approve(stage, who)
        hold = stage.repository.hold_next_push()
        await approve(stage, KWAME)
        await hold.reached()
        releasing = asyncio.get_running_loop().call_later(0.3, hold.release)
    releasing.cancel()
    assert await subjects(stage, base) == ["P4: ready for sign-off", "P4: signed off"]
    async with stage.bot():
        await card(stage, "P4", "Signed off")
        await told(stage, INES, "is Signed Off")
    assert await subjects(stage, base) == ["P4: ready for sign-off", "P4: signed off"]
    assert len(await signed_rows(stage, round_of(opened))) == 3


async def test_what_was_asked_just_before_a_stop_is_done_after_it(stage: Stage) -> None:
    base = await stage.repository.head()
    async with stage.bot():
        said = await stage.person(INES).command("/gate", "ready P4", channel="C0P4RELEASE")
        assert said is not None
        assert "Checking" in said.shown
    async with stage.bot():
        await card(stage, "P4", "Open for review")
    assert await subjects(stage, base) == ["P4: ready for sign-off"]


async def test_a_stop_between_verdicts_forgets_none(stage: Stage) -> None:
    for who in (None, ANOUK, RAVI, KWAME):
        async with stage.bot():
            await (approve(stage, who) if who else ask(stage))
    async with stage.bot():
        await card(stage, "P4", "Signed off")
