"""`evidence`: what is there and how it stands; a row added or removed, checked at once."""

from dataclasses import replace

from bot.app.shared.auditing import audit_phase
from bot.app.shared.commit_message import commit_message, shortened, signature
from bot.app.shared.edited_tracker import edited
from bot.app.shared.home_redraw import redraw_homes
from bot.app.shared.notifications import Telling, enqueue_all
from bot.documents.edits import TrackerEdit
from bot.evidence.reference import TestReference, parse_reference
from bot.ports.clock import Clock
from bot.ports.errors import Fault
from bot.ports.intents import ChangeEvidence, CheckEvidence, Claimed
from bot.ports.store import Store
from bot.readiness.events import EvidenceAdded, EvidenceChecked, EvidenceRemoved
from bot.readiness.evidence import Evidence
from bot.readiness.people import as_reviewer, owners, require_owner, reviewer_of
from bot.readiness.phase import Phase
from bot.readiness.refusals import (
    BadEvidence,
    DuplicateEvidence,
    LandingUnderWay,
    NoSuchEvidence,
    PhaseLocked,
    Refused,
)
from bot.readiness.status import Status
from bot.repository.landing import Lander, Plan
from bot.repository.projects import Project, Projects, Snapshot, asked_of_host


class CheckEvidences:
    """Carries out `evidence P4`."""

    def __init__(self, store: Store, projects: Projects, clock: Clock) -> None:
        self._store = store
        self._projects = projects
        self._clock = clock

    async def __call__(self, work: CheckEvidence, claimed: Claimed) -> None:
        """Audit the phase at head and answer, or raise Refused."""
        snapshot = await self._projects.of_phase(self._projects.named(work.project), work.phase)
        phase = snapshot.phase(work.phase)
        checked = await audit_phase(snapshot, phase)
        project = work.project if _may_change(snapshot, phase, work.actor.slack) else ""
        event = EvidenceChecked(phase.id, phase.title, checked.commit, checked.findings, project)
        intent = claimed.intent
        telling = Telling(work.project, intent.correlation_id, intent.id, self._clock.now())
        async with self._store.transaction() as tx:
            await enqueue_all(tx, telling.answer(work.reply, event))
            await tx.finish(claimed)


class ChangeEvidences:
    """Carries out `evidence P4 add …` and `evidence P4 remove …`."""

    def __init__(self, store: Store, projects: Projects, lander: Lander, clock: Clock) -> None:
        self._store = store
        self._projects = projects
        self._lander = lander
        self._clock = clock

    async def __call__(self, work: ChangeEvidence, claimed: Claimed) -> None:
        """Land the row and answer with its first check, or raise Refused."""
        project = self._projects.named(work.project)
        landing = await self._lander.land(
            project, claimed, lambda snapshot: self._plan(work, claimed, snapshot), work.phase
        )
        event = await self._event(work, project, landing.commit)
        intent = claimed.intent
        telling = Telling(work.project, intent.correlation_id, intent.id, self._clock.now())
        async with self._store.transaction() as tx:
            rounds = await tx.rounds(work.project, work.phase)
            doomed = next((r.number for r in rounds if r.live), 0)
            await enqueue_all(tx, telling.answer(work.reply, replace(event, dooms=doomed)))
            await redraw_homes(tx, self._clock.now())
            await tx.finish(claimed)

    async def _plan(self, work: ChangeEvidence, claimed: Claimed, snapshot: Snapshot) -> Plan:
        phase = snapshot.phase(work.phase)
        actor = require_owner(snapshot.file.policy, phase, work.actor.slack, "evidence")
        if phase.status is Status.SIGNED_OFF:
            raise Refused(PhaseLocked(phase.id))
        await self._require_no_landing(work)
        item, added = _item(work)
        if added:
            await _require_own_run(item, snapshot)
        verb = "add" if added else "remove"
        message = commit_message(
            f"{phase.id}: {verb} evidence {shortened(item.reference)}",
            (f"{actor.display} {verb}s {item.kind.value}: {item.reference}",),
            claimed.intent,
            phase.id,
        )
        files = await edited(snapshot, _edit(work, snapshot, phase), self._clock.now())
        return Plan(files, message, signature(as_reviewer(actor)))

    async def _require_no_landing(self, work: ChangeEvidence) -> None:
        async with self._store.transaction() as tx:
            rounds = await tx.rounds(work.project, work.phase)
        if any(r.landing for r in rounds):
            raise Refused(LandingUnderWay(work.phase))

    async def _event(
        self, work: ChangeEvidence, project: Project, commit: str
    ) -> EvidenceAdded | EvidenceRemoved:
        snapshot = await self._projects.after(project, work.phase, commit)
        phase = snapshot.phase(work.phase)
        actor = reviewer_of(snapshot.file.policy, work.actor.slack)
        item, added = _item(work)
        if not added:
            return EvidenceRemoved(phase.id, item, actor, commit)
        checked = await audit_phase(snapshot, phase)
        finding = next(f for f in checked.findings if _same(f.evidence, item))
        return EvidenceAdded(phase.id, finding, actor, commit)


def _may_change(snapshot: Snapshot, phase: Phase, user: str) -> bool:
    if phase.status is Status.SIGNED_OFF:
        return False
    return any(owner.slack == user for owner in owners(snapshot.file.policy, phase))


async def _require_own_run(item: Evidence, snapshot: Snapshot) -> None:
    """Refuse a test whose link leads to no CI run of this project.

    Where CI's results can't be read, nobody knows: the item is added, and its check says so.
    """
    reference = parse_reference(item.kind, item.reference)
    if isinstance(reference, TestReference) and reference.link is not None:
        try:
            run = await asked_of_host(snapshot.project.host.ci_run_at(reference.link))
        except Fault:
            return
        if run is None:
            raise Refused(BadEvidence(item.reference, "no run"))


def _same(one: Evidence, other: Evidence) -> bool:
    return (one.kind, one.reference.strip()) == (other.kind, other.reference.strip())


def _item(work: ChangeEvidence) -> tuple[Evidence, bool]:
    """Return the item, and whether it is to be added rather than removed."""
    if work.add is not None:
        return work.add, True
    assert work.remove is not None  # noqa: S101 - one of the two, by the intent's own words
    return work.remove, False


def _edit(work: ChangeEvidence, snapshot: Snapshot, phase: Phase) -> TrackerEdit:
    items = snapshot.tracker.evidence_of(phase.id)
    item, added = _item(work)
    found = next((known for known in items if _same(known, item)), None)
    if added:
        if found is not None:
            raise Refused(DuplicateEvidence(phase.id, item.reference))
        return TrackerEdit(phase=phase.id, add_evidence=(item,))
    if found is None:
        raise Refused(NoSuchEvidence(phase.id, item.reference, len(items)))
    return TrackerEdit(phase=phase.id, remove_evidence=(found,))
