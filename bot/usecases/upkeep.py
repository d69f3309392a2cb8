"""Upkeep: look at every repository now and then, and forget what nobody needs any more."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import structlog

from bot.ports import Clock, Fault, Unavailable
from bot.projects import Projects, Snapshot
from bot.readiness.refusals import Refused

# A redelivery of Slack's comes within the hour; a month is for those who read the database.
KEEP_FOR: Final = timedelta(days=30)

Follower = Callable[[Snapshot], Awaitable[object]]
_log = structlog.get_logger("gatebot.upkeep")


class LookAround:
    """Reads every project's head, so that queries answer from something recent.

    What a head brings is followed up by `followers`, in their order: rounds whose evidence it may
    have changed, drift, Homes, the ledger of landed commits.
    """

    def __init__(self, projects: Projects, followers: Sequence[Follower]) -> None:
        self._projects = projects
        self._followers = tuple(followers)

    async def __call__(self) -> None:
        """Read; what can't be read now is logged, and read the next time."""
        for project in self._projects.all():
            try:
                snapshot = await self._projects.at_head(project)
                for follow in self._followers:
                    await follow(snapshot)
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
