"""A page that is still open when its workspace begins anew, or is away for a while."""

import pytest
from playwright.async_api import expect
from yarl import URL

from bot.demo.people import JONAS
from bot.demo.team import team
from bot.sandbox.people import Person
from bot.sandbox.server import SandboxServer
from bot.sandbox.workspace import Workspace
from tests.browser.conftest import Seats
from tests.browser.seat import Seat
from tests.support.stage import CHANNEL, Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_workspace_begun_anew_has_its_own_hour_and_its_own_news(
    stage: Stage, seats: Seats
) -> None:
    seat = await seats(stage)
    await seat.opens(f"#/ines/{CHANNEL}")
    await sets_the_clock_forward(seat)
    await stage.person(JONAS).say("said tomorrow", channel=CHANNEL)
    await seat.sees("said tomorrow")
    await stage.server.stop()
    await seat.types_in_vain("still here?")
    anew = SandboxServer(Workspace(team()), port=URL(stage.server.url).port or 0)
    await anew.start()
    try:
        await expect(seat.page.locator("#offline")).to_contain_text("Open the one that was printed")
        await seat.page.context.request.get(anew.link)  # opened in another tab
        await expect(seat.page.locator("#offline")).to_be_hidden()
        await expect(seat.page.locator(".clock-tool")).to_have_count(0)
        await expect(seat.message("said tomorrow")).to_have_count(0)
        await seat.goes_to("general")
        await Person(stage.session, anew.link, JONAS.slack).say("said today", channel=CHANNEL)
        badge = seat.page.locator("[data-channel='p4-release'] .badge")
        await expect(badge).to_have_text("1 unread")
    finally:
        await anew.stop()
    seat.astray.clear()  # the browser logs that nobody answered, which is what was played here


async def test_what_could_not_be_sent_can_be_read_beside_the_notice(
    stage: Stage, seats: Seats
) -> None:
    seat = await seats(stage)
    await seat.opens(f"#/ines/{CHANNEL}")
    await stage.server.stop()
    await seat.types_in_vain("still here?")
    notice = await seat.page.locator("#offline").bounding_box()
    said = await seat.page.locator(".box-trouble").first.bounding_box()
    assert notice is not None
    assert said is not None
    assert notice["y"] + notice["height"] < said["y"]
    seat.astray.clear()


async def sets_the_clock_forward(seat: Seat) -> None:
    await seat.page.get_by_role("button", name="Clock").click()
    await seat.page.get_by_role("button", name="To tomorrow").click()
    await expect(seat.page.locator(".clock-tool")).to_be_visible()
    await seat.page.get_by_role("button", name="Close", exact=True).click()
