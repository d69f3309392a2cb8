"""Where the reader was is where the reader is: after a reload, and when things grow around them."""

import pytest
from playwright.async_api import Locator, expect

from bot.demo.people import INES, JONAS
from tests.browser.conftest import Seats
from tests.browser.seat import Seat
from tests.support.stage import CHANNEL, Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

LINES = 60


def messages(seat: Seat) -> Locator:
    return seat.page.get_by_role("region", name="Messages", exact=True)


def document(seat: Seat) -> Locator:
    return seat.page.get_by_role("region", name="Document")


async def scrolled(where: Locator, to: int) -> None:
    await where.evaluate(f"node => node.scrollTop = {to}")


async def place(where: Locator) -> float:
    return float(await where.evaluate("node => node.scrollTop"))


async def talk(stage: Stage, lines: int = LINES, thread: str = "") -> str:
    jonas = stage.person(JONAS)
    first = await jonas.say("line 0", channel=CHANNEL, thread=thread)
    for number in range(1, lines):
        await jonas.say(f"line {number}", channel=CHANNEL, thread=thread)
    return first.ts


async def test_a_reload_keeps_the_place_in_messages_and_document(
    stage: Stage, seats: Seats
) -> None:
    await talk(stage)
    seat = await seats(stage)
    await seat.opens(f"#/{INES.name}/{CHANNEL}")
    await seat.repository_shows("Link the evidence of P4 anew")
    await scrolled(messages(seat), 300)
    await scrolled(document(seat), 250)
    await seat.reloads()
    await seat.repository_shows("Link the evidence of P4 anew")
    assert await place(messages(seat)) == 300
    assert await place(document(seat)) == 250


async def test_a_reload_at_the_end_stays_at_the_end(stage: Stage, seats: Seats) -> None:
    await talk(stage)
    seat = await seats(stage)
    await seat.opens(f"#/{INES.name}/{CHANNEL}")
    await seat.reloads()
    await expect(seat.message(f"line {LINES - 1}")).to_be_in_viewport(ratio=1)
    await talk(stage, 12)
    await stage.person(JONAS).say("the last of them", channel=CHANNEL)
    await expect(seat.message("the last of them")).to_be_in_viewport(ratio=1)


async def test_a_reload_keeps_the_place_in_a_thread(stage: Stage, seats: Seats) -> None:
    head = await talk(stage, 1)
    await talk(stage, thread=head)
    seat = await seats(stage)
    await seat.opens(f"#/{INES.name}/{CHANNEL}/{head}")
    thread = seat.page.get_by_role("region", name="Messages of the thread")
    await scrolled(thread, 200)
    await seat.reloads()
    assert await place(thread) == 200


async def test_who_reads_at_the_end_stays_there_when_the_room_shrinks(
    stage: Stage, seats: Seats
) -> None:
    await talk(stage)
    seat = await seats(stage)
    await seat.opens(f"#/{INES.name}/{CHANNEL}")
    guide = seat.page.get_by_role("region", name="First steps")
    await guide.evaluate("node => node.style.minHeight = '260px'")
    last = seat.message(f"line {LINES - 1}")
    await expect(last).to_be_in_viewport(ratio=1)
    await seat.box.fill("one\ntwo\nthree\nfour")
    await expect(last).to_be_in_viewport(ratio=1)


async def test_who_reads_further_up_stays_there_when_something_arrives(
    stage: Stage, seats: Seats
) -> None:
    await talk(stage)
    seat = await seats(stage)
    await seat.opens(f"#/{INES.name}/{CHANNEL}")
    await scrolled(messages(seat), 300)
    await stage.person(JONAS).say("news", channel=CHANNEL)
    await expect(seat.message("news")).to_be_attached()
    assert await place(messages(seat)) == 300
