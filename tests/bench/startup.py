"""From the start of `gatebot serve` to ready, and what it holds in memory then."""

import asyncio
import statistics
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bot.demo.repository import make_repository
from tests.bench.report import Figure
from tests.bench.serving import served
from tests.support.stage import staged

STARTS: Final = 5


def measure() -> Iterable[Figure]:
    """Return the time to ready and the resident memory, the medians of several starts."""
    with TemporaryDirectory(prefix="gatebot-bench-") as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> list[Figure]:
    await make_repository(folder / "made.git", datetime.now(UTC))
    seconds, resident = [], []
    async with staged(folder, folder / "made.git", delivery="http") as stage:
        for _ in range(STARTS + 1):
            async with served(stage, folder / "gatebot.db") as bot:
                seconds.append(bot.seconds)
                resident.append(_resident_mb(bot.pid))
    # The first one fills the caches of files and makes the database.
    return [
        Figure(
            "start to ready",
            statistics.median(seconds[1:]),
            "s",
            "the clock, from the start of the process to /readyz saying 200",
            aim=1.0,
            better="lower",
        ),
        Figure(
            "resident memory after it",
            statistics.median(resident[1:]),
            "MB",
            "what ps says of the process once it is ready",
            aim=130.0,
            better="lower",
        ),
    ]


def _resident_mb(pid: int) -> float:
    said = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, check=True, text=True
    )
    return int(said.stdout) * 1024 / 1e6
