"""The sign-off: re-checked at every head that is read, written once, or voided and told."""

from dataclasses import dataclass

from bot.app.shared.auditing import audit_phase, barred_approvers
from bot.app.shared.commit_message import signature, signoff_message
from bot.app.shared.edited_tracker import edited
from bot.app.shared.notifications import Telling, enqueue_all
from bot.app.shared.participants import owners_to_tell
from bot.app.shared.recheck import Void, recheck
from bot.app.shared.voiding import void_round
from bot.app.signoff.landed import has_landed
from bot.documents.edits import TrackerEdit
from bot.documents.signoff_rows import rows_of
from bot.ports.clock import Clock
from bot.ports.errors import Fault, UnknownOutcome
from bot.ports.intents import Claimed, FollowMerge, LandSignoff, new_intent
from bot.ports.store import Store, Transaction
from bot.readiness.events import RequestRefused, Voided
from bot.readiness.record import SignoffRecord, envelope_path, record_of, record_path
from bot.readiness.refusals import BrokenDocuments, NoSuchPhase, NotApproved, Refused
from bot.readiness.round import GapState, Reviewer, Round, RoundState
from bot.readiness.rounds import begin_landing, cancel_landing
from bot.readiness.statement import record_bytes
from bot.readiness.status import Status
from bot.repository.landing import Lander, Plan
from bot.repository.projects import Project, Projects, Snapshot, asked_of_host
from bot.repository.trailers import NO_MESSAGE
from bot.signing.envelope import seal
from bot.signing.keys import SigningKey


@dataclass
class _Attempt:
    """One try to write a round's sign-off. `unwritten`: it is known that no try has written it."""

    review: Round
    unwritten: bool


