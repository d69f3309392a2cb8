"""Sees to it that there is a Chromium to test in: `python -m tests.browser.install`.

It does nothing where there is one, and never fails: without one the browser tests are skipped and
say so.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.chromium import MISSING, on_path

_SECONDS = 300


def main() -> None:
    if on_path() or _playwrights_own():
        return
    print("Installing Chromium for the tests of the page (once) …", flush=True)  # noqa: T201
    if not (_installed(_by_playwright()) or _installed(_by_debian())):
        print(f"Going on without: {MISSING}.", file=sys.stderr)  # noqa: T201


def _playwrights_own() -> bool:
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def _by_playwright() -> list[str]:
    return [sys.executable, "-m", "playwright", "install", "chromium"]


def _by_debian() -> list[str]:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return []
    return ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]


def _installed(command: list[str]) -> bool:
    if not command:
        return False
    try:
        done = subprocess.run(command, check=False, timeout=_SECONDS, stdout=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


if __name__ == "__main__":
    main()
