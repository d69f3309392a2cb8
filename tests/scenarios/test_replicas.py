"""Two bots on one database: whoever a click reaches, every effect happens once."""

import asyncio
from contextlib import AsyncExitStack

from bot.demo.people import ANOUK, INES, KWAME, RAVI
from bot.slack import action_ids as actions
from tests.support.acts import (
    REVIEWERS,
    approve,
    ask,
    card,
    cards,
    direct,
    round_of,
    signed_rows,
    subjects,
    thread,
    told,
    types,
)
from tests.support.stage import Stage


async def test_two_bots_at_once_sign_a_phase_off_once(stage: Stage) -> None:
    base = await stage.repository.head()
    async with AsyncExitStack() as both:
        for _ in range(2):
            await both.enter_async_context(stage.bot())
        opened = await ask(stage)
        await asyncio.gather(*(types(stage, who, "approve P4") for who in REVIEWERS))
        await card(stage, "P4", "Signed off")
        await told(stage, INES, "is Signed Off")
        await stage.settled()
        assert len(await cards(stage, "P4")) == 1
        assert len(await thread(stage, opened)) == 4
        assert len(await direct(stage, INES)) == 4
    assert await subjects(stage, base) == ["P4: ready for sign-off", "P4: signed off"]
    assert len(await signed_rows(stage, round_of(opened))) == 3


async def test_one_delivery_that_reaches_both_bots_is_kept_once(stage: Stage) -> None:
    async with AsyncExitStack() as both:
        for _ in range(2):
            await both.enter_async_context(stage.bot())
        opened = await ask(stage)
        await approve(stage, ANOUK)
        sent = await stage.controls.deliveries()
        number = next(d["number"] for d in sent if actions.APPROVE_FORM in str(d["payload"]))
        await asyncio.gather(*(stage.controls.send_again(number) for _ in range(4)))
        await stage.settled()
        assert len(await thread(stage, opened)) == 1


async def test_what_one_bot_leaves_behind_the_other_goes_on_with(stage: Stage) -> None:
    base = await stage.repository.head()
    async with stage.bot():
        async with stage.bot():
            await ask(stage)
            await asyncio.gather(*(types(stage, who, "approve P4") for who in (ANOUK, RAVI)))
        await approve(stage, KWAME)
        await card(stage, "P4", "Signed off")
    assert await subjects(stage, base) == ["P4: ready for sign-off", "P4: signed off"]
