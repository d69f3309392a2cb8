"""App Home: what waits on a person, their phases, and every phase with what is in its way."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import structlog

from bot.app.notify.reminders import members_now
from bot.app.shared.auditing import waivers_at
from bot.app.shared.local_day import day_of
from bot.app.shared.may_read import MayRead
from bot.app.shared.ops_shown import ShownOps
from bot.app.shared.signoffs import SignoffWatch
from bot.ports.chat import Chat
from bot.ports.clock import Clock
from bot.ports.errors import Fault, StaleState, Unavailable
from bot.ports.intents import Claimed, ShowHome
from bot.ports.store import Store
from bot.readiness.blockers import BlockedByTask
from bot.readiness.digest import open_ops
from bot.readiness.home import (
    Drawn,
    Home,
    HomePhase,
    HomeProject,
    HomeReview,
    Surroundings,
    known_blockers,
)
from bot.readiness.people import owners
from bot.readiness.phase import Phase
from bot.readiness.phase_ids import phase_key
from bot.readiness.refusals import Refused
from bot.readiness.request import open_tasks
from bot.readiness.rights import roles_open_to
from bot.readiness.round import Gap, GapState, Round
from bot.readiness.signoffs import Signoffs
from bot.readiness.status import Action, Status, step
from bot.readiness.work import OpsItem
from bot.repository.projects import Project, Projects, Snapshot

# A Home shows no more than this of one project; the rest is counted, and `/gate status` has it.
MOST_PHASES: Final = 40
MOST_OF_MINE: Final = 20
_BUTTONS: Final = (Action.START, Action.REQUEST)
_log = structlog.get_logger("gatebot.home")


class ShowHomes:
    """Draws a person's Home from the state as it is now."""

    def __init__(
        self, store: Store, projects: Projects, chat: Chat, clock: Clock, signoffs: SignoffWatch
    ) -> None:
        self._store = store
        self._projects = projects
        self._chat = chat
        self._clock = clock
        self._signoffs = signoffs
        self._ops_shown = ShownOps(store)
        self._may_read = MayRead(projects, chat)

    async def __call__(self, work: ShowHome, claimed: Claimed) -> None:
        """Draw it. Raises Unavailable where Slack, or a project's repository, is for later."""
        async with self._store.transaction() as tx:
            kept = await tx.begin_home(work.user)
            if kept is None:
                await tx.finish(claimed)
                return
        home = await self.of(work.user)
        try:
            drawn = await self._shown(work.user, home, kept.drawn)
        except Fault as fault:
            _log.warning("home not shown", user=work.user, why=str(fault), mend=fault.mend)
            async with self._store.transaction() as tx:
                await tx.forget_home(work.user)
                await tx.finish(claimed)
            return
        async with self._store.transaction() as tx:
            await tx.home_drawn(work.user, drawn)
            if not home.later:
                await tx.finish(claimed)
        if home.later:
            raise Unavailable("A repository can't be read now; the Home says so.")

    async def _shown(self, user: str, home: Home, drawn: Drawn) -> Drawn:
        try:
            return await self._chat.show_home(user, home, drawn)
        except StaleState:
            # Another drawing got in between. It may be the older one, so this one goes on top.
            return await self._chat.show_home(user, await self.of(user), Drawn())

    async def of(self, user: str) -> Home:
        """Return what a person's Home shows now."""
        return Home(tuple([await self._part(p, user) for p in self._projects.all()]))

    async def _part(self, project: Project, user: str) -> HomeProject:
        async with self._store.transaction() as tx:
            live = await tx.live_rounds(project.name)
            gaps = await tx.gaps(project.name)
        part = HomeProject(project.name, await self._waiting(live, user))
        try:
            if not await self._may_read(project, user, ""):
                return replace(part, closed=project.channels)
            snapshot = await self._projects.current(project)
        except Refused as refused:
            return replace(part, problem=refused.reason)
        except Unavailable:
            return replace(part, unread=True, later=True)
        except Fault as fault:
            _log.warning("project not read", project=project.name, why=str(fault))
            return replace(part, unread=True)
        signoffs = await self._signoffs.soon(snapshot)
        today = (await day_of(user, self._chat, self._clock.now())).isoformat()
        phases = _Phases(snapshot, live, gaps, signoffs)
        return replace(
            part,
            mine=phases.of(_owned(snapshot, user)[:MOST_OF_MINE]),
            ops=await self._ops_of(snapshot, user, today),
            board=phases.of(_shown_first(snapshot.tracker.phases)[:MOST_PHASES]),
            phases=len(snapshot.tracker.phases),
            commit=snapshot.commit,
            commit_url=project.host.commit_url(snapshot.commit),
            today=today,
        )

    async def _ops_of(self, snapshot: Snapshot, user: str, today: str) -> tuple[OpsItem, ...]:
        """Return the open items that are this person's, the most urgent first."""
        policy = snapshot.file.policy
        if (person := policy.person_by_slack(user)) is None:
            return ()
        track = await self._ops_shown(snapshot, snapshot.tracker.ops)
        return open_ops(tuple(item for item in track if item.owner == person.name), today)[0]

    async def _waiting(self, live: Sequence[Round], user: str) -> tuple[HomeReview, ...]:
        found: list[HomeReview] = []
        for review in live:
            filled = await members_now(review, self._chat)
            if roles := roles_open_to(filled, user):
                found.append(HomeReview(filled, roles))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the documents and the rounds hold, by phase: looked up, not searched, for each."""

    rounds: dict[str, Round]
    gaps: dict[str, list[Gap]]
    tasks: dict[str, list[BlockedByTask]]


class _Phases:
    """Puts together how phases stand."""

    def __init__(
        self, snapshot: Snapshot, live: Sequence[Round], gaps: Sequence[Gap], signoffs: Signoffs
    ) -> None:
        self._snapshot = snapshot
        self._signoffs = signoffs
        rounds = {phase_key(r.phase): r for r in live}
        self._known = _Known(rounds, defaultdict(list), defaultdict(list))
        for gap in gaps:
            if gap.state is GapState.OPEN:
                self._known.gaps[phase_key(gap.phase)].append(gap)
        for phase_id, blocker in open_tasks(snapshot.tasks, snapshot.ids):
            self._known.tasks[phase_key(phase_id)].append(blocker)

    def of(self, phases: Iterable[Phase]) -> tuple[HomePhase, ...]:
        """Return how these stand."""
        return tuple(self._one(phase) for phase in phases)

    def _one(self, phase: Phase) -> HomePhase:
        snapshot, key = self._snapshot, phase_key(phase.id)
        gaps = tuple(self._known.gaps.get(key, ()))
        around = Surroundings(
            kinds={item.kind for item in snapshot.tracker.evidence_of(phase.id)},
            tasks=self._known.tasks.get(key, ()),
            gaps=gaps,
            waived=waivers_at(snapshot, phase).waived,
        )
        gate = snapshot.file.policy.gate(phase.id)
        return HomePhase(
            phase=phase,
            round=self._known.rounds.get(key),
            gaps=gaps,
            blockers=known_blockers(phase, snapshot.tracker.phases, gate, around),
            steps=_steps(phase),
            signoff=self._signoffs.get(phase.id),
        )


def _steps(phase: Phase) -> tuple[Action, ...]:
    """Return what an owner can do next by a button. A locked phase is affirmed by typing."""
    status = phase.status
    if not isinstance(status, Status) or status is Status.SIGNED_OFF:
        return ()
    return tuple(action for action in _BUTTONS if step(status, action) is not None)


def _owned(snapshot: Snapshot, user: str) -> list[Phase]:
    """Return the phases a person owns; those that are signed off come last."""
    policy = snapshot.file.policy
    own = (p for p in snapshot.tracker.phases if any(o.slack == user for o in owners(policy, p)))
    return sorted(own, key=lambda p: p.status is Status.SIGNED_OFF)


def _shown_first(phases: Sequence[Phase]) -> Sequence[Phase]:
    """Return phases in the tracker's order; where they are too many, those that go on first."""
    if len(phases) <= MOST_PHASES:
        return phases
    return sorted(phases, key=lambda p: p.status is Status.SIGNED_OFF)
