"""A digest at the page: set by a form, previewed, posted by the clock, its buttons answering."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Locator, expect

from bot.demo.people import INES, KWAME, MEI, RAVI, Person
from tests.browser.conftest import Seats
from tests.browser.seat import Seat
from tests.browser.test_axe import serious
from tests.support.stage import CHANNEL, Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


async def sets_by_form(seat: Seat) -> None:
    """Set a digest at nine every day, after a slip in the zone's name."""
    await seat.types("/gate digest")
    await seat.presses("Set a digest", await seat.sees("This channel hears no digest."))
    await seat.modal_says("Daily digest")
    await expect(seat.modal.get_by_label("Time zone")).to_have_value(INES.tz)  # as Slack knows it
    await seat.modal.get_by_label("Time zone").fill("Lisbn")
    await seat.submits()
    await expect(seat.modal.locator(".field-error")).to_contain_text("Did you mean Europe/Lisbon?")
    await seat.modal.get_by_label("Time zone").fill(INES.tz)
    for day in DAYS:
        await seat.modal.get_by_label(day).check()
    assert await serious(seat.page) == []
    await seat.submits()
    await seat.modal_says("Done", "hears its digest at 09:00 Europe/Lisbon, mon-sun")
    await seat.closes()


def digest(seat: Seat) -> Locator:
    """Return what everybody in the channel hears, and only that."""
    found = seat.page.locator("#conversation .message", has_text="ops items open")
    return found.filter(has_not_text="Only visible to you")


async def test_a_digest_set_by_a_form_comes_once_and_its_buttons_answer(
    stage: Stage, seats: Seats
) -> None:
    seat = await seats(stage)
    async with stage.bot():
        await seat.opens(f"#/{INES.name}/{CHANNEL}")
        await sets_by_form(seat)
        await seat.types("/gate ready P4")
        await expect(seat.card()).to_contain_text("Awaited: architecture")
        await seat.types("/gate digest")
        await seat.presses("Preview", await seat.sees("hears its digest at 09:00"))
        await seat.sees("6 ops items open", "Only visible to you")
        await seat.tomorrow_at_nine()
        await expect(digest(seat)).to_have_count(1)
        await expect(digest(seat)).to_contain_text("1 review waits, 6 ops items open")
        states = await seat.picture("State of the phases: P1 Completed (Doc Baseline), P2")
        await expect(digest(seat).locator("img")).to_have_count(1)
        assert "P4 Ready for Signoff" in (await states.get_attribute("alt") or "")
        assert await serious(seat.page) == []
        await seat.becomes(MEI)
        await seat.presses("Remind", digest(seat))
        await seat.sees("will be reminded of P4", "Only visible to you")
        await seat.becomes(KWAME)
        await digest(seat).get_by_role("button", name="Done", exact=True).nth(2).click()
        await seat.repository_shows("Ops: done, Backup / restore DR")
        await digest(seat).get_by_role("button", name="Snooze", exact=True).first.click()
        await seat.modal_says("Snooze an ops item", "SLO / alerts")
        await seat.submits()
        await seat.modal_says("One moment")
        await seat.closes()
        await seat.repository_shows("Ops: snooze, SLO / alerts concrete staging-prod artifacts")
        await seat.types("/gate digest off")
        await seat.sees("hears no digest any more")
        await seat.tomorrow_at_nine()
        await seat.types("/gate ops")
        await seat.sees("5 open items", "1 asleep; 1 done")
        await expect(digest(seat)).to_have_count(1)


def mornings(stage: Stage, at_the_page: Person) -> int:
    """Return how many mornings from now are surely far enough, and end on a working day of Ravi's.

    Each press sets the clock to the next nine o'clock of whoever is at the page, whose date may be
    another than Ravi's. The demo's policy says nothing, so a review waits for three working days.
    """
    here = ZoneInfo(at_the_page.tz)
    today = stage.server.workspace.clock().astimezone(here).date()
    nine = {n: datetime.combine(today + timedelta(days=n), time(9), here) for n in range(6, 9)}
    ravi = ZoneInfo(RAVI.tz)
    return next(n for n, at in nine.items() if at.astimezone(ravi).weekday() < len(DAYS[:5]))


async def test_a_reviewer_is_reminded_once_the_clock_has_passed_some_working_days(
    stage: Stage, seats: Seats
) -> None:
    seat = await seats(stage)
    async with stage.bot():
        await seat.opens(f"#/{INES.name}/{CHANNEL}")
        await seat.types("/gate ready P4")
        await expect(seat.card()).to_contain_text("Awaited: architecture")
        await seat.becomes(RAVI)
        await seat.goes_to("gatebot")
        await expect(seat.message("has waited for your verdict")).to_have_count(0)
        for _ in range(mornings(stage, RAVI)):
            await seat.tomorrow_at_nine()
        told = await seat.sees("has waited for your verdict as security since")
        await seat.presses("Approve", told)
        await seat.modal_says("Approve P4")
        await seat.submits()
        await seat.modal_says("Done")
        await seat.closes()
        await seat.goes_to("p4-release")
        await expect(seat.card()).to_contain_text("Ravi Menon approved")
