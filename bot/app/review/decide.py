"""A reviewer's verdict: approve, or list gaps. Checked, and kept with all it brings about."""

import uuid
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from bot.app.api.answers import Approved, GapsKept, Repeated
from bot.app.api.commands import Asker, ListGapsInRound
from bot.app.api.forms import ApprovalForm, GapsForm
from bot.app.shared.notifications import Telling, enqueue_all
from bot.app.shared.participants import (
    GroupsWanted,
    Members,
    owners_to_tell,
    round_or_refuse,
    with_members,
)
from bot.app.shared.phase_standing import status_at_head
from bot.ports.card import Brief
from bot.ports.chat import Chat
from bot.ports.intents import Intent, LandSignoff, WatchRound, new_intent
from bot.ports.store import Store, Transaction
from bot.readiness.events import Decided, GapsListed
from bot.readiness.evidence import Audit
from bot.readiness.gaps import listed_again, require_subjects
from bot.readiness.people import owners
from bot.readiness.refusals import Barred, NoOpenRound, Refused
from bot.readiness.review import approve, list_gaps
from bot.readiness.rights import may_decide, roles_open_to
from bot.readiness.round import (
    Bar,
    Gap,
    GapState,
    NewGap,
    Reviewer,
    Round,
    Ruling,
)
from bot.readiness.verdict import Approval, Ballot, GapsRuling
from bot.repository.projects import Projects

T = TypeVar("T")


class Verdicts:
    """Takes verdicts. Rights are checked by Slack user id, at the click and again at submit."""

    def __init__(self, store: Store, chat: Chat, projects: Projects) -> None:
        self._store = store
        self._chat = chat
        self._projects = projects

    async def approve(
        self, round_id: str, role: str | None, digest: str | None, note: str, asker: Asker
    ) -> Approved | Repeated:
        """Keep an approval bound to `digest` (None: the round's own). Raises Refused."""
        return await self._ruled(
            partial(self._approve, round_id, role, digest, note, asker), asker.user
        )

    async def _approve(  # noqa: PLR0913, PLR0917 - what was said, by whom, and who may
        self,
        round_id: str,
        role: str | None,
        digest: str | None,
        note: str,
        asker: Asker,
        members: Members,
        called: str,
    ) -> Approved | Repeated:
        async with self._store.transaction() as tx:
            if not await tx.first_time(*asker.deliveries):
                return Repeated()
            review = with_members(await round_or_refuse(tx, round_id), members)
            self._require_no_owner(review, asker.user)
            gaps = await tx.gaps(review.project, review.phase)
            ballot = await _ballot(tx, review, asker, called, role, digest or review.digest, note)
            approval = approve(review, gaps, ballot)
            await tx.save_round(approval.round)
            await tx.save_gaps(approval.accepted)
            await enqueue_all(tx, *_after_approval(approval, asker))
        return Approved(approval.round, approval.decision, approval.complete)

    async def list_gaps(self, command: ListGapsInRound, asker: Asker) -> GapsKept | Repeated:
        """Keep a list of gaps: new ones, and earlier ones listed again. Raises Refused."""
        return await self._ruled(partial(self._list_gaps, command, asker), asker.user)

    async def _list_gaps(
        self, command: ListGapsInRound, asker: Asker, members: Members, called: str
    ) -> GapsKept | Repeated:
        round_id, role = command.round_id, command.role
        async with self._store.transaction() as tx:
            if not await tx.first_time(*asker.deliveries):
                return Repeated()
            review = with_members(await round_or_refuse(tx, round_id), members)
            gaps = await tx.gaps(review.project, review.phase)
            drafts = (*listed_again(gaps, command.again), *command.gaps)
            ballot = await _ballot(tx, review, asker, called, role, None, "")
            ruling = list_gaps(review, gaps, ballot, drafts)
            _require_shown(review, await tx.brief(review.id), command.gaps)
            await tx.save_round(ruling.round)
            await tx.save_gaps(ruling.gaps)
            await enqueue_all(tx, *_after_gaps(ruling, asker))
        return GapsKept(ruling.round, ruling.decision, ruling.gaps)

    async def approval_form(self, round_id: str, user: str) -> ApprovalForm:
        """Return what this person may approve. Raises Refused with the reason if nothing."""
        review, audit, _, gaps = await self._shown(round_id, user)
        self._require_no_owner(review, user)
        roles = roles_open_to(review, user)
        if not roles:
            roles = (may_decide(review, user, None, Ruling.APPROVE).role,)
        accepts = tuple(g for g in gaps if g.state is GapState.ADDRESSED and g.role in roles)
        status = await status_at_head(self._projects, review)
        return ApprovalForm(review, roles, audit, status, accepts)

    async def gaps_form(self, round_id: str, user: str) -> GapsForm:
        """Return what this person may list gaps on. Raises Refused with the reason if nothing."""
        review, audit, deliverables, gaps = await self._shown(round_id, user)
        roles = roles_open_to(review, user)
        if not roles:
            roles = (may_decide(review, user, None, Ruling.GAPS).role,)
        earlier = tuple(g for g in gaps if g.role in roles)
        return GapsForm(review, roles, audit, deliverables, earlier)

    def _require_no_owner(self, review: Round, user: str) -> None:
        """Refuse an approval by who owns the phase since the round opened, by the last snapshot.

        The landing looks again, at head; this is to say it before anything is kept.
        """
        known = self._projects.cached(self._projects.named(review.project))
        phase = known.tracker.phase(review.phase) if known else None
        if known is None or phase is None or known.file.policy.rules.self_review:
            return
        if any(owner.slack == user for owner in owners(known.file.policy, phase)):
            raise Refused(Barred(review.phase, review.terms.bar(user) or Bar.OWNER))

    async def _shown(
        self, round_id: str, user: str
    ) -> tuple[Round, Audit, tuple[str, ...], tuple[Gap, ...]]:
        return await self._ruled(lambda members, _: self._read(round_id, members), user)

    async def _read(
        self, round_id: str, members: Members
    ) -> tuple[Round, Audit, tuple[str, ...], tuple[Gap, ...]]:
        async with self._store.transaction() as tx:
            review = with_members(await round_or_refuse(tx, round_id), members)
            brief = await tx.brief(round_id)
            gaps = await tx.gaps(review.project, review.phase)
        if brief is None:
            raise Refused(NoOpenRound(review.phase))
        return review, brief.audit, brief.deliverables, gaps

    async def _ruled(self, rule: Callable[[Members, str], Awaitable[T]], user: str) -> T:
        """Rule on a round; where it has user groups, once more with who is in them now.

        The rule is given what the user is called, too: a member of a group need not be among the
        policy's people, and a record should name them.

        Slack is never asked inside a transaction, and most rounds have no groups: only those that
        do pay for a second transaction. What the first one did is rolled back.
        """
        try:
            return await rule({}, user)
        except GroupsWanted as wanted:
            asked = {group: await self._chat.group_members(group) for group in wanted.groups}
        return await rule(asked, await self._chat.display_name(user))


