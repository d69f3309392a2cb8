"""Where there is a Chromium to test in: Playwright's own, or the system's."""

import shutil
from pathlib import Path

from playwright.async_api import BrowserType

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",  # tests run as root in containers, where Chromium's own sandbox can't start
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
MISSING = (
    "there is no Chromium to test the page in: 'python -m playwright install --with-deps chromium' "
    "brings one, or install the system's package 'chromium'"
)


def on_path() -> str | None:
    """Return the system's Chromium."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def executable(chromium: BrowserType) -> str | None:
    """Return the program to start; None where there is none."""
    own = chromium.executable_path
    return own if Path(own).exists() else on_path()
