"""The page without a mouse: completion, shortcuts, forms, and where the focus is."""

import pytest
from playwright.async_api import Locator, expect

from bot.demo.people import ANOUK, INES
from tests.browser.conftest import Seats
from tests.browser.seat import Seat
from tests.support.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def tabs_to(seat: Seat, wanted: Locator, most: int = 25) -> None:
    for _ in range(most):
        if await wanted.evaluate("node => node === document.activeElement"):
            return
        await seat.page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {wanted}")


async def test_asking_and_approving_by_keys_alone(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    keys = seat.page.keyboard
    async with stage.bot():
        await seat.opens()
        await keys.press("Alt+c")
        await keys.type("/ga")
        await keys.press("Enter")  # takes the command
        await keys.type("rea")
        await keys.press("Enter")  # takes the verb
        await keys.type("P4")
        await keys.press("Enter")
        await expect(seat.card()).to_contain_text("Awaited: architecture")
        await keys.press("Alt+2")
        await seat.is_person(ANOUK)
        await keys.press("Alt+k")
        await expect(seat.card()).to_be_focused()
        await tabs_to(seat, seat.card().get_by_role("button", name="Approve"))
        await keys.press("Enter")
        await seat.modal_says("Approve P4")
        await stays_inside(seat)
        await tabs_to(seat, seat.modal.get_by_label("Note"))
        await keys.type("By keys.")
        await keys.press("Control+Enter")
        await seat.modal_says("Done")
        await keys.press("Escape")
        await expect(seat.modal).to_be_hidden()
        await expect(seat.card()).to_contain_text("By keys.")
        assert await seat.page.evaluate("document.activeElement !== document.body")


async def test_one_may_type_as_soon_as_the_page_is_there(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    await seat.opens()
    await expect(seat.box).to_be_focused()
    phone = await seats(stage, viewport={"width": 390, "height": 780}, has_touch=True)
    await phone.opens()
    await expect(phone.box).not_to_be_focused()


async def stays_inside(seat: Seat) -> None:
    inside = "document.querySelector('dialog[open]').contains(document.activeElement)"
    for key in ("Tab",) * 8 + ("Shift+Tab",) * 10:
        await seat.page.keyboard.press(key)
        assert await seat.page.evaluate(inside), f"{key} leads out of the form"


async def test_escape_closes_a_form_and_gives_the_focus_back(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    async with stage.bot():
        await seat.opens()
        await seat.types("/gate ready P4")
        button = seat.card().get_by_role("button", name="Evidence", exact=True)
        await button.focus()
        await seat.page.keyboard.press("Enter")
        await seat.modal_says("Evidence P4")
        await seat.page.keyboard.press("Escape")
        await expect(seat.modal).to_be_hidden()
        await expect(button).to_be_focused()


async def test_suggestions_come_from_the_plan(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    await seat.opens()
    options = seat.page.get_by_role("option")
    await seat.box.press_sequentially("/gate evidence P4 a")
    await expect(options).to_have_text(["add"])
    await expect(seat.page.locator("#composer-box-hint")).to_contain_text("/gate evidence <phase>")
    await seat.box.press("Tab")
    await expect(options).to_have_text(["doc", "contract", "code", "test", "artifact"])
    await seat.box.press("ArrowDown")
    await seat.box.press("ArrowDown")
    active = await seat.box.get_attribute("aria-activedescendant")
    assert active == await options.nth(1).get_attribute("id")
    await seat.box.press("Enter")
    await expect(seat.box).to_have_value("/gate evidence P4 add contract ")
    await seat.box.fill("@an")
    await expect(options).to_have_text(["@anoukAnouk Visser"])
    await seat.box.press("Escape")
    await expect(options).to_have_count(0)
    await expect(seat.box).to_have_value("@an")


async def test_shortcuts_are_listed_and_switch_channels(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    await seat.opens()
    await seat.page.keyboard.press("Alt+/")
    help_ = seat.page.get_by_role("dialog", name="Keyboard shortcuts")
    await expect(help_).to_contain_text("be another person")
    await seat.page.keyboard.press("Escape")
    await expect(help_).to_be_hidden()
    await seat.page.keyboard.press("Alt+ArrowDown")
    await expect(seat.page.locator(".conversation h1")).to_have_text("# general")
    await seat.page.keyboard.press("Alt+r")
    await expect(seat.page.locator("#pane")).to_be_hidden()
    await seat.reloads()
    await expect(seat.page.locator("#pane")).to_be_hidden()
    await seat.is_person(INES)
