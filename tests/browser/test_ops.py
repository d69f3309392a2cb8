"""The ops track at the page: its list and its buttons, and what each leaves in the repository."""

from datetime import timedelta

import pytest
from playwright.async_api import Locator, expect

from bot.demo.people import JONAS, KWAME
from tests.browser.conftest import Seats
from tests.browser.seat import Seat
from tests.browser.test_axe import serious
from tests.support import acts
from tests.support.stage import CHANNEL, Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

BACKUP = "Backup / restore DR"


async def listing(seat: Seat, *texts: str) -> Locator:
    await seat.types("/gate ops")
    return await seat.sees("on the ops track", "Only visible to you", *texts)


def beside(item: str, button: str, on: Locator) -> Locator:
    """Return the button that stands under an item of a list."""
    text = on.locator(".block", has_text=item).last
    row = text.locator("xpath=following-sibling::*[1]")
    return row.get_by_role("button", name=button, exact=True)


async def sends(seat: Seat) -> None:
    await seat.submits()
    await seat.modal_says("One moment", "by direct message")
    await seat.closes()


async def test_an_item_is_added_by_a_form(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    due = (stage.server.workspace.clock() + timedelta(days=20)).date().isoformat()
    async with stage.bot():
        await seat.opens(f"#/{JONAS.name}/{CHANNEL}")
        await seat.presses("Add an item", await listing(seat, "6 open items"))
        await seat.modal_says("Add an ops item")
        assert await serious(seat.page) == []
        await seat.modal.get_by_label("What has to be done").fill("Rehearse a | rollback 🎉")
        await seat.modal.get_by_label("Owner").select_option(label="Kwame Asante")
        await seat.modal.get_by_label("Due on").fill(due)
        await sends(seat)
        await seat.repository_shows("Ops: add, Rehearse a | rollback 🎉")
        shown = await listing(seat, "7 open items")
        await expect(shown).to_contain_text(f"Rehearse a | rollback 🎉 — kwame; due {due}")
        assert await serious(seat.page) == []


async def test_the_repository_shows_an_item_as_it_reads(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    async with stage.bot():
        await seat.opens(f"#/{JONAS.name}/{CHANNEL}")
        await seat.types("/gate ops add Try `a|b`, *not* [c]")
        await seat.repository_shows("Ops: add, Try `a|b`, *not* (c)")
        line = seat.page.locator("#pane li.task", has_text="not* [c]")
        await expect(line).to_contain_text("Try `a|b`, *not* [c] (since:")
        await expect(line.locator("code, em")).to_have_count(0)


async def test_items_are_assigned_snoozed_and_done_by_their_buttons(
    stage: Stage, seats: Seats
) -> None:
    seat = await seats(stage)
    until = (stage.server.workspace.clock() + timedelta(days=9)).date().isoformat()
    async with stage.bot():
        await seat.opens(f"#/{KWAME.name}/{CHANNEL}")
        shown = await listing(seat)
        await beside(BACKUP, "Assign", shown).click()
        await seat.modal_says("Assign an ops item", BACKUP)
        await seat.modal.get_by_label("Owner").select_option(label="Ravi Menon")
        await sends(seat)
        await seat.repository_shows(f"Ops: assign, {BACKUP}")
        await beside("Secrets / key ops", "Snooze", shown).click()
        await seat.modal_says("Snooze an ops item", "Secrets / key ops")
        await seat.modal.get_by_label("Until which day").fill(until)
        await sends(seat)
        await seat.repository_shows("Ops: snooze, Secrets / key ops")
        await beside("Watchlist phase schedule", "Done", shown).click()
        await seat.repository_shows("Ops: done, Watchlist phase schedule")
        shown = await listing(seat, "5 open items", "1 asleep; 1 done")
        await expect(shown).to_contain_text(f"{BACKUP} — ravi; holds the release back")
        await expect(shown).to_contain_text(f"Secrets / key ops — no owner; asleep until {until}")
    tracker = await acts.tracker(stage)
    assert f"- [ ] {BACKUP} (owner: ravi; blocking)" in tracker
    assert f"- [ ] Secrets / key ops (snoozed until: {until})" in tracker
    assert "- [x] Watchlist phase schedule" in tracker
