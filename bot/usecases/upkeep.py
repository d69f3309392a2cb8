"""Upkeep: look at every repository now and then, and forget what nobody needs any more."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, Final

import structlog

from bot.ports import Clock, Fault, Unavailable
from bot.projects import Projects
from bot.readiness.refusals import Refused
from bot.usecases.drift import DriftWatch
from bot.usecases.follow_merge import FollowMerges
from bot.usecases.watch import WatchRounds

# A redelivery of Slack's comes within the hour; a month is for those who read the database.
KEEP_FOR: Final = timedelta(days=30)

_log = structlog.get_logger("gatebot.upkeep")


class LookAround:
    """Reads every project's head, so that queries answer from something recent.

    What a new head brings is followed up: rounds whose evidence it may have changed, what
    waits for a merge, and drift.
    """

    def __init__(
        self, projects: Projects, watch: WatchRounds, drift: DriftWatch, merges: FollowMerges
    ) -> None:
        self._merges = merges
        self._projects = projects
        self._watch = watch
        self._drift = drift

    async def __call__(self) -> None:
        """Read; what can't be read now is logged, and read the next time."""
        for project in self._projects.all():
            try:
                snapshot = await self._projects.at_head(project)
                await self._watch.moved(snapshot)
                await self._merges.moved(snapshot)
                await self._drift.at(snapshot)
            except (Unavailable, Fault, Refused) as error:
                _log.warning("repository not read", project=project.name, why=str(error))


class Prune:
    """Forgets deliveries and finished intents that are older than a month."""

    def __init__(self, prune: Callable[[datetime], Awaitable[Any]], clock: Clock) -> None:
        self._prune = prune
        self._clock = clock

    async def __call__(self) -> None:
        """Forget."""
        await self._prune(self._clock.now() - KEEP_FOR)
