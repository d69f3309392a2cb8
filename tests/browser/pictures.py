"""Takes the pictures of docs/images/: `python -m tests.browser.pictures [FOLDER]`.

It plays the first minute at the page, and the next morning, and looks at it seven times; the best
four are kept in docs/, with the timeline that the bot has drawn.
"""

import asyncio
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import Browser, ViewportSize, async_playwright

from bot.demo.guide import GUIDE
from bot.demo.mending import link_evidence, mend_files
from bot.demo.pane import RepositoryPane
from bot.demo.people import ANOUK, INES, KWAME, RAVI, Person
from bot.demo.repository import DemoRepository, make_repository
from bot.sandbox.page_api import Beside
from tests.browser.chromium import ARGUMENTS, MISSING, executable
from tests.browser.seat import APPROVE, LIST_GAPS, Seat
from tests.browser.small_png import small
from tests.support.stage import Stage, staged

DESK = ViewportSize(width=1400, height=860)
PHONE = ViewportSize(width=390, height=800)


def beside(repository: DemoRepository) -> Beside:
    return Beside(RepositoryPane(repository), GUIDE)


async def main(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        made = await make_repository(Path(place) / "made.git", datetime.now(UTC))
        await mend_files(made)
        await link_evidence(made)
        (Path(place) / "stage").mkdir()
        async with (
            async_playwright() as playwright,
            staged(Path(place) / "stage", made.path, beside=beside) as stage,
            stage.bot(),
        ):
            program = executable(playwright.chromium)
            if program is None:
                sys.exit(MISSING)
            browser = await playwright.chromium.launch(
                executable_path=program, args=list(ARGUMENTS)
            )
            await take(browser, stage, folder)
            await browser.close()


async def take(browser: Browser, stage: Stage, folder: Path) -> None:
    """Play, and look at the card, a form, a thread, the repository, the dark, a phone, a digest."""
    seat = await seated(browser, stage)
    await seat.opens()
    await seat.page.get_by_role("button", name="Dismiss").click()
    await seat.types("/gate ready P4")
    await seat.card().wait_for()
    await seat.page.mouse.move(700, 5)
    await seat.card().evaluate("card => card.scrollIntoView({block: 'start'})")
    await keeps(seat, folder / "card.png")
    await seat.becomes(RAVI)
    await seat.presses(LIST_GAPS, seat.card())
    await seat.submits()
    await seat.modal.locator(".field-error").wait_for()
    await keeps(seat, folder / "form.png")
    await seat.closes()
    for who in (ANOUK, RAVI, KWAME):
        await approves(seat, who)
    await seat.repository_shows("P4: signed off")
    await seat.card().evaluate("card => card.scrollIntoView({block: 'start'})")
    await keeps(seat, folder / "signed-off.png")
    await seat.page.get_by_role("button", name="Dark theme").click()
    await seat.page.locator("#pane summary").first.click()
    await seat.page.locator("#pane .diff").first.wait_for()
    await seat.card().evaluate("card => card.scrollIntoView({block: 'start'})")
    await keeps(seat, folder / "dark.png")
    await seat.page.locator(".replies").last.click()
    await seat.page.locator("#thread .message").nth(1).wait_for()
    await keeps(seat, folder / "thread.png")
    await seat.page.keyboard.press("Escape")
    await seat.page.set_viewport_size(PHONE)
    await seat.card().evaluate("card => card.scrollIntoView({block: 'start'})")
    await keeps(seat, folder / "phone.png")
    await seat.page.set_viewport_size(DESK)
    await next_morning(seat)
    await keeps(seat, folder / "digest.png")
    await seat.types("/gate progress")
    await seat.picture("Timeline of landed commits")
    timeline = stage.server.workspace.files.everything()[-1].data
    await asyncio.to_thread(lambda: (folder / "timeline.png").write_bytes(timeline))


async def keeps(seat: Seat, path: Path) -> None:
    picture = await seat.page.screenshot()
    await asyncio.to_thread(lambda: path.write_bytes(small(picture)))


async def next_morning(seat: Seat) -> None:
    """Have the channel hear a digest, and set the clock forward to it, in the light."""
    await seat.page.get_by_role("button", name="Light theme").click()
    await seat.becomes(INES)
    await seat.types("/gate digest here 09:00 Europe/Lisbon daily")
    await seat.tomorrow_at_nine()
    digest = await seat.sees("Ops track", "SLO / alerts")
    await seat.picture("State of the phases")
    await digest.evaluate("message => message.scrollIntoView({block: 'start'})")


async def approves(seat: Seat, who: Person) -> None:
    await seat.becomes(who)
    await seat.presses(APPROVE, seat.card())
    await seat.submits()
    await seat.modal_says("Done")
    await seat.closes()
    await seat.card().get_by_text(f"{who.display} approved").wait_for()


async def seated(browser: Browser, stage: Stage) -> Seat:
    context = await browser.new_context(viewport=DESK, reduced_motion="reduce")
    await context.request.get(stage.server.link)  # keeps the cookie, as opening the link does
    return Seat(await context.new_page(), stage.server.url)


if __name__ == "__main__":
    chosen = Path(sys.argv[1] if len(sys.argv) > 1 else "build/pictures")
    chosen.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(chosen))
