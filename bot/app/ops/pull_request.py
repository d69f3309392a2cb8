"""The one pull request of what belongs to no phase: opened, and looked at before each change.

Everything here happens in the project's lane of landings, one thing after the other.
"""

from datetime import datetime, timedelta
from typing import Final

from bot.app.shared import pull_request_text as pull_words
from bot.app.shared.home_redraw import redraw_homes
from bot.app.shared.notifications import Telling, enqueue_all
from bot.ports.clock import Clock
from bot.ports.errors import Unavailable
from bot.ports.intents import AskMerge, Claimed, new_intent
from bot.ports.pull_requests import PullRequest, PullRequests, PullState
from bot.ports.store import Store
from bot.readiness.branch import NO_PHASE, PhaseBranch
from bot.readiness.ops_events import TakenBack
from bot.readiness.ops_refusals import ClosedMeanwhile
from bot.readiness.refusals import Refused
from bot.readiness.work import AwaitedMerge, Held
from bot.repository.branch_overlay import BranchedProjects
from bot.repository.new_branch import forget
from bot.repository.projects import Project, asked_of_host, done_at_host

# A host removes a branch also as it merges, and may be a moment late to say so of the request.
_SURE_AFTER: Final = timedelta(seconds=3)


class StandingRequest:
    """Sees that a project's standing branch has a request, and that an ended one is ended here."""

    def __init__(self, store: Store, projects: BranchedProjects, clock: Clock) -> None:
        self._store = store
        self._projects = projects
        self._clock = clock
        self._gone_since: dict[str, datetime] = {}

    async def settle(self, project: Project, claimed: Claimed) -> None:
        """Look how the request ended, if it has: what waited is in, or is taken back."""
        row = await self._row(project)
        if project.pulls is None or row is None:
            return
        pull = await asked_of_host(project.pulls.newest_from(row.name))
        if pull is None or pull.state is PullState.OPEN:
            # Whoever met no branch there is here for the second time.
            if claimed.attempt > 1 and await asked_of_host(project.pulls.head_of(row.name)) is None:
                await self.gone(project, row, claimed)
            return
        if pull.state is PullState.CLOSED:
            await self.taken_back(project, row, claimed)
            return
        line = (await self._projects.of_phase(project, NO_PHASE)).line
        if line is None or line.ours:
            await forget(project.pulls, row.name)
        self._projects.outdated(project, row.name)
        async with self._store.transaction() as tx:
            await tx.drop_branch(row)
            await redraw_homes(tx, self._clock.now())

    async def gone(self, project: Project, row: PhaseBranch, claimed: Claimed) -> None:
        """Take back what waited on a branch that somebody took away; its request is closed.

        Raises Unavailable until that is sure.
        """
        now = self._clock.now()
        if now - self._gone_since.setdefault(row.name, now) < _SURE_AFTER:
            raise Unavailable(f"The branch {row.name} is gone, and its request is open.")
        if project.pulls is not None and row.number:
            pull = await asked_of_host(project.pulls.newest_from(row.name))
            if pull is not None and pull.state is PullState.OPEN:
                closing = project.pulls.close_pull_request(row.number, pull_words.STANDING_GONE)
                await done_at_host(closing)
                pull = await asked_of_host(project.pulls.newest_from(row.name))
            if pull is not None and pull.state is PullState.MERGED:
                raise Unavailable("The request was merged after all.")
        await self.taken_back(project, row, claimed)
        del self._gone_since[row.name]

    async def open(
        self,
        project: Project,
        claimed: Claimed,
        *,
        by: str = "",
        held: Held | None = None,
        changed: bool = True,
    ) -> AwaitedMerge | None:
        """Return the request that a change waits for, opened if need be; ask for its merge.

        `by` is whose change it is (Slack id); `held` what the branch holds, read where it is None.
        `changed`: a commit was added to it.
        None where nothing waits. Raises Refused where it was closed while it was written to, and
        Unavailable where it was merged: what is in it has to be looked at anew then.
        """
        row = await self._row(project)
        if project.pulls is None or row is None:
            return None
        pull = await asked_of_host(project.pulls.newest_from(row.name))
        if pull is None:
            pull = await self._opened(project, project.pulls, row, held)
        if pull.state is PullState.MERGED:
            raise Unavailable("The request was merged while it was written to.")
        if pull.state is PullState.CLOSED:
            await self.taken_back(project, row, claimed)
            raise Refused(ClosedMeanwhile(pull.number, pull.url))
        row = await self._kept(row, pull, by)
        self._projects.outdated(project, row.name)
        if changed or row.auto_merge is None:
            await self._have_it_merged(project, row, claimed)
        return AwaitedMerge(pull.number, pull.url)

    async def taken_back(self, project: Project, row: PhaseBranch, claimed: Claimed) -> None:
        """Forget a branch whose request somebody closed; tell those whose changes were on it."""
        snapshot = await self._projects.of_phase(project, NO_PHASE)
        line = snapshot.line
        held = line.held if line is not None else Held()
        event = TakenBack(held.items, held.entries, row.number, row.url)
        intent, now = claimed.intent, self._clock.now()
        telling = Telling(project.name, intent.correlation_id, f"closed:{row.name}", now)
        async with self._store.transaction() as tx:
            await tx.drop_branch(row)
            people = (telling.person(user, event) for user in row.people)
            await enqueue_all(tx, telling.channel(project.channels[0], event), *people)
            await redraw_homes(tx, now)
        self._projects.outdated(project, row.name)
        # Last: what it held could not be told any more once it is gone.
        if line is not None and line.ours and project.pulls is not None:
            await forget(project.pulls, row.name)

    async def _row(self, project: Project) -> PhaseBranch | None:
        async with self._store.transaction() as tx:
            return await tx.branch(project.name, NO_PHASE)

    async def _opened(
        self, project: Project, pulls: PullRequests, row: PhaseBranch, held: Held | None
    ) -> PullRequest:
        if held is None:
            line = (await self._projects.of_phase(project, NO_PHASE)).line
            held = line.held if line is not None else Held()
        title, body = pull_words.standing_title(held), pull_words.standing_body(held)
        return await done_at_host(pulls.open_pull_request(row.name, title, body))

    async def _kept(self, row: PhaseBranch, pull: PullRequest, by: str) -> PhaseBranch:
        """Keep which request it is, and whose change is on it now."""
        opened = row if row.number == pull.number else row.opened(pull.number, pull.url)
        grown = opened.of_person(by)
        async with self._store.transaction() as tx:
            if opened is not row:
                await tx.save_branch(opened)
            if grown is not opened:
                await tx.save_branch(grown)
        return grown

    async def _have_it_merged(self, project: Project, row: PhaseBranch, claimed: Claimed) -> None:
        """Ask for the merge after each change: some hosts forget it when a commit is added."""
        intent = claimed.intent
        work = AskMerge(project.name, row.name, row.number)
        asking = new_intent(
            work,
            key=f"{intent.id}/merge:{row.name}",
            correlation_id=intent.correlation_id,
            at=self._clock.now(),
        )
        async with self._store.transaction() as tx:
            await tx.enqueue(asking)
            await redraw_homes(tx, self._clock.now())
