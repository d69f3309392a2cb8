"""Verbs that only read: the board, one phase, what waits on me, open gaps, history."""

from collections.abc import Sequence

from bot.app.api.answers import (
    Board,
    BoardRow,
    History,
    Mine,
    OpenGaps,
    PhaseOfMine,
    PhaseReport,
    ReviewWaiting,
    SignedRow,
)
from bot.app.api.forms import EvidenceForm
from bot.app.shared.as_of import as_of, unread_lines
from bot.app.shared.auditing import waivers_at
from bot.app.shared.judge import in_the_way, judge
from bot.app.shared.participants import with_members
from bot.app.shared.signoffs import SignoffWatch
from bot.ports.card import Brief
from bot.ports.chat import Chat
from bot.ports.clock import Clock
from bot.ports.errors import Fault, Unavailable
from bot.ports.store import Store
from bot.readiness.blockers import Blocker
from bot.readiness.people import owners, require_owner, strangers
from bot.readiness.phase import Phase
from bot.readiness.phase_ids import same_id
from bot.readiness.refusals import PhaseLocked, Refused
from bot.readiness.rights import roles_open_to
from bot.readiness.round import Gap, GapState, Round
from bot.readiness.signoffs import SignoffCheck
from bot.readiness.status import Action, Status, step
from bot.readiness.work import TrackedGap
from bot.repository.projects import Project, Projects, Snapshot

_TYPED = (Action.START, Action.BASELINE, Action.REQUEST)


class Queries:
    """Answers from the last snapshot of the repository and the rounds in the database."""

    def __init__(
        self, store: Store, projects: Projects, chat: Chat, clock: Clock, signoffs: SignoffWatch
    ) -> None:
        self._signoffs = signoffs
        self._store = store
        self._projects = projects
        self._chat = chat
        self._clock = clock

    async def board(self, project: Project) -> Board:
        """Return every phase of the tracker, and those that only the roadmap has."""
        snapshot = await self._projects.current(project)
        live, gaps = await self._live(project)
        signoffs = await self._signoffs.soon(snapshot)
        rows = tuple(
            _row(snapshot, phase, live, gaps, signoffs.get(phase.id))
            for phase in snapshot.tracker.phases
        )
        return Board(as_of(snapshot), rows, snapshot.planned, unread_lines(snapshot))

    async def phase(self, project: Project, asked: str, user: str) -> PhaseReport:
        """Return what blocks one phase, and who can unblock it."""
        snapshot = await self._projects.current(project)
        phase = snapshot.phase(asked)
        async with self._store.transaction() as tx:
            rounds = await tx.rounds(project.name, phase.id)
            gaps = await tx.gaps(project.name, phase.id)
            brief = await tx.brief(rounds[-1].id) if rounds else None
        last = await self._with_members(rounds[-1]) if rounds else None
        waiting = last if last and last.live else None
        blockers: tuple[Blocker, ...] = ()
        if waiting is None or waiting.gaps_listed():
            blockers = await self._blockers(snapshot, phase, user, gaps)
        return PhaseReport(
            as_of=as_of(snapshot),
            phase=phase,
            owners=_owner_names(snapshot, phase),
            round=last,
            awaited=waiting.awaited() if waiting else (),
            names=_names(waiting, brief),
            gaps=tuple(g for g in gaps if g.state is not GapState.ACCEPTED),
            blockers=blockers,
            next_steps=_next_steps(phase, waiting, blockers),
            waived=waivers_at(snapshot, phase).waived,
            strangers=strangers(snapshot.file.policy, phase),
            signoff=(await self._signoffs.soon(snapshot)).get(phase.id),
        )

    async def evidence_form(self, project: Project, asked: str, user: str) -> EvidenceForm:
        """Return the evidence of a phase, for an owner who changes it. Raises Refused."""
        snapshot = await self._projects.current(project)
        phase = snapshot.phase(asked)
        require_owner(snapshot.file.policy, phase, user, "evidence")
        if phase.status is Status.SIGNED_OFF:
            raise Refused(PhaseLocked(phase.id))
        return EvidenceForm(project.name, phase, snapshot.tracker.evidence_of(phase.id))

    async def mine(self, project: Project, user: str) -> Mine:
        """Return the rounds that wait for this person, and the phases they own."""
        snapshot = await self._projects.current(project)
        live, gaps = await self._live(project)
        filled = [await self._with_members(r) for r in live]
        waiting = tuple(
            ReviewWaiting(r, roles) for r in filled if (roles := roles_open_to(r, user))
        )
        owned = tuple(
            PhaseOfMine(phase, _round_of(phase, live), _open(phase, gaps))
            for phase in snapshot.tracker.phases
            if any(p.slack == user for p in owners(snapshot.file.policy, phase))
        )
        return Mine(as_of(snapshot), waiting, owned)

    async def open_gaps(self, project: Project, asked: str | None) -> OpenGaps:
        """Return the gaps nobody has accepted yet, the oldest first; and what is tracked."""
        snapshot = await self._snapshot_or_last(project) if asked is None else None
        phase = None
        if asked is not None:
            snapshot = await self._projects.current(project)
            phase = snapshot.phase(asked).id
        async with self._store.transaction() as tx:
            gaps = await tx.gaps(project.name, phase)
        unaccepted = (g for g in gaps if g.state is not GapState.ACCEPTED)
        return OpenGaps(
            project=project.name,
            phase=phase,
            gaps=tuple(sorted(unaccepted, key=lambda g: g.listed_at)),
            at=self._clock.now(),
            owners=_owners_of_all(snapshot),
            tracked=_tracked(snapshot) if phase is None else (),
            problems=snapshot.tracked_problems if snapshot and phase is None else (),
            unread=snapshot is None,
        )

    async def _snapshot_or_last(self, project: Project) -> Snapshot | None:
        """Return a snapshot if there is one to be had: the gaps themselves need none."""
        try:
            return await self._projects.current(project)
        except (Refused, Unavailable, Fault):
            return self._projects.cached(project)

    async def history(self, project: Project, asked: str) -> History:
        """Return every round of a phase, and the sign-offs its tracker holds."""
        snapshot = await self._projects.current(project)
        phase = snapshot.phase(asked)
        async with self._store.transaction() as tx:
            rounds = await tx.rounds(project.name, phase.id)
            gaps = await tx.gaps(project.name, phase.id)
        rows = tuple(
            SignedRow(r.role, r.reviewer, r.date, r.correlation_id)
            for r in snapshot.tracker.signoffs_of(phase.id)
        )
        signoff = (await self._signoffs.soon(snapshot)).get(phase.id)
        return History(as_of(snapshot), phase, rounds, gaps, rows, signoff)

    async def _blockers(
        self, snapshot: Snapshot, phase: Phase, user: str, gaps: tuple[Gap, ...]
    ) -> tuple[Blocker, ...]:
        """Return what a request would be told now, if an owner made it."""
        phase_owners = owners(snapshot.file.policy, phase)
        asker = next((p.slack for p in phase_owners), user)
        return in_the_way(await judge(snapshot, phase, asker, self._chat), gaps)

    async def _live(self, project: Project) -> tuple[tuple[Round, ...], tuple[Gap, ...]]:
        async with self._store.transaction() as tx:
            return await tx.live_rounds(project.name), await tx.gaps(project.name)

    async def _with_members(self, review: Round) -> Round:
        groups = {s.group for s in review.terms.seats if s.group}
        return with_members(review, {g: await self._chat.group_members(g) for g in groups})


