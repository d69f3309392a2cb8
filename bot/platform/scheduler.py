"""APScheduler as a clock, with its jobs in memory: what must not be lost is in our own tables."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

Job = Callable[[], Awaitable[None]]

LOOK_EVERY_SECONDS: Final = 30
PRUNE_EVERY_HOURS: Final = 24


def together(*jobs: Job) -> Job:
    """Return one job that runs several; the failure of one does not hold back the others."""

    async def run() -> None:
        for outcome in await asyncio.gather(*(job() for job in jobs), return_exceptions=True):
            if isinstance(outcome, BaseException):
                raise outcome

    return run


class Jobs:
    """Starts and stops the jobs. Each run is awaited before the next of its kind starts.

    `ticks` run at the full minute: what is due is decided by our own tables. Each is a job of its
    own, so that one that waits for Slack holds back no other.
    """

    def __init__(
        self,
        *,
        look: Job,
        prune: Job,
        ticks: Sequence[Job],
        look_every: float = LOOK_EVERY_SECONDS,
    ) -> None:
        # Below that it logs every run of every job, several lines a minute.
        logging.getLogger("apscheduler").setLevel(logging.WARNING)
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._every: dict[str, timedelta] = {}  # job → how far apart its runs are
        self._watching: asyncio.TimerHandle | None = None
        looks = timedelta(seconds=look_every)
        self._add(look, IntervalTrigger(seconds=look_every, jitter=look_every / 6), looks)
        for tick in ticks:
            self._add(tick, CronTrigger(second=0, timezone="UTC"), timedelta(minutes=1))
        prunes = timedelta(hours=PRUNE_EVERY_HOURS)
        self._add(prune, IntervalTrigger(hours=PRUNE_EVERY_HOURS, jitter=600), prunes)

    def start(self) -> None:
        """Begin; must be called on the running event loop."""
        self._scheduler.start()
        self._watch()

    def set_right(self, now: datetime) -> None:
        """Run each job now whose next run is further away than its runs are apart.

        That is so after the machine's clock was set back: without this nothing would be looked
        for until it has caught up.
        """
        for job in self._scheduler.get_jobs():
            if job.next_run_time - now > 1.5 * self._every[job.id]:
                job.modify(next_run_time=now)

    def _watch(self) -> None:
        """Look after the clock now and then, by one that nobody sets."""
        self.set_right(datetime.now(UTC))
        self._watching = asyncio.get_running_loop().call_later(LOOK_EVERY_SECONDS, self._watch)

    def at_once(self) -> None:
        """Run every job now: the clock was set forward, over times at which some were due."""
        if self._scheduler.running:
            for job in self._scheduler.get_jobs():
                job.modify(next_run_time=datetime.now(UTC))

    def stop(self) -> None:
        """Start no more runs."""
        if self._watching is not None:
            self._watching.cancel()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def _add(self, job: Job, trigger: IntervalTrigger | CronTrigger, every: timedelta) -> None:
        async def run() -> None:
            # APScheduler awaits coroutine functions alone: what an object's async `__call__`
            # returns it would drop, unawaited, and call that a success.
            await job()

        # A run that was missed while the process was busy is worth one run, however late.
        added = self._scheduler.add_job(
            run,
            trigger,
            name=type(job).__name__,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        self._every[added.id] = every
