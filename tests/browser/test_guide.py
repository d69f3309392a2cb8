"""The first steps: they follow what the workspace shows, and can be put away."""

import pytest
from playwright.async_api import expect

from bot.demo.people import ANOUK, INES, KWAME, RAVI
from tests.browser.conftest import Seats
from tests.browser.seat import APPROVE
from tests.support.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_first_minute(early_stage: Stage, seats: Seats) -> None:
    seat = await seats(early_stage)
    guide = seat.page.get_by_role("region", name="First steps")
    async with early_stage.bot():
        await seat.opens()
        await expect(guide.locator("h2")).to_have_text("1Look at P4")
        for title in ("1Look at P4", "2Ask too early"):
            await expect(guide.locator("h2")).to_have_text(title)
            await guide.get_by_role("button", name="Put it into the box").click()
            await seat.box.press("Enter")
        await expect(guide.locator("h2")).to_have_text("3Mend it")
        await seat.page.get_by_role("button", name="Let the team mend P4").click()
        await expect(guide.locator("h2")).to_have_text("4Ask in time")
        await guide.get_by_role("button", name="Put it into the box").click()
        await seat.box.press("Enter")
        await expect(guide.locator("h2")).to_have_text("5Approve as a reviewer")
        await guide.get_by_role("button", name="Become Anouk").click()
        await seat.is_person(ANOUK)
        await seat.presses(APPROVE, seat.card())
        await seat.submits()
        await seat.modal_says("Done")
        await seat.closes()
        await expect(guide.locator("h2")).to_have_text("6See it land")
        for name in ("Ravi", "Kwame"):
            await guide.get_by_role("button", name=f"Become {name}").click()
            await seat.presses(APPROVE, seat.card())
            await seat.submits()
            await seat.modal_says("Done")
            await seat.closes()
        await expect(guide.locator("h2")).to_have_text("That was all")
        await expect(guide).to_contain_text("set a /gate digest, and set the clock")


async def test_the_guide_points_at_the_panes_button_or_leads_to_it(
    early_stage: Stage, seats: Seats
) -> None:
    seat = await seats(early_stage)
    guide = seat.page.get_by_role("region", name="First steps")
    async with early_stage.bot():
        await seat.opens()
        for verb in ("status", "ready"):
            await seat.types(f"/gate {verb} P4")
        await expect(guide).to_contain_text("Press “Let the team mend P4” beside the messages.")
        await expect(seat.page.get_by_role("button", name="Let the team mend P4")).to_have_count(1)
        await seat.page.keyboard.press("Alt+r")
        await guide.get_by_role("button", name="Open the repository").click()
        await seat.page.keyboard.press("Enter")  # the button it led to has the focus
        await expect(guide.locator("h2")).to_have_text("4Ask in time")


async def test_it_can_be_dismissed_for_good_and_shown_again(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    await seat.opens()
    guide = seat.page.get_by_role("region", name="First steps")
    await guide.get_by_role("button", name="Dismiss").click()
    await expect(guide).to_be_hidden()
    await seat.reloads()
    await seat.is_person(INES)
    await expect(guide).to_be_hidden()
    await seat.page.get_by_role("button", name="First steps").click()
    await expect(guide).to_be_visible()


async def test_it_leads_back_from_a_way_round_by_gaps(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    guide = seat.page.get_by_role("region", name="First steps")
    async with stage.bot():
        await seat.opens()
        await seat.types("/gate ready P4")
        await expect(guide.locator("h2")).to_have_text("5Approve as a reviewer")
        await seat.becomes(RAVI)
        await seat.types("/gate gaps P4 No rollback")
        await expect(guide.locator("h2")).to_have_text("5Gaps were listed")
        await guide.get_by_role("button", name="Become Ines").click()
        await seat.types("/gate address P4-G1 Written down")
        await seat.sees("No gap is left open")
        await guide.get_by_role("button", name="Put it into the box").click()
        await seat.box.press("Enter")
        await expect(guide.locator("h2")).to_have_text("5Approve as a reviewer")
        await guide.get_by_role("button", name="Become Anouk").click()
        await seat.types("/gate approve P4")
        await expect(guide.locator("h2")).to_have_text("6See it land")
        await expect(guide.get_by_role("button", name="Become")).to_have_text(
            ["Become Ravi", "Become Kwame"]
        )


async def test_who_has_decided_is_not_sent_to_decide_again(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    guide = seat.page.get_by_role("region", name="First steps")
    async with stage.bot():
        await seat.opens()
        await seat.types("/gate ready P4")
        await expect(seat.card()).to_be_visible()
        for who in (RAVI, ANOUK):
            await seat.becomes(who)
            await seat.types("/gate approve P4")
        await expect(guide.locator("h2")).to_have_text("6See it land")
        await expect(guide.get_by_role("button", name="Become")).to_have_text(["Become Kwame"])
        await expect(guide).not_to_contain_text("Look for")
        await seat.becomes(KWAME)
        await expect(guide).to_contain_text("Look for “Approve” below.")
        await seat.types("/gate approve P4")
        await expect(guide.locator("h2")).to_have_text("That was all")
        await expect(guide).to_contain_text("README.md")