def _next_steps(
    phase: Phase, waiting: Round | None, blockers: Sequence[Blocker]
) -> tuple[Action, ...]:
    """Return the steps that could be taken now: asking is none while something is in its way."""
    status = phase.status
    if not isinstance(status, Status):
        return ()
    asked = waiting is not None and not waiting.gaps_listed()
    return tuple(
        action
        for action in _TYPED
        if step(status, action) is not None
        and not (action is Action.REQUEST and (asked or blockers))
    )


def _row(
    snapshot: Snapshot,
    phase: Phase,
    live: Sequence[Round],
    gaps: Sequence[Gap],
    signoff: SignoffCheck | None,
) -> BoardRow:
    return BoardRow(
        phase=phase,
        owners=_owner_names(snapshot, phase),
        round=_round_of(phase, live),
        open_gaps=len(_open(phase, gaps)),
        signoff=signoff,
    )


def _round_of(phase: Phase, live: Sequence[Round]) -> Round | None:
    return next((r for r in live if same_id(r.phase, phase.id)), None)


def _open(phase: Phase, gaps: Sequence[Gap]) -> tuple[Gap, ...]:
    return tuple(g for g in gaps if same_id(g.phase, phase.id) and g.state is GapState.OPEN)


def _owner_names(snapshot: Snapshot, phase: Phase) -> tuple[str, ...]:
    return tuple(p.display for p in owners(snapshot.file.policy, phase))


def _owners_of_all(snapshot: Snapshot | None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    phases = snapshot.tracker.phases if snapshot else ()
    return tuple((p.id, _owner_names(snapshot, p)) for p in phases if snapshot)


def _tracked(snapshot: Snapshot | None) -> tuple[TrackedGap, ...]:
    return tuple(g for g in snapshot.tracked_gaps if not g.closed) if snapshot else ()


def _names(review: Round | None, brief: Brief | None) -> tuple[tuple[str, str], ...]:
    if review is None or brief is None:
        return ()
    awaited = dict.fromkeys(p for seat in review.awaited() for p in seat.people)
    return tuple((p, brief.display(p)) for p in awaited)
