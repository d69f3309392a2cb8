"""Schedules that can't be kept: the log says so once, not every minute."""

from dataclasses import replace
from pathlib import Path

from structlog.testing import capture_logs

from bot.app.notify.digest_clock import FireDigests
from bot.platform.clock import SystemClock
from bot.readiness.schedule import DAYS, Schedule
from bot.repository.projects import Projects
from storage.engine import open_engine
from storage.migrate import migrate
from storage.store import SqlStore
from tests.support.clocks import ShiftedClock


async def test_the_schedule_of_a_project_that_is_gone_is_told_once(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'state.db'}")
    await migrate(engine)
    clock = ShiftedClock()
    gone = Schedule("C1", "gone", "09:00", "UTC", DAYS, "U1", clock.now())
    store = SqlStore(engine, clock)
    async with store.transaction() as tx:
        await tx.save_schedule(gone)
        await tx.save_schedule(replace(gone, channel="C2"))
    fire = FireDigests(store, Projects((), SystemClock()), clock)
    with capture_logs() as logs:
        for _ in range(3):
            await fire()
    assert sorted(line["channel"] for line in logs if line["log_level"] == "warning") == [
        "C1",
        "C2",
    ]
    await engine.dispose()
