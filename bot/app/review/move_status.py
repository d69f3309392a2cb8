"""`start` and `baseline`: one step of the status machine, landed in the tracker."""

from bot.app.shared.commit_message import commit_message, signature
from bot.app.shared.edited_tracker import edited
from bot.app.shared.home_redraw import redraw_homes
from bot.app.shared.notifications import Telling, enqueue_all
from bot.documents.edits import TrackerEdit
from bot.ports.clock import Clock
from bot.ports.intents import Claimed, MoveStatus
from bot.ports.store import Store
from bot.readiness.events import StatusMoved
from bot.readiness.people import as_reviewer, require_owner, reviewer_of
from bot.readiness.phase import UnknownStatus
from bot.readiness.status import TRANSITIONS, Action
from bot.readiness.steps import require_step
from bot.repository.landing import Lander, Plan
from bot.repository.projects import Projects, Snapshot


class MoveStatuses:
    """Carries out `start` and `baseline`."""

    def __init__(self, store: Store, projects: Projects, lander: Lander, clock: Clock) -> None:
        self._store = store
        self._projects = projects
        self._lander = lander
        self._clock = clock

    async def __call__(self, work: MoveStatus, claimed: Claimed) -> None:
        """Land the step and tell the channel, or raise Refused."""
        project = self._projects.named(work.project)
        landing = await self._lander.land(
            project, claimed, lambda snapshot: self._plan(work, claimed, snapshot), work.phase
        )
        snapshot = await self._projects.after(project, work.phase, landing.commit)
        phase = snapshot.phase(work.phase)
        before = next(b for (b, action), _ in TRANSITIONS.items() if action is work.action)
        event = StatusMoved(
            phase=phase.id,
            title=phase.title,
            action=work.action,
            before=before,
            after=TRANSITIONS[before, work.action],
            actor=reviewer_of(snapshot.file.policy, work.actor.slack),
            commit=landing.commit,
        )
        telling = Telling(
            work.project, claimed.intent.correlation_id, claimed.intent.id, self._clock.now()
        )
        channel = work.reply.channel if work.reply.channel in project.channels else ""
        async with self._store.transaction() as tx:
            await enqueue_all(tx, telling.channel(channel or project.channels[0], event))
            await redraw_homes(tx, self._clock.now())
            await tx.finish(claimed)

    async def _plan(self, work: MoveStatus, claimed: Claimed, snapshot: Snapshot) -> Plan:
        phase = snapshot.phase(work.phase)
        actor = require_owner(snapshot.file.policy, phase, work.actor.slack, work.action)
        after = require_step(phase, work.action)
        before = "" if isinstance(phase.status, UnknownStatus) else phase.status.value
        verb = "start" if work.action is Action.START else "documentation baseline"
        message = commit_message(
            f"{phase.id}: {verb}",
            (f"{actor.display} moves {phase.id}, {phase.title}, from {before} to {after.value}.",),
            claimed.intent,
            phase.id,
        )
        edit = TrackerEdit(phase=phase.id, status=after)
        files = await edited(snapshot, edit, self._clock.now())
        return Plan(files, message, signature(as_reviewer(actor)))
