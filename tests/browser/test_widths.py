"""The page on a phone and on windows between: nothing hangs over the edge."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from bot.demo.people import ANOUK, JONAS
from tests.browser.conftest import Seats
from tests.browser.seat import APPROVE, Seat
from tests.browser.test_axe import serious
from tests.support.stage import CHANNEL, Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

OVERHANG = """() => [...document.querySelectorAll('body *')]
    .filter(node => node.checkVisibility() && node.getBoundingClientRect().right > innerWidth + 1)
    .filter(node => !node.closest('.table-scroll, .visually-hidden, .skip, svg'))
    .map(node => `${node.tagName}.${node.className} ${node.getBoundingClientRect().right}`)
    .slice(0, 5)"""


SMALL = """() => [...document.querySelectorAll('button, summary, select, input, textarea, .tick')]
    .filter(node => node.checkVisibility() && !node.closest('.visually-hidden, .tools'))
    .map(node => [node.closest('.tick') ?? node, node.getBoundingClientRect()])
    .map(([node, box]) => [node, node.matches('.tick') ? node.getBoundingClientRect() : box])
    .filter(([node, box]) => box.width && (box.width < 44 || box.height < 44))
    .map(([node, box]) => `${node.outerHTML.slice(0, 90)} ${box.width} x ${box.height}`)"""
CUT = """() => [...document.querySelectorAll('#pane .table-scroll')]
    .filter(node => node.scrollWidth > node.clientWidth + 1)
    .map(node => `${node.ariaLabel}: ${node.scrollWidth} in ${node.clientWidth}`)"""


CUT_NAMES = """() => [...document.querySelectorAll('.who span')]
    .filter(node => node.scrollWidth > node.clientWidth)
    .map(node => node.textContent)"""


async def is_for_fingers(seat: Seat) -> None:
    """Require that whatever is touched is 44 pixels wide and high, as a fingertip is."""
    assert await seat.page.evaluate(SMALL) == []


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
        await is_for_fingers(seat)
        await parts.get_by_role("button", name="People").click()
        await fits(seat)
        await is_for_fingers(seat)
        await seat.becomes(ANOUK)
        await seat.presses(APPROVE, seat.card())
        await seat.modal_says("Approve P4")
        # What is approved stands above the fields, and is what has to be read first.
        await expect(seat.page.get_by_text("You approve P4").last).to_be_in_viewport()
        await fits(seat)
        await is_for_fingers(seat)
        assert await serious(seat.page) == []
        await seat.submits()
        await seat.modal_says("Done")
        await seat.closes()
        await seat.card().get_by_role("button", name="1 reply").click()
        await expect(seat.page.locator("#thread")).to_be_visible()
        await fits(seat)
        await is_for_fingers(seat)
        await parts.get_by_role("button", name="Repository").click()
        await seat.repository_shows("P4: ready for sign-off")
        await expect(seat.page.locator("#pane tr.changed").first).to_be_in_viewport()
        await fits(seat)
        await is_for_fingers(seat)
        assert await serious(seat.page) == []
        stage.server.workspace.set_forward(timedelta(hours=20))
        await expect(seat.page.locator(".clock-tool")).to_be_visible()
        await fits(seat)
        await is_for_fingers(seat)


async def test_windows_between(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    async with stage.bot():
        await seat.opens()
        await seat.types("/gate ready P4")
        await expect(seat.card()).to_be_visible()
        for width in (821, 1000, 1181, 1600, 2200):
            await seat.page.set_viewport_size({"width": width, "height": 800})
            await fits(seat)


async def test_who_reviews_what_can_be_read_beside_what_is_unread(
    stage: Stage, seats: Seats
) -> None:
    seat = await seats(stage, viewport={"width": 1024, "height": 768})
    await seat.opens()
    await stage.person(JONAS).say("hello", channel=CHANNEL)
    await expect(seat.page.locator(".person .badge")).to_have_count(4)
    assert await seat.page.evaluate(CUT_NAMES) == []
    assert await serious(seat.page) == []


async def test_a_low_window_leaves_room_for_messages(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage, viewport={"width": 720, "height": 450})  # 1440 x 900 at 200 %
    await seat.opens()
    await seat.types("hello")
    room = await seat.page.locator("#conversation .scroller").bounding_box()
    assert room is not None
    assert room["height"] >= 180
    await fits(seat)


async def test_nobody_without_keys_is_told_of_keys(stage: Stage, seats: Seats) -> None:
    phone = await seats(
        stage, viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True
    )
    await phone.opens()
    await expect(phone.page.get_by_text("Enter sends")).to_be_hidden()
    await phone.box.fill("/gate ready ")
    await expect(phone.page.locator(".box-hint.usage").first).to_be_visible()


async def test_no_table_of_the_tracker_is_cut(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    await seat.opens()
    await seat.repository_shows("Link the evidence of P4 anew")
    for width in (1181, 1400, 1600):
        await seat.page.set_viewport_size({"width": width, "height": 800})
        assert await seat.page.evaluate(CUT) == []


async def test_the_box_follows_the_window(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage, viewport={"width": 700, "height": 700})
    await seat.opens()
    one_line = await seat.box.evaluate("node => node.clientHeight")
    await seat.box.fill("a word and another one " * 5)
    assert await seat.box.evaluate("node => node.clientHeight") > one_line
    for width in (500, 1400, 2000):
        await seat.page.set_viewport_size({"width": width, "height": 700})
        await expect(seat.box).to_have_css("overflow-y", "hidden")
        await seat.page.wait_for_function(
            "() => { const box = document.getElementById('composer-box');"
            " return box.scrollHeight <= box.clientHeight + 1; }"
        )
    assert await seat.box.evaluate("node => node.clientHeight") <= one_line