class LandSignoffs:
    """Lands a round that all have approved. With a `key`, its record is signed too."""

    def __init__(
        self,
        store: Store,
        projects: Projects,
        lander: Lander,
        clock: Clock,
        key: SigningKey | None = None,
    ) -> None:
        self._key = key
        self._store = store
        self._projects = projects
        self._lander = lander
        self._clock = clock

    async def __call__(self, work: LandSignoff, claimed: Claimed) -> None:
        """Write the sign-off, or void the round where what was approved is no longer there."""
        attempt = await self._begin(work, claimed)
        if attempt is None:
            return
        project = self._projects.named(work.project)
        try:
            landing = await self._lander.land(
                project,
                claimed,
                lambda snapshot: self._plan(attempt, claimed, snapshot),
                work.phase,
                self._record_is_expected_at(project, attempt.review),
            )
        except Void as found:
            await self._void(claimed, found.event)
        except Refused as refused:
            await self._release(attempt)
            raise _in_the_way(refused) from refused
        except UnknownOutcome:
            raise  # it may be written: verdicts stay held until that is known
        except Exception:
            await self._release(attempt)
            raise
        else:
            if project.pulls is None:
                await self._landed(claimed, landing.commit)
            else:
                await self._waits(work, claimed, landing.commit)

    async def _begin(self, work: LandSignoff, claimed: Claimed) -> _Attempt | None:
        """Hold the verdicts still for the write; None where there is nothing to land any more."""
        async with self._store.transaction() as tx:
            review = await tx.round(work.round_id)
            try:
                held = begin_landing(review) if review else None
            except Refused as refused:
                if not isinstance(refused.reason, NotApproved):
                    raise
                await self._let_go(tx, claimed, review, refused.reason)
                return None
            if held is None:
                await tx.finish(claimed)
                return None
            if held is not review:
                await tx.save_round(held)
        # Held before: whoever held it has not come back to say whether it was written.
        return _Attempt(held, unwritten=held is not review)

    async def _let_go(
        self, tx: Transaction, claimed: Claimed, review: Round | None, why: NotApproved
    ) -> None:
        """Drop a landing that nobody wants any more; tell it where it was asked for again."""
        if review is not None and claimed.attempt > 1 and review.state is not RoundState.LANDED:
            cause = f"{claimed.intent.id}#{claimed.attempt}"
            telling = Telling(review.project, review.id, cause, self._clock.now())
            told = telling.people(owners_to_tell(review), RequestRefused(why))
            await enqueue_all(tx, telling.card(review.id), *told)
        await tx.finish(claimed)

    def _record_is_expected_at(self, project: Project, review: Round) -> tuple[str, ...]:
        """Return the record's path by the last snapshot, so that it is read along with head."""
        known = self._projects.cached(project)
        return (_record_path(known, review),) if known else ()

    async def _release(self, attempt: _Attempt) -> None:
        """Let reviewers change their minds until the next attempt, if nothing was written."""
        if not attempt.unwritten:
            return
        async with self._store.transaction() as tx:
            review = await tx.round(attempt.review.id)
            if review is not None and review.landing:
                await tx.save_round(cancel_landing(review))

    async def _plan(self, attempt: _Attempt, claimed: Claimed, snapshot: Snapshot) -> Plan:
        review = attempt.review
        path = _record_path(snapshot, review)
        blobs = snapshot.blobs
        if path not in blobs:  # the policy was not known before, or names another folder now
            blobs = await asked_of_host(snapshot.project.host.read(snapshot.commit, {path}))
        if blobs[path] is not None:
            return Plan({}, NO_MESSAGE, signature(review.requester), landed_as=snapshot.commit)
        attempt.unwritten = True
        phase = snapshot.phase(review.phase)
        checked = await audit_phase(snapshot, phase)
        async with self._store.transaction() as tx:
            brief = await tx.brief(review.id)
            gaps = await tx.gaps(review.project, review.phase)
        if brief is None:
            raise Fault("What the reviewers saw is not in the database.", "Restore the database.")
        barred = await barred_approvers(snapshot, phase, review, checked)
        before, after = recheck(review, brief, checked, snapshot, phase, barred)
        now = self._clock.now()
        accepted = (g for g in gaps if g.state is GapState.ACCEPTED)
        by_pull = snapshot.project.pulls is not None
        record = record_of(review, checked, accepted, before, after, by_pull_request=by_pull)
        files = {
            **await edited(snapshot, _edit(record, path), now),
            **self._record_files(record, path),
        }
        return Plan(files, signoff_message(review, claimed.intent), signature(_author(review)))

    def _record_files(self, record: SignoffRecord, path: str) -> dict[str, bytes]:
        """Return the record's file and, where there is a key, its envelope: the same bytes."""
        payload = record_bytes(record)
        if self._key is None:
            return {path: payload}
        return {path: payload, envelope_path(path): seal(payload, self._key)}

    async def _landed(self, claimed: Claimed, commit: str) -> None:
        async with self._store.transaction() as tx:
            await has_landed(tx, claimed, commit, self._clock)

    async def _waits(self, work: LandSignoff, claimed: Claimed, commit: str) -> None:
        """Have the branch that holds the sign-off merged; it is no sign-off before that."""
        now = self._clock.now()
        async with self._store.transaction() as tx:
            row = await tx.branch(work.project, work.phase)
            brief = await tx.brief(work.round_id)
            if row is None:  # it was merged already, with the branch it was on
                await has_landed(tx, claimed, commit, self._clock)
                return
            before = brief.status if brief and brief.status else Status.READY
            await tx.save_branch(row.signed(work.round_id, before))
            follow = FollowMerge(work.project, work.phase, work.round_id)
            key = f"merge:{work.round_id}:{claimed.intent.id}"
            await tx.enqueue(new_intent(follow, key=key, correlation_id=work.round_id, at=now))
            await tx.finish(claimed)

    async def _void(self, claimed: Claimed, event: Voided) -> None:
        now = self._clock.now()
        telling = Telling(event.round.project, event.round.id, claimed.intent.id, now)
        async with self._store.transaction() as tx:
            await void_round(tx, event, telling)
            await tx.finish(claimed)


def _record_path(snapshot: Snapshot, review: Round) -> str:
    return record_path(snapshot.file.policy.rules.signoffs_folder, review.phase, review.id)


def _in_the_way(refused: Refused) -> Fault:
    """Return what keeps a sign-off from being written and only a person can mend."""
    match refused.reason:
        case BrokenDocuments(problems=problems):
            return Fault(" ".join(str(p) for p in problems), "Mend the document.")
        case NoSuchPhase(asked=phase):
            return Fault(f"The tracker has no phase {phase} any more.", "Put it back.")
        case reason:
            return Fault(
                f"The sign-off was refused: {type(reason).__name__}.", "Ask for a new round."
            )


def _author(review: Round) -> Reviewer:
    """Return who gave the last approval: the sign-off is theirs as much as anyone's."""
    return max(review.approvals(), key=lambda d: d.at).reviewer


def _edit(record: SignoffRecord, path: str) -> TrackerEdit:
    """Return what the record changes in the tracker."""
    status = record.after if record.after is not record.before else None
    return TrackerEdit(phase=record.phase, status=status, signoffs=rows_of(record, path))
