"""Making a digest: what is open now, and what has happened since the last one."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bot.app.shared.ops_shown import ShownOps
from bot.app.shared.signoffs import SignoffWatch
from bot.ports.card import Brief
from bot.ports.errors import Fault
from bot.ports.git_host import CommitInfo
from bot.ports.store import Store
from bot.readiness.digest import (
    AwaitedRole,
    Digest,
    LandedCommit,
    Moved,
    WaitingRound,
    moved_between,
    new_since,
    open_ops,
)
from bot.readiness.phase import UnknownStatus
from bot.readiness.place import Problem
from bot.readiness.refusals import Refused
from bot.readiness.rights import roles_open_to
from bot.readiness.round import Gap, GapState, Round, Seat
from bot.readiness.schedule import Firing, local_day
from bot.readiness.work import OpsItem
from bot.repository.projects import Project, Projects, Snapshot, asked_of_host
from bot.repository.trailers import INTENT, LEDGER


@dataclass(frozen=True, slots=True)
class Since:
    """What is compared with: the snapshot of the last digest, and the commits after it.

    `snapshot` is None where its documents can't be read. `rewritten`: the branch no longer holds
    the commit, so what came after it can't be told.
    """

    at: datetime
    snapshot: Snapshot | None
    commits: tuple[CommitInfo, ...]
    rewritten: bool = False


@dataclass(slots=True)
class _Memory:
    """What many channels of one project have in common, for as long as its head stays."""

    head: str = ""
    since: dict[str, Since | None] = field(default_factory=dict)


class Digests:
    """Makes digests. Many of one project at once cost little more than one."""

    def __init__(self, store: Store, projects: Projects, signoffs: SignoffWatch) -> None:
        self._store = store
        self._projects = projects
        self._signoffs = signoffs
        self._shown = ShownOps(store)
        self._memory: dict[str, _Memory] = {}

    async def make(self, project: Project, zone: str, now: datetime, last: Firing | None) -> Digest:
        """Return the digest of a project as it is now. Raises as reading its head does."""
        snapshot = await self._projects.current(project)
        since = await self._since(snapshot, last)
        today = local_day(zone, now).isoformat()
        ops, asleep = open_ops(await self._shown(snapshot, snapshot.tracker.ops), today)
        waiting, gaps = await self._waiting(project)
        return Digest(
            project=project.name,
            commit=snapshot.commit,
            commit_url=project.host.commit_url(snapshot.commit),
            at=snapshot.at,
            today=today,
            zone=zone,
            board=snapshot.tracker.phases,
            ops=ops,
            new_ops=_new(since, ops, project),
            asleep=asleep,
            waiting=waiting,
            gaps=gaps,
            moved=_moved(since, snapshot),
            signoffs=tuple((await self._signoffs.at(snapshot)).values()),
            landed=_landed(since, project),
            since=since.at if since else None,
            problems=tuple(_problems(snapshot)),
            unread=snapshot.stale(now),
            rewritten=since is not None and since.rewritten,
        )

    async def _waiting(self, project: Project) -> tuple[tuple[WaitingRound, ...], tuple[Gap, ...]]:
        async with self._store.transaction() as tx:
            live = await tx.live_rounds(project.name)
            briefs = [await tx.brief(review.id) for review in live]
            gaps = await tx.gaps(project.name)
        still_open = sorted(
            (g for g in gaps if g.state is GapState.OPEN), key=lambda g: g.listed_at
        )
        rounds = tuple(_waits(r, b) for r, b in zip(live, briefs, strict=True))
        return rounds, tuple(still_open)

    async def _since(self, snapshot: Snapshot, last: Firing | None) -> Since | None:
        """Return what has happened since; None where there was no digest."""
        if last is None:
            return None
        memory = self._memory.get(snapshot.project.name)
        if memory is None or memory.head != snapshot.commit:
            memory = self._memory[snapshot.project.name] = _Memory(snapshot.commit)
        if last.commit not in memory.since:
            memory.since[last.commit] = await self._compared(snapshot, last)
        return memory.since[last.commit]

    async def _compared(self, snapshot: Snapshot, last: Firing) -> Since:
        project, before = snapshot.project, await self._before(snapshot.project, last.commit)
        if last.commit == snapshot.commit:
            return Since(last.claimed_at, before, ())
        if not await _holds(snapshot, last.commit):
            return Since(last.claimed_at, before, (), rewritten=True)
        commits = (await self._projects.at_head(project, since=last.commit)).since
        return Since(last.claimed_at, before, commits)

    async def _before(self, project: Project, commit: str) -> Snapshot | None:
        try:
            return await self._projects.at(project, commit)
        except (Refused, Fault):
            return None  # the documents were broken then, or the commit is gone


async def _holds(snapshot: Snapshot, commit: str) -> bool:
    """Tell whether the branch still holds a commit."""
    try:
        return await asked_of_host(snapshot.project.host.is_ancestor(commit, snapshot.commit))
    except Fault:
        return False


def _problems(snapshot: Snapshot) -> Iterator[Problem]:
    """Yield what can't be read, and statuses outside the vocabulary: each blocks its phase."""
    yield from snapshot.problems
    yield from snapshot.tracked_problems
    yield from snapshot.tracker.other_problems
    for phase in snapshot.tracker.phases:
        if isinstance(phase.status, UnknownStatus):
            unknown = phase.status
            wrong = f"“{unknown.text[:60]}” {unknown.why or 'is no status I know'}."
            asked = unknown.fix if unknown.why else f"Did you mean {unknown.nearest}?"
            yield Problem(unknown.place, wrong, asked)


def _new(since: Since | None, ops: tuple[OpsItem, ...], project: Project) -> frozenset[str]:
    if since is None or since.snapshot is None:
        return frozenset()
    waited_on = since.at.date().isoformat() if project.pulls is not None else ""
    return new_since(since.snapshot.tracker.ops, ops, waited_on)


def _moved(since: Since | None, snapshot: Snapshot) -> tuple[Moved, ...]:
    if since is None or since.snapshot is None:
        return ()
    return moved_between(since.snapshot.tracker.phases, snapshot.tracker.phases)


def _landed(since: Since | None, project: Project) -> tuple[LandedCommit, ...]:
    """Return the commits that gatebot made, newest first; not those that only keep the ledger."""
    return tuple(
        LandedCommit(c.sha, c.message.partition("\n")[0], project.host.commit_url(c.sha))
        for c in (since.commits if since else ())
        if c.trailers(INTENT) and not c.trailers(LEDGER)
    )


def _waits(review: Round, brief: Brief | None) -> WaitingRound:
    return WaitingRound(review, tuple(_awaited(review, seat, brief) for seat in review.awaited()))


def _awaited(review: Round, seat: Seat, brief: Brief | None) -> AwaitedRole:
    people = [p for p in seat.people if seat.role in roles_open_to(review, p)]
    names = tuple(brief.display(p) if brief else p for p in people)
    return AwaitedRole(seat.role, seat.count - len(review.approvals(seat.role)), names)
