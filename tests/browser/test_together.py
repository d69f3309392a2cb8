"""Two browsers at once; and a reload at any moment, which loses nothing."""

import asyncio
import re

import pytest
from playwright.async_api import Route, expect

from bot.demo.people import ANOUK, INES, JONAS, RAVI
from tests.browser.conftest import Seats
from tests.browser.seat import APPROVE, LIST_GAPS
from tests.support.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

HERE = "C0P4RELEASE"


async def test_two_browsers_see_each_others_doings_at_once(stage: Stage, seats: Seats) -> None:
    ines, anouk = await seats(stage), await seats(stage)
    async with stage.bot():
        await ines.opens(f"#/ines/{HERE}")
        await anouk.opens("#/anouk/C0GENERAL")
        await ines.types("/gate ready P4")
        await expect(ines.card()).to_contain_text("Awaited: architecture")
        channel = anouk.page.locator("[data-channel='p4-release']")
        await expect(channel.locator(".badge")).to_have_text("1 unread")
        await anouk.goes_to("p4-release")
        await expect(channel.locator(".badge")).to_have_count(0)
        await expect(anouk.message("Only visible to you")).to_have_count(0)
        await anouk.presses(APPROVE, anouk.card())
        await anouk.submits()
        await anouk.modal_says("Done")
        await expect(ines.card()).to_contain_text("Anouk Visser approved")
        await expect(ines.modal).to_be_hidden()


