"""The ops track as people are shown it: owners by short name, and since when an item is known."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.ports import Clock, Store
from bot.projects import Snapshot
from bot.readiness.ops import named
from bot.readiness.work import OpsItem


class OpsSeen:
    """Keeps the day on which each item was there first; each head is looked through once.

    That holds on every Git host, and a line that was moved stays as old as it is.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._looked: dict[str, str] = {}  # project -> commit

    async def moved(self, snapshot: Snapshot) -> None:
        """Keep today for the items of a head that were not there before."""
        project = snapshot.project.name
        if self._looked.get(project) == snapshot.commit:
            return
        day = self._clock.now().date().isoformat()
        async with self._store.transaction() as tx:
            await tx.see_ops(project, (item.key for item in snapshot.tracker.ops), day)
        self._looked[project] = snapshot.commit


class ShownOps:
    """Dresses items for those who read them. What is edited is found by the item as it is."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, tuple[str, Mapping[str, str]]] = {}  # project -> commit, days

    async def __call__(self, snapshot: Snapshot, items: Sequence[OpsItem]) -> tuple[OpsItem, ...]:
        """Return these items of a snapshot's track, in their order."""
        days = await self._days(snapshot)
        known = named(snapshot.file.policy, items)
        return tuple(replace(item, seen=days.get(item.key, "")) for item in known)

    async def _days(self, snapshot: Snapshot) -> Mapping[str, str]:
        project, commit = snapshot.project.name, snapshot.commit
        known = self._known.get(project)
        if known is not None and known[0] == commit:
            return known[1]
        async with self._store.transaction() as tx:
            days = await tx.ops_seen(project)
        if all(item.key in days for item in snapshot.tracker.ops):
            self._known[project] = (commit, days)  # else the look at this head is still to come
        return days
