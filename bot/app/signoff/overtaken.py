"""What came between the head that was read and the commit that was made: looked at, and told.

Only hosts that compare single files, and not the branch, let anything in between.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.app.shared.auditing import audit_phase, barred_approvers
from bot.app.shared.failure_policy import Asked
from bot.app.shared.notifications import Telling, enqueue_all
from bot.app.shared.participants import owners_to_tell
from bot.app.shared.recheck import Void, recheck
from bot.ports.card import Brief
from bot.ports.clock import Clock
from bot.ports.errors import Fault
from bot.ports.intents import Claimed, Intent, LandSignoff, LookBetween, new_intent
from bot.ports.store import Store
from bot.readiness.events import CameBetween
from bot.readiness.refusals import BrokenDocuments, Refused
from bot.readiness.round import Reviewer, Round
from bot.repository.landing import Between
from bot.repository.projects import Project, Projects, asked_of_host


class LooksBetween:
    """Keeps that something came between, and looks at it beside the landings."""

    def __init__(self, store: Store, projects: Projects, clock: Clock) -> None:
        self._store = store
        self._projects = projects
        self._clock = clock

    async def hears(self, claimed: Claimed, between: Between) -> None:
        """Have it looked at, once for each commit."""
        intent, work = claimed.intent, claimed.intent.work
        if not isinstance(work, Asked | LandSignoff):
            return
        round_id = work.round_id if isinstance(work, LandSignoff) else ""
        look = LookBetween(
            project=work.project,
            phase=work.phase,
            round_id=round_id,
            read=between.read or "",
            onto=between.onto,
            commit=between.commit,
        )
        made = new_intent(
            look,
            key=f"between:{intent.id}:{between.commit}",
            correlation_id=intent.correlation_id,
            at=self._clock.now(),
        )
        async with self._store.transaction() as tx:
            await tx.enqueue(made)

    async def __call__(self, work: LookBetween, claimed: Claimed) -> None:
        """Audit a sign-off at its parent, see whose change was lost, and tell those it concerns."""
        project = self._projects.named(work.project)
        event = await self._judged(project, work)
        told: Sequence[Intent] = ()
        if work.read or event.against is not None or event.unread:
            told = self._told(project, event, claimed)
        async with self._store.transaction() as tx:
            await enqueue_all(tx, *told)
            await tx.finish(claimed)

    async def _judged(self, project: Project, work: LookBetween) -> CameBetween:
        """Return what came between, and what of a sign-off does not hold at its parent."""
        review = brief = None
        if work.round_id:
            async with self._store.transaction() as tx:
                review, brief = await tx.round(work.round_id), await tx.brief(work.round_id)
        event = CameBetween(
            phase=work.phase,
            commit=work.commit,
            onto=work.onto,
            round=review,
            diff_url=_between_url(project, work),
        )
        try:
            if work.read:
                event = replace(event, replaced=await _replaced(project, work))
            if review is not None and brief is not None:
                await self._recheck(project, work.onto, review, brief)
        except Void as void:
            return replace(event, against=void.event)
        except Refused as refused:
            return replace(event, unread=_why(refused))
        except Fault as fault:
            return replace(event, unread=str(fault))
        return event

    async def _recheck(self, project: Project, commit: str, review: Round, brief: Brief) -> None:
        snapshot = await self._projects.at(project, commit)
        phase = snapshot.phase(review.phase)
        checked = await audit_phase(snapshot, phase)
        barred = await barred_approvers(snapshot, phase, review, checked)
        recheck(review, brief, checked, snapshot, phase, barred)

    def _told(self, project: Project, event: CameBetween, claimed: Claimed) -> Sequence[Intent]:
        telling = Telling(
            project.name, claimed.intent.correlation_id, claimed.intent.id, self._clock.now()
        )
        review = event.round
        if review is None:
            return (telling.channel(project.channels[0], event),)
        concerned = owners_to_tell(review)
        if event.against is not None:
            concerned = (*concerned, *_approvers(review))
        return (telling.thread(review.id, event), *telling.people(concerned, event))


async def _replaced(project: Project, work: LookBetween) -> tuple[str, ...]:
    """Return what the commit wrote over that was not so when its plan was made."""
    host = project.host
    wrote = await asked_of_host(host.changed_paths(work.onto, work.commit))
    meanwhile = await asked_of_host(host.changed_paths(work.read, work.onto))
    return tuple(sorted(wrote & meanwhile))


def _why(refused: Refused) -> str:
    """Return why a commit's documents don't tell, as a sentence."""
    match refused.reason:
        case BrokenDocuments(problems=problems):
            return " ".join(str(problem) for problem in problems)
        case reason:
            return f"Its documents can't be read ({type(reason).__name__})."


def _approvers(review: Round) -> tuple[Reviewer, ...]:
    return tuple(decision.reviewer for decision in review.approvals())


def _between_url(project: Project, work: LookBetween) -> str:
    if not work.read:
        return project.host.commit_url(work.onto) or ""
    return project.host.compare_url(work.read, work.onto) or ""
