"""The clock of the page: set forward, the day's digest comes at once."""

import re
from datetime import UTC, datetime

import pytest
from playwright.async_api import expect

from bot.demo.people import INES
from tests.browser.conftest import Seats
from tests.browser.test_axe import serious
from tests.support.stage import CHANNEL, Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

DAILY = "mon,tue,wed,thu,fri,sat,sun"


async def test_a_digest_comes_when_the_clock_is_set_forward(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    async with stage.bot():
        await seat.opens(f"#/{INES.name}/{CHANNEL}")
        await seat.types(f"/gate digest here 09:00 Europe/Lisbon {DAILY}")
        await seat.sees("09:00", "Europe/Lisbon", "Only visible to you")
        await seat.types("/gate ready P4")
        await expect(seat.card()).to_contain_text("Awaited: architecture")
        await seat.opens_the_clock()
        await expect(seat.clock).to_contain_text("a daily digest or a reminder")
        assert await serious(seat.page) == []
        await seat.clock.get_by_role("button", name="To tomorrow, 09:00").click()
        await expect(seat.clock).to_contain_text("09:00")
        await seat.clock.get_by_role("button", name="Close").click()
        digest = await seat.sees("Reviews that wait", "ERD and Persistence Model")
        await expect(digest.locator(".message-head time")).to_have_text("09:00")
        await expect(digest).not_to_contain_text("Only visible to you")
        await expect(seat.card()).to_contain_text("yesterday")


async def test_nine_of_another_zone_is_in_time_for_its_digest(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    async with stage.bot():
        await seat.opens(f"#/{INES.name}/{CHANNEL}")
        await seat.types(f"/gate digest here 09:00 Europe/Berlin {DAILY}")
        await seat.sees("09:00", "Europe/Berlin", "Only visible to you")
        await seat.opens_the_clock()
        zone = seat.clock.get_by_label("Time zone")
        await expect(zone).to_have_value(INES.tz)
        await zone.select_option("Europe/Berlin")
        await seat.clock.get_by_role("button", name="To tomorrow, 09:00").click()
        await expect(seat.clock.locator("strong")).to_contain_text("08:00")  # in Lisbon
        await expect(zone).to_have_value("Europe/Berlin")
        assert await serious(seat.page) == []
        await seat.clock.get_by_role("button", name="Close").click()
        digest = await seat.sees("6 ops items open")
        await expect(digest).not_to_contain_text("late")


async def test_the_hour_is_the_same_for_all_and_stays(stage: Stage, seats: Seats) -> None:
    seat, other = await seats(stage), await seats(stage)
    await seat.opens(f"#/{INES.name}/{CHANNEL}")
    await other.opens()
    await seat.types("first")
    await seat.opens_the_clock()
    for _ in range(24):
        await seat.clock.get_by_role("button", name="+ 1 hour").click()
        await expect(seat.clock.locator("[aria-busy]")).to_have_count(0)
    await expect(seat.clock).to_contain_text("24 hours ahead of this machine")
    reading = await seat.clock.locator("strong").inner_text()
    button = other.page.get_by_role("button", name="Clock")
    await expect(button).to_have_attribute("aria-label", re.compile(reading.split(",")[0]))
    await seat.reloads()
    await expect(seat.message("first")).to_be_visible()
    await expect(seat.page.locator("#conversation .day").last).to_have_text("Yesterday")


async def test_the_times_of_the_log_go_on(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    await seat.page.clock.install(time=datetime.now(UTC))
    await seat.opens()
    newest = seat.page.locator("#pane .entry-by time").first
    await stage.repository.human_commit(INES, "Add a page", {"page.md": "# Page\n"})
    await seat.repository_shows("Add a page")
    await expect(newest).to_have_text("just now")
    await seat.page.clock.fast_forward("05:00")
    await expect(newest).to_have_text(re.compile("[4-6] min ago"))
