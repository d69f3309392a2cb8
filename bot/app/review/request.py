"""`ready`: everything that blocks is told at once; else the status lands and a round opens."""

from datetime import datetime

from bot.app.shared.commit_message import commit_message, signature
from bot.app.shared.edited_tracker import edited
from bot.app.shared.judge import Judged, in_the_way, judge
from bot.app.shared.notifications import Telling, enqueue_all
from bot.documents.edits import TrackerEdit
from bot.ports.card import Brief
from bot.ports.chat import Chat, MessageRef
from bot.ports.clock import Clock
from bot.ports.errors import Unavailable
from bot.ports.intents import Claimed, OpenRound
from bot.ports.store import Store, Transaction
from bot.readiness.events import AlreadyAsked, RoundOpened, Superseded
from bot.readiness.evidence import Audit, Evidence, Verdict
from bot.readiness.people import as_reviewer, owners, require_owner, reviewer_of
from bot.readiness.refusals import Blocked, LandingUnderWay, Refused
from bot.readiness.round import Gap, Round
from bot.readiness.rounds import Asking, is_asked_again, open_round, supersede
from bot.readiness.status import Action, Status
from bot.readiness.steps import require_step
from bot.repository.landing import Lander, Plan
from bot.repository.projects import Projects, Snapshot


