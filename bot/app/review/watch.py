"""Watching rounds: one whose evidence changes is voided at once, not when somebody lands it."""

from bot.app.shared.auditing import audit_phase
from bot.app.shared.notifications import Telling
from bot.app.shared.recheck import changes_since, written
from bot.app.shared.voiding import void_round
from bot.ports.clock import Clock
from bot.ports.intents import Claimed, WatchRound, new_intent
from bot.ports.store import Store
from bot.readiness.events import Voided
from bot.readiness.evidence import Verdict
from bot.readiness.refusals import Refused
from bot.readiness.round import Round
from bot.repository.projects import Projects, Snapshot


class WatchRounds:
    """Looks whether what a round's approvals were given for is still there."""

    def __init__(self, store: Store, projects: Projects, clock: Clock) -> None:
        self._store = store
        self._projects = projects
        self._clock = clock

    async def moved(self, snapshot: Snapshot) -> None:
        """Have every round looked at that is pinned to another commit; each head once."""
        now, project = self._clock.now(), snapshot.project.name
        async with self._store.transaction() as tx:
            for review in await tx.live_rounds(project):
                if review.commit != snapshot.commit:
                    work = WatchRound(project, review.phase, review.id)
                    key = f"watch:{review.id}:{snapshot.commit}"
                    await tx.enqueue(new_intent(work, key=key, correlation_id=review.id, at=now))

    async def __call__(self, work: WatchRound, claimed: Claimed) -> None:
        """Void the round if evidence, policy, status or a waiver changed; else do nothing."""
        async with self._store.transaction() as tx:
            review = await tx.round(work.round_id)
        event = await self._voided(review) if review is not None else None
        async with self._store.transaction() as tx:
            now = await tx.round(work.round_id)
            if event is not None and now is not None and now.live and not now.landing:
                telling = Telling(work.project, work.round_id, claimed.intent.id, self._clock.now())
                await void_round(tx, event, telling)
            await tx.finish(claimed)

    async def _voided(self, review: Round) -> Voided | None:
        """Return why a round is void at head; None where it is not, or nobody can say now."""
        if not review.live or review.landing:
            return None  # a landing under way looks for itself
        project = self._projects.named(review.project)
        async with self._store.transaction() as tx:
            brief = await tx.brief(review.id)
        try:
            snapshot = await self._projects.of_phase(project, review.phase)
            phase = snapshot.phase(review.phase)
        except Refused:
            return None  # documents that can't be read are told to whoever asks for them
        if brief is None or snapshot.commit == review.commit:
            return None
        checked = await audit_phase(snapshot, phase)
        if any(finding.verdict is Verdict.UNKNOWN for finding in checked.findings):
            return None  # the next look may know
        changes = changes_since(review, brief.audit, checked, snapshot, phase)
        moved = brief.status is not None and phase.status is not brief.status
        if not (changes or moved):
            return None
        url = project.host.compare_url(review.commit, snapshot.commit)
        failing = tuple(f for f in checked.findings if f.verdict is Verdict.FAIL)
        status = written(phase) if moved else ""
        return Voided(review, snapshot.commit, changes, failing, status, diff_url=url or "")
