"""Upkeep: look at every repository now and then, and forget what nobody needs any more."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import structlog

from bot.ports.clock import Clock
from bot.ports.errors import Fault, Unavailable
from bot.readiness.refusals import Refused
from bot.repository.projects import Project, Projects, Snapshot

# A redelivery of Slack's comes within the hour; a month is for those who read the database.
KEEP_FOR: Final = timedelta(days=30)

Follower = Callable[[Snapshot], Awaitable[object]]
_log = structlog.get_logger("gatebot.upkeep")


class LookAround:
    """Reads every project's head, so that queries answer from something recent.

    What a head brings is followed up by `followers`, in their order: rounds it may have made void,
    what waits for a merge, hand edits, drift, Homes, the ledger of landed commits.
    """

    def __init__(self, projects: Projects, followers: Sequence[Follower]) -> None:
        self._projects = projects
        self._followers = tuple(followers)
        self._turns = {project.name: asyncio.Lock() for project in projects.all()}
        self._asked: set[str] = set()

    async def __call__(self) -> None:
        """Read; what can't be read now is logged, and read the next time."""
        await asyncio.gather(*(self._in_turn(project) for project in self._projects.all()))

    async def at(self, name: str) -> None:
        """Look at one project, as the clock has it done; one look serves all who ask before it."""
        if name in self._asked:
            return
        self._asked.add(name)
        await self._in_turn(self._projects.named(name))

    async def _in_turn(self, project: Project) -> None:
        async with self._turns[project.name]:
            self._asked.discard(project.name)
            await self._look(project)

    async def _look(self, project: Project) -> None:
        try:
            snapshot = await self._projects.at_head(project)
            for follow in self._followers:
                await self._follow(follow, snapshot)
        except (Unavailable, Fault, Refused) as error:
            _log.warning("repository not read", project=project.name, why=str(error))

    async def _follow(self, follow: Follower, snapshot: Snapshot) -> None:
        """Have one follow up. What a person has to mend for it holds back none of the others."""
        try:
            await follow(snapshot)
        except (Fault, Refused) as error:
            name = snapshot.project.name
            _log.warning("a look was not followed up", project=name, why=str(error))


class Prune:
    """Forgets deliveries and finished intents that are older than a month."""

    def __init__(self, prune: Callable[[datetime], Awaitable[Any]], clock: Clock) -> None:
        self._prune = prune
        self._clock = clock

    async def __call__(self) -> None:
        """Forget."""
        await self._prune(self._clock.now() - KEEP_FOR)