class OpenRounds:
    """Carries out `ready`."""

    def __init__(
        self, store: Store, projects: Projects, lander: Lander, chat: Chat, clock: Clock
    ) -> None:
        self._store = store
        self._projects = projects
        self._lander = lander
        self._chat = chat
        self._clock = clock

    async def __call__(self, work: OpenRound, claimed: Claimed) -> None:
        """Open a round, or raise Refused with every blocker."""
        project = self._projects.named(work.project)
        landing = await self._lander.land(
            project, claimed, lambda snapshot: self._plan(work, claimed, snapshot), work.phase
        )
        # The round is pinned to the commit that holds its own status and evidence rows.
        after = await self._projects.after(project, work.phase, landing.commit)
        pinned = await self._judge(work, after, ())
        _require_judged(pinned.audit)
        async with self._store.transaction() as tx:
            standing = await _asked_already(tx, work, pinned)
            if standing is None:
                await self._open(tx, work, claimed, pinned)
                return
            card = await tx.card_ref(standing.id)
        await self._answer_already(standing, card, work, claimed)

    async def _answer_already(
        self, review: Round, card: MessageRef | None, work: OpenRound, claimed: Claimed
    ) -> None:
        """Answer a request that stands already, with the way to its card."""
        url = await self._chat.link_to(card) if card else None
        async with self._store.transaction() as tx:
            brief = await tx.brief(review.id)
            event = AlreadyAsked(review, brief.requested_in if brief else "", url)
            telling = Telling(work.project, review.id, claimed.intent.id, self._clock.now())
            await enqueue_all(tx, telling.answer(work.reply, event))
            await tx.finish(claimed)

    async def _plan(self, work: OpenRound, claimed: Claimed, snapshot: Snapshot) -> Plan:
        """Return the commit that asks for sign-off on top of this head."""
        phase = snapshot.phase(work.phase)
        asker = require_owner(snapshot.file.policy, phase, work.actor.slack, Action.REQUEST)
        known = {(e.kind, e.reference) for e in snapshot.tracker.evidence_of(phase.id)}
        new = tuple(e for e in work.add if (e.kind, e.reference) not in known)
        judged = await self._judge(work, snapshot, new)
        await self._require_unblocked(work, judged)
        after = require_step(phase, Action.REQUEST)
        edit = TrackerEdit(
            phase=phase.id,
            status=after if after is not phase.status else None,
            add_evidence=new,
        )
        message = commit_message(
            f"{phase.id}: ready for sign-off",
            (f"{asker.display} asks for the sign-off of {phase.id}, {phase.title}.",),
            claimed.intent,
            phase.id,
        )
        files = await edited(snapshot, edit, self._clock.now())
        return Plan(files, message, signature(as_reviewer(asker)))

    async def _judge(
        self, work: OpenRound, snapshot: Snapshot, new: tuple[Evidence, ...]
    ) -> Judged:
        phase = snapshot.phase(work.phase)
        return await judge(snapshot, phase, work.actor.slack, self._chat, new)

    async def _require_unblocked(self, work: OpenRound, judged: Judged) -> None:
        phase = judged.phase.id
        async with self._store.transaction() as tx:
            gaps = await tx.gaps(work.project, phase)
            rounds = await tx.rounds(work.project, phase)
        if any(r.landing for r in rounds):
            raise Refused(LandingUnderWay(phase))
        if found := in_the_way(judged, gaps):
            raise Refused(Blocked(phase, judged.snapshot.commit, found))

    async def _open(
        self, tx: Transaction, work: OpenRound, claimed: Claimed, pinned: Judged
    ) -> None:
        now = self._clock.now()
        policy, phase = pinned.snapshot.file.policy, pinned.phase
        _require_still(await tx.gaps(work.project, phase.id), pinned)
        earlier = await tx.rounds(work.project, phase.id)
        asking = Asking(
            correlation_id=work.round_id,
            project=work.project,
            number=len(earlier) + 1,
            requester=reviewer_of(policy, work.actor.slack),
            at=claimed.intent.created_at,
        )
        people = tuple(as_reviewer(p) for p in policy.people.values())
        phase_owners = tuple(as_reviewer(p) for p in owners(policy, phase))
        review = open_round(asking, phase, pinned.audit, pinned.terms, phase_owners)
        replaced = await self._supersede(tx, earlier, review, claimed, now)
        brief = Brief(
            audit=pinned.audit,
            deliverables=pinned.snapshot.deliverables(phase.id),
            requested_in=work.reply.channel,
            people=people,
            status=phase.status if isinstance(phase.status, Status) else None,
        )
        await tx.add_round(review, brief)
        telling = Telling(work.project, review.id, claimed.intent.id, now)
        event = RoundOpened(review, replaced)
        await enqueue_all(tx, telling.card(review.id), telling.answer(work.reply, event))
        await tx.finish(claimed)

    async def _supersede(
        self,
        tx: Transaction,
        earlier: tuple[Round, ...],
        review: Round,
        claimed: Claimed,
        now: datetime,
    ) -> int:
        """Replace the live round, if there is one; return its number, or 0."""
        for old in earlier:
            if not old.live:
                continue
            if old.landing:
                raise Refused(LandingUnderWay(old.phase))
            replaced = supersede(old)
            await tx.save_round(replaced)
            telling = Telling(old.project, old.id, claimed.intent.id, now)
            event = Superseded(replaced, review.number)
            await enqueue_all(tx, telling.card(old.id), telling.thread(old.id, event))
            return old.number
        return 0


async def _asked_already(tx: Transaction, work: OpenRound, pinned: Judged) -> Round | None:
    """Return the live round that asks for just this, by the same person, undecided."""
    wanted = pinned.snapshot.deliverables(pinned.phase.id)
    for review in await tx.rounds(work.project, pinned.phase.id):
        if is_asked_again(review, work.actor.slack, pinned.audit.digest):
            brief = await tx.brief(review.id)
            if brief is not None and brief.deliverables == wanted:
                return review
    return None


def _require_judged(audit: Audit) -> None:
    """Leave it for later where the host did not answer since: reviewers would be shown guesses."""
    unsure = [f for f in audit.findings if f.verdict is Verdict.UNKNOWN]
    if unsure:
        raise Unavailable(f"The evidence can't be judged now: {unsure[0].sentence}")


def _require_still(gaps: tuple[Gap, ...], pinned: Judged) -> None:
    """Refuse where something came in the way since the request was judged: it could never pass."""
    if found := in_the_way(pinned, gaps):
        raise Refused(Blocked(pinned.phase.id, pinned.snapshot.commit, found))
