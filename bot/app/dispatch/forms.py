"""The desk for forms: what each shows to the person who opens it."""

from bot.app.api.forms import (
    AddressForm,
    ApprovalForm,
    Asked,
    DigestForm,
    EvidenceForm,
    EvidenceSheet,
    GapsForm,
    OpsForm,
    WithdrawForm,
)
from bot.app.notify.digest_settings import DigestSettings
from bot.app.ops.change import OpsTrack
from bot.app.queries.phases import Queries
from bot.app.review.address import AddressGaps
from bot.app.review.decide import Verdicts
from bot.app.review.withdraw import WithdrawRounds
from bot.app.shared.may_read import MayRead
from bot.app.shared.project_asked import home, homes
from bot.ports.store import Store
from bot.readiness.refusals import NoOpenRound, Refused
from bot.readiness.work import OpsAction
from bot.repository.projects import Projects


class FormDesk:
    """Implements Forms."""

    def __init__(  # noqa: PLR0913 - one of each use case
        self,
        *,
        store: Store,
        projects: Projects,
        may_read: MayRead,
        verdicts: Verdicts,
        addresses: AddressGaps,
        withdrawals: WithdrawRounds,
        queries: Queries,
        ops: OpsTrack,
        digests: DigestSettings,
    ) -> None:
        self._store = store
        self._projects = projects
        self._may_read = may_read
        self._verdicts = verdicts
        self._addresses = addresses
        self._withdrawals = withdrawals
        self._queries = queries
        self._ops = ops
        self._digests = digests

    async def approval_form(self, round_id: str, user: str) -> ApprovalForm:
        """Return what this person's Approve form shows."""
        return await self._verdicts.approval_form(round_id, user)

    async def gaps_form(self, round_id: str, user: str) -> GapsForm:
        """Return what this person's List gaps form shows."""
        return await self._verdicts.gaps_form(round_id, user)

    async def evidence_sheet(self, round_id: str, user: str, channel: str) -> EvidenceSheet:
        """Return the evidence of a round as it was audited, for this person."""
        async with self._store.transaction() as tx:
            review = await tx.round(round_id)
            brief = await tx.brief(round_id)
        if review is None or brief is None:
            raise Refused(NoOpenRound(""))
        project = self._projects.named(review.project)
        if not any(user in seat.people for seat in review.terms.seats):
            await self._may_read.require(project, user, channel)
        owned = any(owner.slack == user for owner in review.owners)
        may_change = owned and review.live and not review.landing
        url = project.host.commit_url(review.commit)
        return EvidenceSheet(review, brief.audit, url, may_change, brief.deliverables)

    async def evidence_form(self, project: str, phase: str, user: str) -> EvidenceForm:
        """Return what an owner's forms for adding and removing evidence show."""
        return await self._queries.evidence_form(self._projects.named(project), phase, user)

    async def address_form(
        self, gap_id: str, user: str, channel: str, project: str = ""
    ) -> AddressForm:
        """Return what an owner's Address form shows."""
        return await self._addresses.form(homes(self._projects, channel, project), gap_id, user)

    async def withdraw_form(self, round_id: str, user: str) -> WithdrawForm:
        """Return what an owner's Withdraw form shows."""
        return await self._withdrawals.form(round_id, user)

    async def ops_form(self, asked: Asked, project: str, key: str, action: OpsAction) -> OpsForm:
        """Return what the form for one ops item shows; an empty key asks for a new one."""
        there = home(self._projects, asked.channel, project)
        await self._may_read.require(there, asked.user, asked.channel)
        return await self._ops.form(there, key, action, asked.user)

    async def digest_form(self, channel: str, user: str) -> DigestForm:
        """Return what the form of a channel's digest shows to a person."""
        return await self._digests.form(channel, user)
