"""The Home tab in a browser: what waits, approved from there, drawn anew before one's eyes."""

import pytest
from playwright.async_api import Locator, expect

from bot.demo.people import INES, KWAME, RAVI
from tests.browser.conftest import Seats
from tests.browser.seat import APPROVE, Seat
from tests.browser.test_axe import serious
from tests.support import acts
from tests.support.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def home_of(seat: Seat) -> Locator:
    await seat.goes_to("gatebot")
    await seat.page.get_by_role("button", name="Home").click()
    return seat.page.locator(".home")


async def test_a_reviewer_approves_from_home_and_sees_it_redrawn(
    stage: Stage, seats: Seats
) -> None:
    seat = await seats(stage)
    async with stage.bot():
        await acts.ask(stage)
        await seat.opens("#/ravi/C0P4RELEASE")
        home = await home_of(seat)
        await expect(home).to_contain_text("1 review waits for your verdict.")
        await expect(home).to_contain_text("All phases")
        assert await serious(seat.page) == []
        await seat.presses(APPROVE, home)
        await seat.modal_says("Approve P4")
        await seat.submits()
        await seat.modal_says("Done")
        await seat.closes()
        await expect(home).to_contain_text("Nothing waits on you.")
        await expect(home).to_contain_text("awaits architecture and ops")
        await expect(home.get_by_role("button", name=APPROVE, exact=True)).to_have_count(0)
        await acts.approve(stage, KWAME)
        await expect(home).to_contain_text("awaits architecture")
        await expect(home).not_to_contain_text("awaits architecture and ops")


async def test_an_owner_asks_for_sign_off_from_home(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    async with stage.bot():
        await seat.opens("#/ines/C0P4RELEASE")
        home = await home_of(seat)
        await expect(home).to_contain_text("Your phases")
        await home.get_by_role("button", name="Ask for sign-off").first.click()
        await acts.told(stage, INES, "is open for review")
        await expect(home).to_contain_text("round 1 open")
        await seat.becomes(RAVI)
        await expect(await home_of(seat)).to_contain_text("1 review waits for your verdict.")
