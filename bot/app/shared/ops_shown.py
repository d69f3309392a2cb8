"""The ops track as people are shown it: owners by short name, and since when an item is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.ports.clock import Clock
from bot.ports.store import Store
from bot.readiness.ops import named
from bot.readiness.policy import Policy
from bot.readiness.work import OpsItem
from bot.repository.projects import Snapshot


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


@dataclass(frozen=True, slots=True)
class _Dressed:
    """A track that was dressed before; it is the same as long as what it was made of is."""

    items: Sequence[OpsItem]
    days: Mapping[str, str]
    policy: Policy
    dressed: tuple[OpsItem, ...]

    def of(self, items: Sequence[OpsItem], days: Mapping[str, str], policy: Policy) -> bool:
        return self.items is items and self.days is days and self.policy is policy


class ShownOps:
    """Dresses items for those who read them. What is edited is found by the item as it is."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, tuple[str, Mapping[str, str]]] = {}  # project -> commit, days
        self._dressed: dict[str, _Dressed] = {}

    async def __call__(self, snapshot: Snapshot, items: Sequence[OpsItem]) -> tuple[OpsItem, ...]:
        """Return these items of a snapshot's track, in their order."""
        days, policy = await self._days(snapshot), snapshot.file.policy
        project = snapshot.project.name
        kept = self._dressed.get(project)
        if kept is None or not kept.of(items, days, policy):
            known = named(policy, items)
            dressed = tuple(replace(item, seen=days.get(item.key, "")) for item in known)
            kept = self._dressed[project] = _Dressed(items, days, policy, dressed)
        return kept.dressed

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
