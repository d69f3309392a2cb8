"""What axe-core finds wrong for people with disabilities: nothing serious, in light and dark."""

from importlib.resources import files
from typing import Any, Literal

import pytest
from playwright.async_api import Page, expect

from bot.demo.people import ANOUK, RAVI
from tests.browser.conftest import Seats
from tests.browser.seat import LIST_GAPS
from tests.support.stage import CHANNEL, Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


async def serious(page: Page) -> list[str]:
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE)
    options: dict[str, Any] = {"runOnly": TAGS, "resultTypes": ["violations"]}
    found = await page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{one['id']}: {node['html'][:140]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_each_view(stage: Stage, seats: Seats, scheme: Literal["light", "dark"]) -> None:
    seat = await seats(stage, color_scheme=scheme)
    async with stage.bot():
        await seat.opens()
        assert await serious(seat.page) == []
        await seat.types("/gate ready P4")
        await expect(seat.card()).to_be_visible()
        await seat.becomes(RAVI)
        await seat.box.fill("/gate ")
        await seat.box.press("ArrowDown")
        await expect(seat.page.get_by_role("option").first).to_be_visible()
        assert await serious(seat.page) == []
        await seat.box.fill("")
        await seat.presses(LIST_GAPS, seat.card())
        await seat.submits()
        await expect(seat.modal.locator(".field-error")).to_be_visible()
        assert await serious(seat.page) == []
        await seat.closes()
        await stage.person(ANOUK).say("Why?", channel=CHANNEL, thread=await card_ts(stage))
        await seat.card().get_by_role("button", name="1 reply").click()
        await expect(seat.page.locator("#thread")).to_contain_text("Why?")
        assert await serious(seat.page) == []
        await seat.page.keyboard.press("Escape")
        await seat.page.locator("#pane summary").first.click()
        await expect(seat.page.locator("#pane .diff").first).to_be_visible()
        assert await serious(seat.page) == []
        await seat.goes_to("gatebot")
        await seat.page.get_by_role("button", name="Home").click()
        await expect(seat.page.locator(".home")).to_be_visible()
        assert await serious(seat.page) == []


async def card_ts(stage: Stage) -> str:
    seen = await stage.person(RAVI).see(CHANNEL)
    return next(message.ts for message in seen if not message.ephemeral and message.buttons)
