"""The request of what belongs to no phase, followed until it is merged or closed."""

from datetime import timedelta
from typing import Final

import structlog

from bot.app.ops.pull_request import StandingRequest
from bot.app.shared import pull_request_text as pull_words
from bot.ports.clock import Clock
from bot.ports.intents import AskMerge, Claimed, FollowStanding, new_intent
from bot.ports.pull_requests import PullRequests, PullState
from bot.ports.store import Store
from bot.readiness.branch import NO_PHASE, PhaseBranch
from bot.readiness.refusals import Refused
from bot.repository.branch_overlay import BranchedProjects
from bot.repository.new_branch import forget
from bot.repository.projects import Project, Snapshot, asked_of_host, done_at_host
from bot.repository.standing_branch import StandingWriter

# A request that is not there yet, since a document has to be mended, is looked for again then.
_AGAIN: Final = timedelta(minutes=1)
_log = structlog.get_logger("gatebot.standing")


class StandingWatch:
    """Has the standing branch looked after when its request or the documents have changed."""

    def __init__(self, store: Store, projects: BranchedProjects, clock: Clock) -> None:
        self._store = store
        self._projects = projects
        self._clock = clock

    async def moved(self, snapshot: Snapshot) -> None:
        """Look at the request, if there is a standing branch; one request to the host."""
        project = snapshot.project
        if project.pulls is None:
            return
        async with self._store.transaction() as tx:
            row = await tx.branch(project.name, NO_PHASE)
        if row is None:
            return
        pull = await asked_of_host(project.pulls.newest_from(row.name))
        stands = pull is not None and (pull.number, pull.state) == (row.number, PullState.OPEN)
        if stands and await self._projects.fits(row, snapshot):
            return
        seen = f"{pull.number}:{pull.state}" if pull else "none"
        await ask_to_follow(self._store, row, f"{seen}:{snapshot.commit}", self._clock)


async def ask_to_follow(store: Store, row: PhaseBranch, seen: str, clock: Clock) -> None:
    """Have a standing branch looked after, once for what has been seen of it."""
    work = FollowStanding(row.project)
    key = f"standing:{row.name}:{seen}"
    intent = new_intent(work, key=key, correlation_id=row.name, at=clock.now())
    async with store.transaction() as tx:
        await tx.enqueue(intent)


class FollowsStanding:
    """Does what the standing branch needs next; nothing where there is none."""

    def __init__(
        self,
        store: Store,
        projects: BranchedProjects,
        request: StandingRequest,
        writer: StandingWriter,
        clock: Clock,
    ) -> None:
        self._store = store
        self._projects = projects
        self._request = request
        self._writer = writer
        self._clock = clock

    async def __call__(self, work: FollowStanding, claimed: Claimed) -> None:
        """Settle what ended, carry what fell behind, and close what was replaced."""
        project = self._projects.named(work.project)
        if project.pulls is not None:
            try:
                await self._request.settle(project, claimed)
                if (row := await self._row(project)) is not None:
                    await self._see_to(project, row, claimed)
            except Refused as refused:  # a person has to mend a document; the next head looks again
                _log.warning("standing branch left", project=project.name, why=str(refused))
            if work.replaced:
                row = await self._row(project)
                if row is not None and not row.number:
                    await self._later(work, claimed)
                else:
                    await self._close(project.pulls, work, row)
                    self._projects.outdated(project, work.replaced)
        async with self._store.transaction() as tx:
            await tx.finish(claimed)

    async def _row(self, project: Project) -> PhaseBranch | None:
        async with self._store.transaction() as tx:
            return await tx.branch(project.name, NO_PHASE)

    async def _see_to(self, project: Project, row: PhaseBranch, claimed: Claimed) -> None:
        snapshot = await self._projects.of_phase(project, NO_PHASE)
        line = snapshot.line
        if line is None or line.row is None:
            return
        if not line.head:
            await self._request.gone(project, row, claimed)
        elif not line.files:
            await self._drop(row, line.head if line.ours else "", claimed)
        else:
            if not line.fits and not await self._holds_head(project, snapshot):
                await done_at_host(self._writer.carry(snapshot, claimed, self._clock.now()))
            await self._request.open(project, claimed, held=line.held, changed=False)

    async def _later(self, work: FollowStanding, claimed: Claimed) -> None:
        """Leave the old request open for as long as no other holds what waits."""
        intent = claimed.intent
        again = new_intent(
            work,
            key=f"{intent.id}/again",
            correlation_id=intent.correlation_id,
            at=self._clock.now() + _AGAIN,
        )
        async with self._store.transaction() as tx:
            await tx.enqueue(again)

    async def _holds_head(self, project: Project, snapshot: Snapshot) -> bool:
        """Tell whether somebody brought the branch up to date: then it can be merged as it is."""
        assert snapshot.line is not None  # noqa: S101 - asked of one only
        head, there = snapshot.commit, snapshot.line.head
        return await asked_of_host(project.host.is_ancestor(head, there))

    async def _drop(self, row: PhaseBranch, head: str, claimed: Claimed) -> None:
        """Forget a branch of which all is in the project's; its request is closed after that."""
        work = FollowStanding(row.project, row.name, head)
        group = claimed.intent.correlation_id
        intent = new_intent(
            work, key=f"replaced:{row.name}", correlation_id=group, at=self._clock.now()
        )
        async with self._store.transaction() as tx:
            await tx.drop_branch(row)
            await tx.enqueue(intent)

    async def _close(
        self, pulls: PullRequests, work: FollowStanding, row: PhaseBranch | None
    ) -> None:
        """Close the request of a branch whose place another took; it may have ended already."""
        pull = await asked_of_host(pulls.newest_from(work.replaced))
        if pull is not None and pull.state is PullState.OPEN:
            why = pull_words.standing_replaced(*((row.number, row.url) if row else (0, "")))
            await done_at_host(pulls.close_pull_request(pull.number, why))
        if work.head and await asked_of_host(pulls.head_of(work.replaced)) == work.head:
            await forget(pulls, work.replaced)


class AsksMerge:
    """Asks for the merge of a standing branch's request, and keeps whether the host does it."""

    def __init__(self, store: Store, projects: BranchedProjects, clock: Clock) -> None:
        self._store = store
        self._projects = projects
        self._clock = clock

    async def __call__(self, work: AskMerge, claimed: Claimed) -> None:
        """Ask; with nothing left to wait for, some hosts merge at once.

        That is looked for when it was asked for the first time; after that, the next look sees it.
        """
        project = self._projects.named(work.project)
        row = await self._still(work)
        if project.pulls is None or row is None:
            async with self._store.transaction() as tx:
                await tx.finish(claimed)
            return
        asked_before = row.auto_merge
        auto = await done_at_host(project.pulls.ask_auto_merge(work.number))
        row = await self._still(work)
        async with self._store.transaction() as tx:
            if row is not None and row.auto_merge is not auto:
                await tx.save_branch(row.asked(auto_merge=auto))
            await tx.finish(claimed)
        if row is None or not auto or asked_before:
            return
        pull = await asked_of_host(project.pulls.newest_from(work.branch))
        if pull is not None and pull.state is PullState.MERGED:
            await ask_to_follow(self._store, row, "merged at once", self._clock)

    async def _still(self, work: AskMerge) -> PhaseBranch | None:
        async with self._store.transaction() as tx:
            row = await tx.branch(work.project, NO_PHASE)
        return row if row is not None and row.number == work.number else None
