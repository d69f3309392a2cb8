"""`release`: go or no-go, by all that the project's documents say at the last look."""

from bot.app.api.answers import ReleaseReport
from bot.app.shared.as_of import as_of, unread_lines
from bot.app.shared.auditing import waivers_at
from bot.app.shared.signoffs import SignoffWatch
from bot.ports.clock import Clock
from bot.ports.store import Store
from bot.readiness.ops import named
from bot.readiness.place import Problem
from bot.readiness.release import Ending, Release, blocking, ending, unsigned
from bot.readiness.signoffs import SignoffCheck, not_looked_at
from bot.readiness.status import Status
from bot.readiness.waivers import Waivers
from bot.repository.projects import Project, Projects, Snapshot


class ReleaseQuery:
    """Answers from the last snapshot and the rounds in the database."""

    def __init__(
        self, store: Store, projects: Projects, signoffs: SignoffWatch, clock: Clock
    ) -> None:
        self._store = store
        self._projects = projects
        self._signoffs = signoffs
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
            signoffs=await self._signed(snapshot),
            document=snapshot.release,
            problems=_problems(snapshot, waivers),
            ending=_ending(snapshot, waivers),
            unread=snapshot.stale(self._clock.now()),
        )
        paths = snapshot.file.paths
        return ReleaseReport(as_of(snapshot), release, paths.release_readiness or "", paths.tracker)

    async def _signed(self, snapshot: Snapshot) -> tuple[SignoffCheck, ...]:
        found = await self._signoffs.soon(snapshot)
        return tuple(
            found.get(phase.id, not_looked_at(phase))
            for phase in snapshot.tracker.phases
            if phase.status is Status.SIGNED_OFF
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
