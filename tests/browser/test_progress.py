"""`/gate progress` and `/gate release` in a browser: a timeline as a picture, and a verdict."""

from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import Seats
from tests.browser.test_axe import serious
from tests.support.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")
TIMELINE = "Timeline of landed commits: Outbox + relays, 2 commits from"


async def room(picture: Locator) -> tuple[float, float, float]:
    """Return how wide and high a picture is shown, and how wide its message is."""
    script = """image => {
        const message = image.closest('.blocks').getBoundingClientRect();
        const own = image.getBoundingClientRect();
        return [own.width, own.height, message.width];
    }"""
    width, height, whole = await picture.evaluate(script)
    return width, height, whole


@pytest.mark.parametrize(
    "context",
    [{}, {"color_scheme": "dark"}, {"viewport": {"width": 390, "height": 844}}],
    ids=["light", "dark", "phone"],
)
async def test_the_timeline_is_a_picture_and_is_said_in_words(
    stage: Stage, seats: Seats, context: dict[str, Any]
) -> None:
    seat = await seats(stage, **context)
    async with stage.bot():
        await seat.opens("#/jonas/C0P4RELEASE")
        await seat.types("/gate progress")
        words = await seat.sees("14 landings in the ledger")
        await expect(words).to_contain_text("Workers (3 commits)")
        picture = await seat.picture(TIMELINE)
        width, height, whole = await room(picture)
        assert 0 < width <= min(whole, 640), "it keeps within its message"
        natural = await picture.evaluate("image => image.naturalHeight / image.naturalWidth")
        assert height / width == pytest.approx(natural, rel=0.02), "and its proportions"
        assert await serious(seat.page) == []


async def test_its_room_is_kept_before_it_is_there(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    async with stage.bot():
        await seat.opens("#/jonas/C0P4RELEASE")
        await seat.types("/gate progress")
        before = await room(await seat.picture(TIMELINE))
        await seat.page.route("**/files/*", lambda route: route.abort())
        await seat.reloads()
        image = seat.page.locator(f"#conversation img[alt^='{TIMELINE}']").last
        await expect(image).to_be_attached()
        script = "image => [image.width, image.height, image.naturalWidth]"
        await expect(image).to_have_attribute("width", "1280")
        width, height, _ = await image.evaluate(script)
        assert (width, height) == pytest.approx(before[:2], abs=2)
        seat.astray.clear()  # the browser logs what was aborted above


async def test_it_opens_in_full_size_by_keyboard(stage: Stage, seats: Seats) -> None:
    seat = await seats(stage)
    async with stage.bot():
        await seat.opens("#/jonas/C0P4RELEASE")
        await seat.types("/gate progress")
        await seat.picture(TIMELINE)
        link = seat.page.get_by_role("link", name="Open in full size").last
        await link.focus()
        async with seat.page.context.expect_page() as opening:
            await seat.page.keyboard.press("Enter")
        full = await opening.value
        await expect(full.locator("img")).to_be_visible()
        assert await full.locator("img").evaluate("image => image.naturalWidth") == 1280


async def test_where_pictures_are_refused_the_timeline_in_text_keeps_its_columns(
    stage: Stage, seats: Seats
) -> None:
    await stage.controls.fault("upload_url", "fail", status=500)
    seat = await seats(stage)
    async with stage.bot():
        await seat.opens("#/jonas/C0P4RELEASE")
        await seat.types("/gate progress")
        picture = (await seat.sees("█ landed")).locator("pre")
        font = await picture.evaluate("node => getComputedStyle(node).fontFamily")
        assert "mono" in font
        rows = (await picture.inner_text()).splitlines()
        assert len({len(row.partition(" ")[0]) for row in rows[1:-1]}) == 1


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
