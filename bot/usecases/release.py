"""`release`: go or no-go, by all that the project's documents say at the last look."""

from bot.ports import Clock, Store
from bot.projects import Project, Projects, Snapshot
from bot.readiness.digest import Drifted
from bot.readiness.ops import named
from bot.readiness.place import Problem
from bot.readiness.release import Ending, Release, blocking, ending, unsigned
from bot.readiness.waivers import Waivers
from bot.usecases.answers import ReleaseReport
from bot.usecases.auditing import waivers_at
from bot.usecases.drift import DriftWatch
from bot.usecases.queries import as_of, unread_lines


class ReleaseQuery:
    """Answers from the last snapshot and the rounds in the database."""

    def __init__(self, store: Store, projects: Projects, drift: DriftWatch, clock: Clock) -> None:
        self._store = store
        self._projects = projects
        self._drift = drift
        self._clock = clock

    async def __call__(self, project: Project) -> ReleaseReport:
        """Return the verdict with its reasons. Raises Refused, Unavailable or Fault."""
        snapshot = await self._projects.current(project)
        async with self._store.transaction() as tx:
            live = await tx.live_rounds(project.name)
        waivers = {p.id: waivers_at(snapshot, p) for p in snapshot.tracker.phases}
        release = Release(
            unsigned=unsigned(snapshot.tracker.phases, live),
            planned=snapshot.planned,
            blocking=blocking(named(snapshot.file.policy, snapshot.tracker.ops)),
            drifted=await self._drifted(snapshot),
            document=snapshot.release,
            problems=_problems(snapshot, waivers),
            ending=_ending(snapshot, waivers),
            unread=snapshot.stale(self._clock.now()),
        )
        paths = snapshot.file.paths
        return ReleaseReport(as_of(snapshot), release, paths.release_readiness or "", paths.tracker)

    async def _drifted(self, snapshot: Snapshot) -> tuple[Drifted, ...] | None:
        drifts = await self._drift.if_known(snapshot)
        if drifts is None:
            return None
        return tuple(
            Drifted(phase.id, phase.title, tuple(change.name for change in drift.changes))
            for phase in snapshot.tracker.phases
            if (drift := drifts.get(phase.id)) is not None
        )


def _problems(snapshot: Snapshot, waivers: dict[str, Waivers]) -> tuple[Problem, ...]:
    """Return what can't be read, or does not hold: without it nobody can say go."""
    broken = (p for found in waivers.values() for p in found.problems)
    # A status that is none is among the phases that are not signed off already.
    return tuple(dict.fromkeys((*snapshot.release_problems, *unread_lines(snapshot), *broken)))


def _ending(snapshot: Snapshot, waivers: dict[str, Waivers]) -> tuple[Ending, ...]:
    today = snapshot.at.date()
    found = [each for phase, held in waivers.items() for each in ending(phase, held.waived, today)]
    return tuple(sorted(found, key=lambda each: each.days))
