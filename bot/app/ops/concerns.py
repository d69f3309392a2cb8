"""What somebody misses in a locked phase: a blocking item of the ops track; the lock stays."""

import uuid
from collections.abc import Sequence

from bot.app.api.answers import Checking, Repeated
from bot.app.api.commands import Asker, ListGaps, ListGapsInRound
from bot.app.shared.enqueue_request import REPLY_FOR
from bot.app.shared.notifications import enqueue_all
from bot.ports.intents import ChangeOps, ReplyTo, new_intent
from bot.ports.store import Store
from bot.readiness.ops import TEXT_LIMIT, clean_item, concern, require_known, require_new
from bot.readiness.ops_refusals import NoOpsTrack
from bot.readiness.phase import Phase
from bot.readiness.phase_ids import same_id
from bot.readiness.refusals import BadText, Refused
from bot.readiness.round import Reviewer
from bot.readiness.status import Status
from bot.readiness.work import OpsAction, OpsChange
from bot.repository.projects import Project, Projects, Snapshot


class RaiseConcerns:
    """Keeps what is missed in a Signed Off phase; the worker writes it into the ops track.

    Whoever may write ops items may: the people whom the policy names.
    """

    def __init__(self, store: Store, projects: Projects) -> None:
        self._store = store
        self._projects = projects

    async def __call__(
        self, project: Project, command: ListGaps, asker: Asker, otherwise: Refused
    ) -> Checking | Repeated:
        """Keep gaps that were typed. Raises `otherwise` where the phase is not signed off."""
        async with self._store.transaction() as tx:
            known = await tx.gaps(project.name, command.phase)
        again = [f"{g.id} again: {g.text}" for g in known if g.id.upper() in command.again]
        missed = (*again, *command.texts)
        return await self._keep(project, command.phase, missed, asker, otherwise)

    async def of_form(
        self, command: ListGapsInRound, asker: Asker, otherwise: Refused
    ) -> Checking | Repeated:
        """Keep gaps of a form that was sent after its round had landed."""
        async with self._store.transaction() as tx:
            review = await tx.round(command.round_id)
            known = await tx.gaps(review.project, review.phase) if review else ()
        if review is None:
            raise otherwise
        again = [f"{g.id} again: {g.text}" for g in known if g.id in command.again]
        about = [f"{g.about}: {g.text}" if g.about else g.text for g in command.gaps]
        project = self._projects.named(review.project)
        return await self._keep(project, review.phase, (*again, *about), asker, otherwise)

    async def _keep(
        self,
        project: Project,
        asked: str,
        missed: Sequence[str],
        asker: Asker,
        otherwise: Refused,
    ) -> Checking | Repeated:
        snapshot = await self._projects.current(project)
        phase = snapshot.phase(asked)
        if phase.status is not Status.SIGNED_OFF or not missed:
            raise otherwise
        texts = _items(snapshot, phase, missed, asker.user)
        actor = Reviewer(asker.user, asker.user, asker.user)
        reply = ReplyTo(asker.user, asker.channel, asker.response_url, asker.at + REPLY_FOR)
        intents = tuple(
            new_intent(
                ChangeOps(project.name, OpsChange(OpsAction.ADD, text), actor, reply, phase.id),
                key=f"ask:{asker.delivery}:{number}",
                correlation_id=str(uuid.uuid4()),
                at=asker.at,
            )
            for number, text in enumerate(texts)
        )
        async with self._store.transaction() as tx:
            if not await tx.first_time(*asker.deliveries):
                return Repeated()
            await enqueue_all(tx, *intents)
        return Checking(phase.id, f"ops {OpsAction.ADD}", direct=not asker.channel)


def _items(snapshot: Snapshot, phase: Phase, missed: Sequence[str], user: str) -> list[str]:
    """Return the items' texts. Raises Refused for who may not write them, and what can't be one."""
    by = require_known(snapshot.file.policy, user)
    if not snapshot.tracker.ops_track:
        raise Refused(NoOpsTrack(phase.id, snapshot.file.paths.tracker))
    texts: list[str] = []
    for text in missed:
        item = concern(phase.id, clean_item(text), by.display)
        if len(item) > TEXT_LIMIT:
            raise Refused(BadText("item", "too long", TEXT_LIMIT - len(item) + len(text)))
        if not any(same_id(item, other) for other in texts):
            require_new(snapshot.tracker.ops, item)
            texts.append(item)
    return texts
