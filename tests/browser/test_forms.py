"""Forms: what is half filled in is not lost by a slip, and an error goes once it is mended."""

import asyncio
import re

import pytest
from playwright.async_api import Route, expect

from bot.demo.people import ANOUK, INES, RAVI
from tests.browser.conftest import Seats
from tests.browser.seat import APPROVE, LIST_GAPS, Seat
from tests.support.stage import CHANNEL, Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

REQUIRED = "Please complete this required field."
FIRST = "What is missing (1)"


async def opens_gaps(stage: Stage, seat: Seat) -> None:
    await stage.person(INES).command("/gate", "ready P4", channel=CHANNEL)
    await seat.opens(f"#/{RAVI.name}/{CHANNEL}")
    await seat.presses(LIST_GAPS, seat.card())
    await seat.modal_says("List gaps P4")


async def test_a_half_filled_form_is_not_closed_without_a_question(
    stage: Stage, seats: Seats
) -> None:
    seat = await seats(stage)
    question = seat.page.get_by_role("dialog", name="Close without sending?")
    async with stage.bot():
        await opens_gaps(stage, seat)
        await seat.modal.get_by_label(FIRST).fill("No restore drill.")
        for leave in ("Escape", "modal-cancel", "modal-close"):
            await leaves(seat, leave)
            await expect(question).to_contain_text("What you filled in is lost.")
            await question.get_by_role("button", name="Keep editing").click()
            await expect(question).to_be_hidden()
            await expect(seat.modal.get_by_label(FIRST)).to_have_value("No restore drill.")
        # Pressed twice in a row, Escape takes back the question and nothing else.
        await seat.page.keyboard.press("Escape")
        await expect(question).to_be_visible()
        await seat.page.keyboard.press("Escape")
        await expect(question).to_be_hidden()
        await expect(seat.modal).to_be_visible()
        await seat.page.keyboard.press("Escape")
        await question.get_by_role("button", name="Close the form").click()
        await expect(seat.modal).to_be_hidden()
        await seat.presses(LIST_GAPS, seat.card())
        await expect(seat.modal.get_by_label(FIRST)).to_have_value("")


async def test_a_closed_form_stays_closed_when_an_older_answer_arrives(
    stage: Stage, seats: Seats
) -> None:
    seat = await seats(stage)
    asked, closed = asyncio.Event(), asyncio.Event()
    path = re.compile(rf"/people/{RAVI.slack}/modals$")

    async def first_one_late(route: Route) -> None:
        if asked.is_set():
            await route.continue_()
            return
        asked.set()
        answer = await route.fetch()
        await closed.wait()
        await route.fulfill(response=answer)

    async with stage.bot():
        await opens_gaps(stage, seat)
        await seat.page.route(path, first_one_late)
        await seat.modal.get_by_label(FIRST).fill("No restore drill.")
        await asked.wait()
        await seat.page.keyboard.press("Escape")
        await seat.page.get_by_role("button", name="Close the form").click()
        await expect(seat.modal).to_be_hidden()
        async with seat.page.expect_response(path):
            closed.set()
        await seat.page.unroute_all(behavior="wait")
        await seat.presses(LIST_GAPS, seat.card())
        await expect(seat.modal.get_by_label(FIRST)).to_have_value("")


async def leaves(seat: Seat, how: str) -> None:
    if how == "Escape":
        await seat.page.keyboard.press(how)
    else:
        await seat.modal.locator(f"[data-key='{how}']").click()


async def test_a_form_filled_in_before_a_reload_asks_as_well(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    async with stage.bot():
        await opens_gaps(stage, seat)
        await seat.modal.get_by_label(FIRST).fill("No restore drill.")
        await seat.reloads()
        await seat.modal_says("List gaps P4")
        await seat.page.keyboard.press("Escape")
        await expect(seat.page.get_by_role("dialog", name="Close without")).to_be_visible()


async def test_a_form_left_as_it_came_closes_at_once(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    async with stage.bot():
        await opens_gaps(stage, seat)
        await seat.modal.get_by_label(FIRST).fill("No")
        await seat.modal.get_by_label(FIRST).fill("")
        await seat.page.keyboard.press("Escape")
        await expect(seat.modal).to_be_hidden()
        await seat.becomes(ANOUK)
        await seat.presses(APPROVE, seat.card())
        await seat.modal_says("Approve P4")
        await seat.page.keyboard.press("Escape")
        await expect(seat.modal).to_be_hidden()


async def test_the_first_gap_is_required_and_its_error_goes_while_typing(
    stage: Stage, seats: Seats
) -> None:
    seat = await seats(stage)
    async with stage.bot():
        await opens_gaps(stage, seat)
        await expect(seat.modal).not_to_contain_text("optional")
        await seat.submits()
        field = seat.modal.get_by_label(FIRST)
        await expect(seat.modal.locator(".field-error")).to_have_text(REQUIRED)
        await expect(field).to_have_attribute("aria-invalid", "true")
        await field.press_sequentially("No drill")
        await expect(seat.modal.locator(".field-error")).to_have_count(0)
        assert await field.get_attribute("aria-invalid") is None
        await field.press_sequentially(" since May.")
        await expect(field).to_have_value("No drill since May.")
        await seat.reloads()
        await expect(field).to_have_value("No drill since May.")
        await expect(seat.modal.locator(".field-error")).to_have_count(0)


async def test_a_row_added_far_down_leaves_the_reader_there(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage, viewport={"width": 1000, "height": 520})
    async with stage.bot():
        await opens_gaps(stage, seat)
        for row in (2, 3):
            await seat.presses("Add another gap", seat.modal)
            await expect(seat.modal.get_by_label(f"What is missing ({row})")).to_be_attached()
        assert await seat.modal.locator(".modal-body").evaluate("node => node.scrollTop") > 0
