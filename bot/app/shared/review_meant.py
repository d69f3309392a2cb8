"""Which review somebody means who types a verdict: the phase's, or in a thread its card's own."""

from dataclasses import replace

from bot.app.api.commands import Asker, CardThread
from bot.ports.chat import Chat, MessageRef
from bot.ports.store import Store
from bot.readiness.phase_ids import same_id
from bot.readiness.refusals import AnotherThread, NoOpenRound, OldThread, PhaseLocked, Refused
from bot.readiness.round import Round, RoundState
from bot.repository.projects import Project, Projects


class ReviewMeant:
    """Finds rounds for verdicts that are typed. One given in a thread never goes elsewhere."""

    def __init__(self, store: Store, projects: Projects, chat: Chat) -> None:
        self._store = store
        self._projects = projects
        self._chat = chat

    async def thread(self, channel: str, thread_ts: str) -> CardThread | None:
        """Return the round whose card this thread hangs on; None for any other thread."""
        async with self._store.transaction() as tx:
            round_id = await tx.round_at(MessageRef(channel, thread_ts))
            review = await tx.round(round_id) if round_id else None
        return CardThread(review.id, review.phase) if review else None

    async def round(
        self, project: Project, phase: str, asker: Asker, wanted: str = "decide"
    ) -> Round:
        """Return the round that takes what was typed. Raises Refused where there is none."""
        try:
            live = await self._live(project.name, phase)
        except Refused as refused:
            known = self._projects.cached(project)
            if not isinstance(refused.reason, NoOpenRound):
                raise
            if known is not None:
                known.phase(phase)  # a phase that is not in the tracker is told as such
            raise Refused(replace(refused.reason, wanted=wanted)) from None
        if asker.round_id and asker.round_id != live.id:
            raise Refused(await self._elsewhere(asker.round_id, live))
        return live

    async def _live(self, project: str, phase: str) -> Round:
        async with self._store.transaction() as tx:
            rounds = await tx.rounds(project, phase)
        last = rounds[-1] if rounds else None
        if last is None:
            raise Refused(NoOpenRound(phase))
        if last.state is RoundState.LANDED:
            raise Refused(PhaseLocked(last.phase, last.landed_commit))
        if not last.live:
            raise Refused(NoOpenRound(last.phase, last.state))
        return last

    async def _elsewhere(self, round_id: str, live: Round) -> AnotherThread | OldThread:
        """Return why a thread takes no verdict on the live round, with the way to its card."""
        async with self._store.transaction() as tx:
            own = await tx.round(round_id)
            card = await tx.card_ref(live.id)
        url = (await self._chat.link_to(card) if card else None) or ""
        if own is None or not same_id(own.phase, live.phase) or own.project != live.project:
            return AnotherThread(live.phase, own.phase if own else "", url)
        return OldThread(own.phase, own.number, own.state, live.number, url)
