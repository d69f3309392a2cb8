"""What people ask for themselves: the open gaps of all phases, and a reminder of a review."""

import pytest
from playwright.async_api import expect

from bot.demo.people import INES, RAVI
from tests.browser.conftest import Seats
from tests.browser.test_axe import serious
from tests.browser.test_digest import mornings
from tests.support.stage import CHANNEL, Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_open_gaps_of_all_phases_with_those_of_the_gap_tracker(
    stage: Stage, seats: Seats
) -> None:
    seat = await seats(stage)
    async with stage.bot():
        await seat.opens(f"#/{INES.name}/{CHANNEL}")
        await seat.types("/gate gaps")
        await seat.sees("No gap is open on demo.", "In the gap trackers:", "restore has never been")
        await seat.types("/gate ready P4")
        await expect(seat.card()).to_contain_text("Awaited: architecture")
        await seat.becomes(RAVI)
        await seat.types("/gate gaps P4 No threat model")
        await expect(seat.card()).to_contain_text("Gaps listed")
        await seat.becomes(INES)
        await seat.types("/gate gaps")
        await seat.sees("1 gap on demo.", "No threat model", "ines", "In the gap trackers:")
        assert await serious(seat.page) == []


async def test_an_owner_has_the_reviewers_reminded(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    async with stage.bot():
        await seat.opens(f"#/{INES.name}/{CHANNEL}")
        # To where it is by day for him, so that it comes at once.
        for _ in range(mornings(stage, INES)):
            await seat.tomorrow_at_nine()
        await seat.types("/gate ready P4")
        await expect(seat.card()).to_contain_text("Awaited: architecture")
        await seat.types("/gate remind P4")
        await seat.sees("reminded of P4", RAVI.display, "Only visible to you")
        await seat.becomes(RAVI)
        await seat.goes_to("gatebot")
        told = await seat.sees(f"{INES.display} reminds you", "waits for your verdict as security")
        await expect(told.get_by_role("button", name="Approve")).to_be_visible()
