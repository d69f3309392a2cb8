"""How the sign-offs of each project stand at the head that was looked at last."""

import asyncio
from datetime import date
from typing import Final

from bot.evidence.signoff_history import SignoffHistory
from bot.evidence.signoffs import SignedDocuments, check_signoffs
from bot.ports.errors import Fault, Unavailable
from bot.readiness.signoffs import Signoffs, not_looked_at
from bot.readiness.status import Status
from bot.repository.projects import Snapshot, asked_of_host

PATIENCE_SECONDS: Final = 1.0  # a query says that it is not known rather than answers late


class SignoffWatch:
    """Knows how the sign-offs of each project stand, and how each came about."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[tuple[str, date], Signoffs]] = {}
        self._histories: dict[str, SignoffHistory] = {}

    async def at(self, snapshot: Snapshot) -> Signoffs:
        """Return how they stand at a snapshot. Raises Unavailable and Fault."""
        name = snapshot.project.name
        at = snapshot.commit, snapshot.at.date()
        known = self._known.get(name)
        if known is None or known[0] != at:
            known = at, await self._looked(snapshot)
            self._known[name] = known
        return known[1]

    async def soon(self, snapshot: Snapshot) -> Signoffs:
        """Return how they stand; as not known where it can't be told before a person waits long."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self.at(snapshot)
        except (TimeoutError, Unavailable, Fault):
            phases = snapshot.tracker.phases
            return {p.id: not_looked_at(p) for p in phases if p.status is Status.SIGNED_OFF}

    async def _looked(self, snapshot: Snapshot) -> Signoffs:
        project = snapshot.project
        history = self._histories.setdefault(project.name, SignoffHistory(project.host))
        day = snapshot.at.date()
        given = SignedDocuments(snapshot.commit, snapshot.file, snapshot.tracker, day)
        return await asked_of_host(check_signoffs(project.host, given, history))
