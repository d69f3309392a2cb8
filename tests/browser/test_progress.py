"""`/gate progress` in a browser: the timeline keeps its columns, in a wide window and a narrow."""

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
