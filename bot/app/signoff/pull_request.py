"""A sign-off that waits for its merge: asked for, followed, and told of how it ended."""

from dataclasses import dataclass, replace

from bot.app.shared import pull_request_text as pull_words
from bot.app.shared.auditing import audit_phase, barred_approvers
from bot.app.shared.commit_message import signature, signoff_message
from bot.app.shared.notifications import Telling, enqueue_all
from bot.app.shared.recheck import Void, recheck
from bot.app.shared.voiding import void_round
from bot.app.signoff.landed import has_landed
from bot.ports.card import Brief
from bot.ports.clock import Clock
from bot.ports.errors import Fault
from bot.ports.git_host import Write
from bot.ports.intents import Claimed, FollowMerge, new_intent
from bot.ports.pull_requests import PullRequest, PullRequests, PullState, PullText
from bot.ports.store import Store
from bot.readiness.branch import PhaseBranch
from bot.readiness.events import MergeAsked, NotMerged, Voided
from bot.readiness.record import envelope_path, record_path
from bot.readiness.refusals import Refused
from bot.readiness.round import Round
from bot.repository.branch_overlay import BranchedProjects
from bot.repository.new_branch import forget
from bot.repository.phase_branch import BranchWriter
from bot.repository.projects import Project, Snapshot, asked_of_host, done_at_host


@dataclass(frozen=True, slots=True)
class _Case:
    """A sign-off on the branch of its phase, and the intent by which it is looked after."""

    claimed: Claimed
    project: Project
    pulls: PullRequests
    review: Round
    brief: Brief
    row: PhaseBranch


