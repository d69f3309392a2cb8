"""A browser, seats at the page in it, and the demo behind the page."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from bot.demo.guide import GUIDE
from bot.demo.mending import link_evidence, mend_files
from bot.demo.pane import RepositoryPane
from bot.demo.repository import DemoRepository
from bot.sandbox.page_api import Beside
from tests.browser.chromium import ARGUMENTS, MISSING, executable
from tests.browser.seat import Seat
from tests.support.beginning import begins_elsewhere
from tests.support.once import made_once, pack
from tests.support.stage import Stage, staged

PATIENCE_MS = 15_000.0  # two cores may be shared with other suites

Seats = Callable[..., Awaitable[Seat]]


@pytest.fixture(scope="session")
def mended(first_day: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo's repository after the team has mended P4."""

    async def mend(repository: DemoRepository) -> None:
        await mend_files(repository)
        await link_evidence(repository)

    def make(folder: Path) -> None:
        path = shutil.copytree(first_day, folder / "repo.git", symlinks=True)
        asyncio.run(mend(DemoRepository(path)))
        pack(path)

    return made_once(tmp_path_factory, "mended-by-the-team", make) / "repo.git"


def beside(repository: DemoRepository) -> Beside:
    return Beside(RepositoryPane(repository), GUIDE)


@pytest_asyncio.fixture(loop_scope="session")
async def stage(tmp_path: Path, mended: Path) -> AsyncIterator[Stage]:
    """Return a stage with its page, on which P4 may be asked for. The bot is not running yet."""
    async with staged(tmp_path, mended, beside=beside) as stage:
        yield stage


@pytest_asyncio.fixture(loop_scope="session")
async def early_stage(tmp_path: Path, first_day: Path) -> AsyncIterator[Stage]:
    """Return a stage with its page, on which P4 is blocked. The bot is not running yet."""
    async with staged(tmp_path, first_day, beside=beside) as stage:
        yield stage


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        program = executable(playwright.chromium)
        if program is None:
            pytest.skip(MISSING)
        browser = await playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def seats(chromium: Browser) -> AsyncIterator[Seats]:
    """Return a way to a new seat: `await seats(stage)`, each in a browser context of its own.

    At the end no page may have gone astray.
    """
    taken: list[Seat] = []

    async def take(stage: Stage, **context: Any) -> Seat:
        options: dict[str, Any] = {"viewport": {"width": 1400, "height": 900}}
        fresh = await chromium.new_context(**(options | {"reduced_motion": "reduce"} | context))
        fresh.set_default_timeout(PATIENCE_MS)
        if begins_elsewhere():
            await fresh.clock.install(time=datetime.now(UTC))
        await fresh.request.get(stage.server.link)  # keeps the cookie, as opening the link does
        seat = Seat(await fresh.new_page(), stage.server.url)
        seat.watch()
        taken.append(seat)
        return seat

    yield take
    for seat in taken:
        await seat.page.context.close()
    assert [wrong for seat in taken for wrong in seat.astray] == []
