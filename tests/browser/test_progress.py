"""`/gate progress` and `/gate release` in a browser: a timeline with its columns, and a verdict."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Seats
from tests.browser.test_axe import serious
from tests.support.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_timeline_keeps_its_columns_and_is_said_in_words(
    stage: Stage, seats: Seats
) -> None:
    seat = await seats(stage)
    async with stage.bot():
        await seat.opens("#/jonas/C0P4RELEASE")
        await seat.types("/gate progress")
        shown = await seat.sees("14 landings in the ledger")
        picture = shown.locator("pre")
        await expect(picture).to_contain_text("█")
        font = await picture.evaluate("node => getComputedStyle(node).fontFamily")
        assert "mono" in font
        rows = (await picture.inner_text()).splitlines()
        assert len({len(row.partition(" ")[0]) for row in rows[1:-1]}) == 1
        await expect(shown).to_contain_text("Workers (3 commits)")
        assert await serious(seat.page) == []


async def test_a_release_is_no_go_with_its_reasons(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    async with stage.bot():
        await seat.opens("#/jonas/C0P4RELEASE")
        await seat.types("/gate release")
        shown = await seat.sees("No-go for demo: 6 phases not signed off")
        for reason in (
            "P4 ERD and Persistence Model — ◔ In Progress",
            "OPS Production Operations. Add its row to doc/Phase_Readiness_Tracker.md",
            "Backup / restore DR — no owner",
            "Restore drilled — no-go: no restore has been done yet",
        ):
            await expect(shown).to_contain_text(reason)
        assert await serious(seat.page) == []