def _require_shown(review: Round, brief: Brief | None, new: tuple[NewGap, ...]) -> None:
    """Refuse gaps on what the round was not shown with: its form has no such menu entry."""
    findings, deliverables = (brief.audit.findings, brief.deliverables) if brief else ((), ())
    require_subjects(review.phase, new, {f.evidence.reference for f in findings}, deliverables)


async def _ballot(  # noqa: PLR0913, PLR0917 - the parts of a ballot, and where they come from
    tx: Transaction,
    review: Round,
    asker: Asker,
    called: str,
    role: str | None,
    digest: str | None,
    note: str,
) -> Ballot:
    brief = await tx.brief(review.id)
    people = brief.people if brief else ()
    unknown = Reviewer(asker.user, asker.user, called)
    reviewer = next((p for p in people if p.slack == asker.user), unknown)
    return Ballot(str(uuid.uuid4()), reviewer, asker.at, role, digest, note)


def _after_approval(approval: Approval, asker: Asker) -> tuple[Intent, ...]:
    review = approval.round
    telling = Telling(review.project, review.id, asker.delivery, asker.at)
    event = Decided(review, approval.decision, approval.accepted, approval.complete)
    landing = new_intent(
        LandSignoff(review.project, review.phase, review.id),
        key=f"land:{review.id}",
        correlation_id=review.id,
        at=asker.at,
    )
    # A landing looks at head itself; before the last approval nobody else would.
    watch = new_intent(
        WatchRound(review.project, review.phase, review.id),
        key=f"watch:{asker.delivery}",
        correlation_id=review.id,
        at=asker.at,
    )
    return (
        landing if approval.complete else watch,
        telling.card(review.id),
        telling.thread(review.id, event),
        *telling.people(owners_to_tell(review), event),
    )


def _after_gaps(ruling: GapsRuling, asker: Asker) -> tuple[Intent, ...]:
    review = ruling.round
    telling = Telling(review.project, review.id, asker.delivery, asker.at)
    event = GapsListed(review, ruling.decision, ruling.gaps)
    return (
        telling.card(review.id),
        telling.thread(review.id, event),
        *telling.people(owners_to_tell(review), event),
    )
