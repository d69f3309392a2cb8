"""The whole story at one page, by clicks and keys, as five people."""

import pytest
from playwright.async_api import expect

from bot.demo.people import ANOUK, INES, JONAS, KWAME, RAVI
from tests.browser.conftest import Seats
from tests.browser.seat import APPROVE, LIST_GAPS, Seat
from tests.support.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

FIRST = "Show that a shortage writes neither row."
SECOND = "Name the controls that guard the copy."


async def test_from_a_request_too_early_to_the_commit(early_stage: Stage, seats: Seats) -> None:
    seat = await seats(early_stage)
    async with early_stage.bot():
        await seat.opens()
        await asks_too_early_and_mends(seat)
        await others_are_refused(seat)
        await reviewer_lists_gaps(seat)
        await owner_addresses_and_asks_again(seat)
        await three_approve(seat)
        await seat.repository_shows("P4: signed off")
        row = seat.page.locator("#pane tr", has_text="ERD and Persistence Model").first
        await expect(row).to_contain_text("Signed Off")
        await expect(row).to_have_class("changed")


async def asks_too_early_and_mends(seat: Seat) -> None:
    await seat.is_person(INES)
    await seat.types("/gate ready P4")
    told = await seat.sees("can't go to review yet", "TW-042", "Data_Retention.md")
    await expect(told).to_contain_text("Only visible to you")
    await seat.page.get_by_role("button", name="Let the team mend P4", exact=True).click()
    await seat.repository_shows("Link the evidence of P4 anew")
    await seat.types("/gate ready P4")
    await expect(seat.card()).to_contain_text("Awaited: architecture, security and ops")
    await seat.repository_shows("P4: ready for sign-off")


async def others_are_refused(seat: Seat) -> None:
    await seat.presses(APPROVE, seat.card())
    await seat.modal_says("Not done")
    await seat.closes()
    await seat.becomes(JONAS)
    await seat.presses(APPROVE, seat.card())
    await seat.modal_says("Not done", "You are no reviewer of P4")
    await seat.closes()
    await expect(seat.card()).not_to_contain_text("approved")


async def reviewer_lists_gaps(seat: Seat) -> None:
    await seat.becomes(RAVI)
    await seat.presses(LIST_GAPS, seat.card())
    await seat.modal_says("List gaps P4")
    await seat.submits()
    required = "Please complete this required field."
    await expect(seat.modal.locator(".field-error")).to_have_text(required)
    await seat.modal.get_by_label("What is missing (1)").fill(FIRST)
    await seat.presses("Add another gap", seat.modal)
    await seat.modal.get_by_label("What is missing (2)").fill(SECOND)
    await expect(seat.modal.get_by_label("What is missing (1)")).to_have_value(FIRST)
    await seat.submits()
    await seat.modal_says("Done", "P4-G2")
    await seat.closes()
    await expect(seat.card()).to_contain_text("Gaps listed")
    await expect(seat.card()).to_contain_text(SECOND)


async def owner_addresses_and_asks_again(seat: Seat) -> None:
    await seat.becomes(INES)
    await seat.types("/gate address P4-G1 The test is linked.")
    await seat.sees("P4-G1", "Only visible to you")
    await seat.goes_to("gatebot")
    listed = await seat.sees("Ravi Menon", FIRST)
    await listed.get_by_role("button", name="Address").nth(1).click()
    await seat.modal_says("Address P4-G2", SECOND)
    await seat.modal.get_by_label("What was done").fill("They are named.")
    await seat.submits()
    await seat.modal_says("Done", "P4-G2")
    await seat.closes()
    await seat.goes_to("p4-release")
    await seat.types("/gate ready P4")
    await expect(seat.card(2)).to_contain_text("Awaited: architecture, security and ops")
    await expect(seat.card(1)).to_contain_text("Replaced")


async def three_approve(seat: Seat) -> None:
    for who in (ANOUK, RAVI, KWAME):
        await seat.becomes(who)
        await seat.presses(APPROVE, seat.card(2))
        await seat.modal_says("Approve P4")
        await seat.submits()
        await seat.modal_says("Done")
        await seat.closes()
        await expect(seat.card(2)).to_contain_text(f"{who.display} approved")
    await expect(seat.card(2)).to_contain_text("Signed off")
