"""Drift: signed-off phases whose evidence is no longer what was approved."""

from bot.ports import Brief, Store
from bot.projects import Snapshot
from bot.readiness.digest import Drifted
from bot.readiness.evidence import Audit, subjects_of
from bot.readiness.phase import Phase
from bot.readiness.round import RoundState
from bot.readiness.status import Status
from bot.usecases.auditing import audit_phase

# CI runs and commits come and go; what was signed off is what the files say.
_NO_FILES = ("ci:", "commit:")


class Drift:
    """Looks at each head once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, tuple[str, tuple[Drifted, ...]]] = {}

    async def of(self, snapshot: Snapshot) -> tuple[Drifted, ...]:
        """Return the phases that gatebot signed off and whose files have changed since."""
        name = snapshot.project.name
        head, found = self._known.get(name, ("", ()))
        if head != snapshot.commit:
            signed = [p for p in snapshot.tracker.phases if p.status is Status.SIGNED_OFF]
            looked = [await self._of_phase(snapshot, phase) for phase in signed]
            found = tuple(drifted for drifted in looked if drifted is not None)
            self._known[name] = (snapshot.commit, found)
        return found

    async def _of_phase(self, snapshot: Snapshot, phase: Phase) -> Drifted | None:
        brief = await self._approved_on(snapshot.project.name, phase.id)
        if brief is None:
            return None  # signed off before gatebot
        before, now = _files(brief.audit), _files(await audit_phase(snapshot, phase))
        changed = tuple(path for path, oid in sorted(before.items()) if now.get(path) != oid)
        return Drifted(phase.id, phase.title, changed) if changed else None

    async def _approved_on(self, project: str, phase: str) -> Brief | None:
        async with self._store.transaction() as tx:
            rounds = await tx.rounds(project, phase)
            landed = [r for r in rounds if r.state is RoundState.LANDED]
            return await tx.brief(landed[-1].id) if landed else None


def _files(audit: Audit) -> dict[str, str]:
    subjects = subjects_of(audit.findings)
    return {name: oid for name, oid in subjects.items() if not name.startswith(_NO_FILES)}