async def test_what_is_unread_is_counted_for_each_person(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    await seat.opens(f"#/ines/{HERE}")
    await stage.person(JONAS).say("hello @ines", channel=HERE)
    await seat.sees("hello @Ines Duarte")
    mark = seat.page.locator("[data-person='anouk'] .badge")
    await expect(mark).to_have_text("1 unread")
    await expect(seat.page.locator("[data-person='jonas'] .badge")).to_have_count(0)
    await seat.becomes(ANOUK)
    await seat.becomes(INES)
    await expect(mark).to_have_count(0)


async def test_a_click_is_taken_though_news_arrives_while_the_button_is_down(
    stage: Stage, seats: Seats
) -> None:
    seat = await seats(stage)
    await seat.opens(f"#/ines/{HERE}")
    await seat.page.locator("[data-person='anouk']").hover()
    await seat.page.mouse.down()
    await stage.person(JONAS).say("hello @ines", channel=HERE)
    await seat.sees("hello @Ines Duarte")
    await expect(seat.page.locator("#sidebar")).to_have_attribute("aria-busy", "true")
    await seat.page.mouse.up()
    await seat.is_person(ANOUK)
    await expect(seat.page.locator("#sidebar")).not_to_have_attribute("aria-busy", "true")


async def test_a_link_to_a_card_leads_to_it_as_the_same_person(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    async with stage.bot():
        await seat.opens(f"#/ines/{HERE}")
        await seat.types("/gate ready P4")
        await expect(seat.card()).to_be_visible()
        await seat.types("/gate ready P4")
        told = await seat.sees("is asked for already", "Only visible to you")
        await told.get_by_role("link", name="its card").click()
        await seat.is_ready()
        thread = seat.page.get_by_role("complementary", name="Thread")
        await expect(thread).to_contain_text("ERD and Persistence Model")
        await seat.is_person(INES)


async def test_a_reload_keeps_what_was_being_typed(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    await seat.opens(f"#/jonas/{HERE}")
    await seat.box.press_sequentially("half a thought")
    await seat.reloads()
    await seat.is_person(JONAS)
    await expect(seat.box).to_have_value("half a thought")
    await seat.becomes(INES)
    await expect(seat.box).to_have_value("")
    await seat.becomes(JONAS)
    await expect(seat.box).to_have_value("half a thought")


async def test_what_is_typed_while_a_place_is_being_fetched_is_kept_there(
    stage: Stage, seats: Seats
) -> None:
    seat = await seats(stage)
    await seat.opens(f"#/ines/{HERE}")
    await seat.box.fill("of Ines")
    answered = asyncio.Event()

    async def slowly(route: Route) -> None:
        await answered.wait()
        await route.continue_()

    await seat.page.route(re.compile(rf"/people/{ANOUK.slack}/channels"), slowly)
    await seat.page.keyboard.press("Alt+2")
    await seat.page.keyboard.press("Alt+c")
    await seat.page.keyboard.type("of Anouk")
    answered.set()
    await seat.page.unroute_all(behavior="wait")
    await expect(seat.page.locator("#conversation .scroller")).to_be_visible()
    await seat.is_person(ANOUK)
    await expect(seat.box).to_have_value("of Anouk")
    await seat.box.press("Enter")
    await seat.sees("Anouk Visser", "of Anouk")
    await seat.becomes(INES)
    await expect(seat.box).to_have_value("of Ines")


async def test_a_reload_keeps_the_thread_and_the_answer_in_it(stage: Stage, seats: Seats) -> None:
    said = await stage.person(JONAS).say("a question", channel=HERE)
    await stage.person(RAVI).say("an answer", channel=HERE, thread=said.ts)
    seat = await seats(stage)
    await seat.opens(f"#/ines/{HERE}")
    await seat.message("a question").get_by_role("button", name="1 reply").click()
    thread = seat.page.get_by_role("complementary", name="Thread")
    await expect(thread).to_contain_text("an answer")
    await thread.locator("#thread-box").press_sequentially("me too")
    await seat.reloads()
    await expect(thread).to_contain_text("an answer")
    await expect(thread.locator("#thread-box")).to_have_value("me too")
    await thread.locator("#thread-box").press("Enter")
    await expect(thread.locator(".message")).to_have_count(3)
    await seat.page.keyboard.press("Escape")
    await expect(thread).to_be_hidden()
    await expect(seat.message("a question")).to_contain_text("2 replies")


async def test_a_reload_keeps_the_form_and_all_that_is_in_it(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    async with stage.bot():
        await seat.opens(f"#/ines/{HERE}")
        await seat.types("/gate ready P4")
        await expect(seat.card()).to_be_visible()
        await seat.becomes(RAVI)
        await seat.presses(LIST_GAPS, seat.card())
        await seat.modal_says("List gaps P4")
        await seat.modal.get_by_label("What is missing (1)").fill("typed before")
        await seat.presses("Add another gap", seat.modal)
        field = seat.modal.get_by_label("What is missing (2)")
        await field.fill("typed just before")
        await seat.reloads()  # at once: the workspace may not have heard of it yet
        await seat.modal_says("List gaps P4")
        await expect(field).to_have_value("typed just before")
        await seat.submits()
        await seat.modal_says("Done", "P4-G1")
        await expect(seat.card()).to_contain_text("typed just before")


async def test_a_form_outlives_a_bot_that_does_not_answer(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    async with stage.bot():
        await seat.opens(f"#/ines/{HERE}")
        await seat.types("/gate ready P4")
        await expect(seat.card()).to_be_visible()
        await seat.becomes(ANOUK)
        await seat.presses(APPROVE, seat.card())
        await seat.modal.get_by_label("Note").fill("It holds.")
    await seat.submits()
    await expect(seat.modal.get_by_role("alert")).to_contain_text("trouble connecting")
    await expect(seat.modal.get_by_label("Note")).to_have_value("It holds.")
    async with stage.bot():
        await seat.submits()
        await seat.modal_says("Done")
        await seat.closes()
        await expect(seat.card()).to_contain_text("It holds.")


async def test_a_button_says_when_the_bot_does_not_answer(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    async with stage.bot():
        await seat.opens(f"#/ines/{HERE}")
        await seat.types("/gate ready P4")
        await expect(seat.card()).to_be_visible()
    await seat.presses("Evidence", seat.card())
    await expect(seat.card().locator(".failed")).to_contain_text("did not respond")
    await seat.types("/gate status")
    await seat.sees("/gate failed with the error", "Only visible to you")
