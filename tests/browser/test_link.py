"""The link that the demo prints: one click, and the page is there, without it a sentence."""

import pytest
from playwright.async_api import Browser, expect

from bot.demo.people import INES
from tests.browser.seat import Seat
from tests.support.stage import CHANNEL, Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_printed_link_is_all_it_takes(stage: Stage, chromium: Browser) -> None:
    context = await chromium.new_context()
    try:
        seat = Seat(await context.new_page(), stage.server.url)
        await seat.page.goto(stage.server.url)
        notice = seat.page.locator("#offline")
        await expect(notice).to_contain_text("Open the one that was printed last")
        await seat.page.goto(stage.server.link)
        await seat.is_ready()
        assert "token" not in seat.page.url
        assert await seat.page.evaluate("document.cookie") == ""
        await stage.person(INES).say("there you are", channel=CHANNEL)
        await seat.goes_to("p4-release")
        await seat.sees("there you are")
    finally:
        await context.close()
