"""The page on a phone and on windows between: nothing hangs over the edge."""

import pytest
from playwright.async_api import expect

from bot.demo.people import ANOUK
from tests.browser.conftest import Seats
from tests.browser.seat import APPROVE, Seat
from tests.browser.test_axe import serious
from tests.support.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

OVERHANG = """() => [...document.querySelectorAll('body *')]
    .filter(node => node.checkVisibility() && node.getBoundingClientRect().right > innerWidth + 1)
    .filter(node => !node.closest('.table-scroll, .visually-hidden, .skip, svg'))
    .map(node => `${node.tagName}.${node.className} ${node.getBoundingClientRect().right}`)
    .slice(0, 5)"""


async def fits(seat: Seat) -> None:
    wide = await seat.page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    assert wide <= 0
    assert await seat.page.evaluate(OVERHANG) == []


@pytest.mark.parametrize("width", [320, 390])
async def test_a_phone(stage: Stage, seats: Seats, width: int) -> None:
    seat = await seats(stage, viewport={"width": width, "height": 780}, has_touch=True)
    parts = seat.page.get_by_role("navigation", name="Parts of the page")
    async with stage.bot():
        await seat.opens()
        await fits(seat)
        await seat.types("/gate ready P4")
        await expect(seat.card()).to_contain_text("Awaited: architecture")
        await fits(seat)
        await parts.get_by_role("button", name="People").click()
        await fits(seat)
        await seat.becomes(ANOUK)
        await seat.presses(APPROVE, seat.card())
        await seat.modal_says("Approve P4")
        # What is approved stands above the fields, and is what has to be read first.
        await expect(seat.page.get_by_text("You approve P4").last).to_be_in_viewport()
        await fits(seat)
        assert await serious(seat.page) == []
        await seat.submits()
        await seat.modal_says("Done")
        await seat.closes()
        await seat.card().get_by_role("button", name="1 reply").click()
        await expect(seat.page.locator("#thread")).to_be_visible()
        await fits(seat)
        await parts.get_by_role("button", name="Repository").click()
        await seat.repository_shows("P4: ready for sign-off")
        await fits(seat)
        assert await serious(seat.page) == []


async def test_windows_between(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    async with stage.bot():
        await seat.opens()
        await seat.types("/gate ready P4")
        await expect(seat.card()).to_be_visible()
        for width in (821, 1000, 1181, 1600, 2200):
            await seat.page.set_viewport_size({"width": width, "height": 800})
            await fits(seat)