class FollowMerges:
    """Opens the one pull request of a round, and follows it until it is merged or closed."""

    def __init__(
        self, store: Store, projects: BranchedProjects, branches: BranchWriter, clock: Clock
    ) -> None:
        self._store = store
        self._projects = projects
        self._branches = branches
        self._clock = clock

    async def moved(self, snapshot: Snapshot) -> None:
        """Have every sign-off looked after for which something has changed since the last look."""
        project = snapshot.project
        if project.pulls is None:
            return
        async with self._store.transaction() as tx:
            rows = [row for row in await tx.branches(project.name) if row.round_id]
        for row in rows:
            pull = await asked_of_host(project.pulls.newest_from(row.name))
            stands = pull is not None and (pull.number, pull.state) == (row.number, PullState.OPEN)
            if stands and row.base == snapshot.commit:
                continue
            seen = f"{pull.number}:{pull.state}" if pull else "none"
            work = FollowMerge(project.name, row.phase, row.round_id)
            key = f"merge:{row.round_id}:{row.name}:{seen}:{snapshot.commit}"
            async with self._store.transaction() as tx:
                now = self._clock.now()
                intent = new_intent(work, key=key, correlation_id=row.round_id, at=now)
                await tx.enqueue(intent)

    async def __call__(self, work: FollowMerge, claimed: Claimed) -> None:
        """Do what the pull request of a round needs next; nothing where the round is over."""
        case = await self._case(work, claimed)
        if case is None:
            async with self._store.transaction() as tx:
                await tx.finish(claimed)
            return
        pull = await asked_of_host(case.pulls.newest_from(case.row.name))
        if pull is not None and pull.state is PullState.MERGED:
            await self._merged(case, pull)
        elif pull is not None and pull.state is PullState.CLOSED and not case.row.carrying:
            await self._closed(case, pull)
        else:
            await self._waits(case, pull)

    async def _case(self, work: FollowMerge, claimed: Claimed) -> _Case | None:
        project = self._projects.named(work.project)
        async with self._store.transaction() as tx:
            review = await tx.round(work.round_id)
            brief = await tx.brief(work.round_id)
            row = await tx.branch(work.project, work.phase)
        if review is None or brief is None or row is None or row.round_id != review.id:
            return None
        if project.pulls is None:
            why = f"The sign-off waits on {row.name}, and pull requests are switched off."
            raise Fault(why, 'Set write = "pull_request" for the project again.')
        return _Case(claimed, project, project.pulls, review, brief, row)

    async def _waits(self, case: _Case, pull: PullRequest | None) -> None:
        """Look whether what was approved stands, and see that a request is open that can merge."""
        head = await self._projects.at_head(case.project)
        if head.commit != case.row.base and (event := await self._void_by(case)) is not None:
            await self._void(case, pull, event)
        elif case.row.carrying or await self._is_behind(case, head):
            await self._carry(case, pull)
        elif pull is None or pull.number != case.row.number or case.row.auto_merge is None:
            await self._ask(case)
        else:
            async with self._store.transaction() as tx:
                await tx.finish(case.claimed)

    async def _void_by(self, case: _Case) -> Voided | None:
        """Return what of the approved is not there any more at head; None where all of it is."""
        try:
            snapshot = await self._projects.of_phase(case.project, case.review.phase)
            phase = snapshot.phase(case.review.phase)
        except Refused:
            return None  # documents that can't be read are told to whoever asks for them
        checked = await audit_phase(snapshot, phase)
        barred = await barred_approvers(snapshot, phase, case.review, checked)
        try:
            recheck(case.review, case.brief, checked, snapshot, phase, barred)
        except Void as found:
            return found.event
        return None

    async def _is_behind(self, case: _Case, head: Snapshot) -> bool:
        """Tell whether the tracker moved on beside the branch: a merge would be in conflict."""
        base = await self._projects.base_of(case.project, case.row)
        if base.tracker_blob == head.tracker_blob:
            return False
        at = await asked_of_host(case.pulls.head_of(case.row.name))
        return at is None or not await asked_of_host(case.project.host.is_ancestor(head.commit, at))

    async def _ask(self, case: _Case) -> None:
        """Open the request, ask for its merge, and tell where it stands."""
        case, pull = await self._open(case)
        review, row = case.review, case.row
        auto = await done_at_host(case.pulls.ask_auto_merge(pull.number))
        asked = row.asked(auto_merge=auto)
        telling = self._telling(case, f"asked {pull.number}")
        event = MergeAsked(review, pull.number, pull.url, auto)
        async with self._store.transaction() as tx:
            await tx.save_branch(asked)
            told = telling.card(review.id), telling.thread(review.id, event)
            await enqueue_all(tx, *told)
        # With nothing left to wait for, some hosts merge at once.
        now = await asked_of_host(case.pulls.newest_from(row.name))
        if now is not None and now.state is PullState.MERGED:
            await self._merged(replace(case, row=asked), now)
            return
        async with self._store.transaction() as tx:
            await tx.finish(case.claimed)

    async def _open(self, case: _Case) -> tuple[_Case, PullRequest]:
        """Open the request. Its merge may have to wait, so it is told as soon as it is there."""
        review, row = case.review, case.row
        body = pull_words.body(review, case.project, await self._record(case))
        opening = case.pulls.open_pull_request(row.name, pull_words.title(review), body)
        pull = await done_at_host(opening)
        if row.number == pull.number:
            return case, pull
        opened = row.opened(pull.number, pull.url)
        async with self._store.transaction() as tx:
            await tx.save_branch(opened)
            await enqueue_all(tx, self._telling(case, f"open {pull.number}").card(review.id))
        return replace(case, row=opened), pull

    async def _carry(self, case: _Case, pull: PullRequest | None) -> None:
        """Put the same sign-off on a branch that is cut from head, and ask anew."""
        if not case.row.carrying:
            case = replace(case, row=case.row.to_be_carried())
            async with self._store.transaction() as tx:
                await tx.save_branch(case.row)
        if (merged := await self._shut(case, pull, pull_words.CARRIED)) is not None:
            await self._merged(case, merged)
            return
        review, record = case.review, await self._record(case)
        also = record, envelope_path(record)
        snapshot = await self._projects.carried(case.project, review.phase, also)
        if snapshot.line is None or record not in snapshot.line.files:
            await self._not_merged(case, pull)
            return
        message = signoff_message(review, case.claimed.intent)
        author = signature(max(review.approvals(), key=lambda d: d.at).reviewer)
        change = Write(snapshot.commit, {}, message, author, self._clock.now())
        writing = self._branches.write(snapshot, change, review.phase, case.claimed)
        await done_at_host(writing)
        async with self._store.transaction() as tx:
            row = await tx.branch(review.project, review.phase)
        if row is None:
            raise Fault("The phase's branch is not in the database.", "Restore the database.")
        await self._ask(replace(case, row=row))

    async def _shut(
        self, case: _Case, pull: PullRequest | None, why: PullText
    ) -> PullRequest | None:
        """Close an open request; return it where its merge came first."""
        if pull is None or pull.state is not PullState.OPEN:
            return None
        await done_at_host(case.pulls.close_pull_request(pull.number, why))
        now = await asked_of_host(case.pulls.newest_from(case.row.name))
        return now if now is not None and now.state is PullState.MERGED else None

    async def _void(self, case: _Case, pull: PullRequest | None, event: Voided) -> None:
        why = pull_words.voided(case.review.phase)
        if (merged := await self._shut(case, pull, why)) is not None:
            await self._merged(case, merged)
            return
        await self._ended(case, replace(event, pull=pull.number if pull else 0))

    async def _closed(self, case: _Case, pull: PullRequest) -> None:
        """Tell of a request that somebody closed, or that was closed as its approvals are void."""
        event = await self._void_by(case)
        if event is not None:
            await self._ended(case, replace(event, pull=pull.number))
        else:
            await self._not_merged(case, pull)

    async def _merged(self, case: _Case, pull: PullRequest) -> None:
        commit, record = pull.merged_as, await self._record(case)
        if commit is None:
            raise Fault("The host names no commit for a merge.", "Look at the pull request.")
        found = await asked_of_host(case.project.host.read(commit, {record}))
        if found[record] is None:
            await self._not_merged(case, pull)
            return
        await forget(case.pulls, case.row.name)
        async with self._store.transaction() as tx:
            await tx.drop_branch(case.row)
            await has_landed(tx, case.claimed, commit, self._clock)

    async def _not_merged(self, case: _Case, pull: PullRequest | None) -> None:
        merged = pull is not None and pull.state is PullState.MERGED
        number, url = (pull.number, pull.url) if pull else (0, "")
        await self._ended(case, NotMerged(case.review, number, url, without_record=merged))

    async def _ended(self, case: _Case, event: Voided | NotMerged) -> None:
        """Void the round; its rows stay on the branch, its sign-off does not count."""
        async with self._store.transaction() as tx:
            await tx.save_branch(case.row.fallen())
            await void_round(tx, event, self._telling(case, "void"))
            await tx.finish(case.claimed)

    async def _record(self, case: _Case) -> str:
        """Return the path of the round's record, by the policy it was approved under."""
        base = await self._projects.base_of(case.project, case.row)
        folder = base.file.policy.rules.signoffs_folder
        return record_path(folder, case.review.phase, case.review.id)

    def _telling(self, case: _Case, what: str) -> Telling:
        review, intent = case.review, case.claimed.intent
        # One intent may bring about two things, one after the other: each draws the card anew.
        cause = f"{intent.id}:{what}"
        return Telling(review.project, review.id, cause, self._clock.now())
