"""The front desk: every command goes to its use case. A new command fails the type check here."""

from dataclasses import replace
from typing import assert_never

from bot.ports import MessageRef, StaleState, Store
from bot.projects import Project, Projects
from bot.readiness.refusals import NoOpenRound, Refused
from bot.readiness.round import NewGap, Round
from bot.readiness.work import OpsAction
from bot.usecases.address import AddressGaps
from bot.usecases.answers import (
    AddressForm,
    Answer,
    ApprovalForm,
    DigestForm,
    EvidenceForm,
    EvidenceSheet,
    GapsForm,
    OpsForm,
    WithdrawForm,
)
from bot.usecases.commands import (
    AddEvidence,
    Address,
    AnyCommand,
    Approve,
    ApproveRound,
    Asker,
    Baseline,
    Command,
    ListGaps,
    ListGapsInRound,
    Ready,
    RemoveEvidence,
    RemoveEvidenceItem,
    RetryParked,
    ShowEvidence,
    ShowGaps,
    ShowHistory,
    ShowStatus,
    Start,
    WaitingOnMe,
    Withdraw,
    WithdrawRound,
)
from bot.usecases.digest_settings import DigestSettings
from bot.usecases.keep import KeepRequest
from bot.usecases.ops import OpsTrack
from bot.usecases.ops_commands import (
    AddOps,
    ChangeOpsItem,
    DigestCommand,
    OpsCommand,
    PreviewDigest,
    RemindReviewers,
    SetDigest,
    ShowDigest,
    ShowOps,
    TurnDigestOff,
)
from bot.usecases.queries import Queries
from bot.usecases.remind import Reminders
from bot.usecases.trouble import Trouble
from bot.usecases.verdicts import Verdicts
from bot.usecases.withdraw import WithdrawRounds

# Two replicas may change one round at once; the one that comes second looks again.
TRIES = 3


class FrontDesk:
    """Implements Desk for every face."""

    def __init__(  # noqa: PLR0913 - one of each use case
        self,
        *,
        store: Store,
        projects: Projects,
        keep: KeepRequest,
        verdicts: Verdicts,
        addresses: AddressGaps,
        withdrawals: WithdrawRounds,
        queries: Queries,
        trouble: Trouble,
        ops: OpsTrack,
        digests: DigestSettings,
        reminders: Reminders,
    ) -> None:
        self._store = store
        self._projects = projects
        self._keep = keep
        self._verdicts = verdicts
        self._addresses = addresses
        self._withdrawals = withdrawals
        self._queries = queries
        self._trouble = trouble
        self._ops = ops
        self._digests = digests
        self._reminders = reminders

    async def carry_out(self, command: Command, asker: Asker) -> Answer:
        """Do what a command asks. Raises Refused, Unavailable or Fault."""
        if not isinstance(command, AnyCommand | OpsCommand | DigestCommand):
            raise TypeError(f"{type(command).__name__} is answered by the face itself")
        for _ in range(TRIES - 1):
            try:
                return await self._route(command, asker)
            except StaleState:
                continue
        return await self._route(command, asker)

    async def _route(
        self, command: AnyCommand | OpsCommand | DigestCommand, asker: Asker
    ) -> Answer:
        if isinstance(command, OpsCommand):
            return await self._on_ops(command, asker)
        if isinstance(command, DigestCommand):
            return await self._on_digest(command, asker)
        return await self._carry_out(command, asker)

    async def _carry_out(  # noqa: PLR0911 - a line for each kind of command
        self, command: AnyCommand, asker: Asker
    ) -> Answer:
        match command:
            case ApproveRound(round_id=round_id, role=role, digest=digest, note=note):
                return await self._verdicts.approve(round_id, role, digest, note, asker)
            case ListGapsInRound():
                return await self._verdicts.list_gaps(command, asker)
            case WithdrawRound(round_id=round_id):
                return await self._withdrawals(round_id, asker)
            case RetryParked():
                return await self._trouble.retry(command, asker)
            case Address():
                homes = self._homes(asker.channel, command.project)
                return await self._addresses(homes, command, asker)
            case Approve() | ListGaps() | Withdraw():
                return await self._change(self._projects.of_channel(asker.channel), command, asker)
            case RemoveEvidenceItem(project=project) | AddEvidence(project=project) if project:
                return await self._keep(self._projects.named(project), command, asker)
            case (
                Start()
                | Baseline()
                | Ready()
                | ShowEvidence()
                | AddEvidence()
                | RemoveEvidence()
                | RemoveEvidenceItem()
            ):
                return await self._keep(self._projects.of_channel(asker.channel), command, asker)
            case WaitingOnMe() | ShowStatus() | ShowGaps() | ShowHistory():
                return await self._read(self._projects.of_channel(asker.channel), command, asker)
            case _:
                assert_never(command)

    async def _on_ops(self, command: OpsCommand, asker: Asker) -> Answer:
        match command:
            case ShowOps():
                return await self._ops.list(self._projects.of_channel(asker.channel))
            case AddOps(project=named) | ChangeOpsItem(project=named):
                home = self._home(asker.channel, named)
                return await self._ops.keep(home, command, asker)
            case RemindReviewers(round_id=round_id):
                return await self._reminders(round_id, asker)
            case _:
                assert_never(command)

    async def _on_digest(self, command: DigestCommand, asker: Asker) -> Answer:
        channel = command.channel if isinstance(command, SetDigest) else ""
        project = self._projects.of_channel(channel or asker.channel)
        match command:
            case ShowDigest():
                return await self._digests.show(asker.channel)
            case PreviewDigest():
                return await self._digests.preview(project, asker.channel)
            case SetDigest():
                return await self._digests.set(project, command, asker)
            case TurnDigestOff():
                return await self._digests.turn_off(asker)
            case _:
                assert_never(command)

    def _home(self, channel: str, project: str) -> Project:
        """Return the project a button or form names, else the channel's."""
        named = [p for p in self._projects.all() if p.name == project]
        return named[0] if named else self._projects.of_channel(channel)

    async def _change(
        self,
        project: Project,
        command: Approve | ListGaps | Withdraw,
        asker: Asker,
    ) -> Answer:
        match command:
            case Approve(phase=phase, role=role):
                review = await self._live_round(project, phase)
                return await self._verdicts.approve(review.id, role, None, "", asker)
            case ListGaps(phase=phase, texts=texts, role=role, again=again):
                review = await self._live_round(project, phase)
                listed = ListGapsInRound(review.id, role, tuple(NewGap(t) for t in texts), again)
                return await self._verdicts.list_gaps(listed, asker)
            case Withdraw(phase=phase):
                review = await self._live_round(project, phase, "withdraw")
                return await self._withdrawals(review.id, asker)
            case _:
                assert_never(command)

    async def _read(
        self,
        project: Project,
        command: WaitingOnMe | ShowStatus | ShowGaps | ShowHistory,
        asker: Asker,
    ) -> Answer:
        match command:
            case WaitingOnMe():
                return await self._queries.mine(project, asker.user)
            case ShowStatus(phase=asked):
                if asked is None:
                    return await self._queries.board(project)
                return await self._queries.phase(project, asked, asker.user)
            case ShowGaps(phase=asked):
                return await self._queries.open_gaps(project, asked)
            case ShowHistory(phase=phase):
                return await self._queries.history(project, phase)
            case _:
                assert_never(command)

    def _homes(self, channel: str, project: str) -> tuple[str, ...]:
        """Return the projects a gap named in this channel can belong to: in a DM, any."""
        projects = self._projects.all()
        if any(p.name == project for p in projects):
            return (project,)
        here = tuple(p.name for p in projects if channel in p.channels)
        return here or tuple(p.name for p in projects)

    async def _live_round(self, project: Project, phase: str, wanted: str = "decide") -> Round:
        """Return the phase's live round; a phase that is not in the tracker is told as such."""
        try:
            return await self._verdicts.live_round(project.name, phase)
        except Refused as refused:
            known = self._projects.cached(project)
            if not isinstance(refused.reason, NoOpenRound):
                raise
            if known is not None:
                known.phase(phase)
            raise Refused(replace(refused.reason, wanted=wanted)) from None

    async def approval_form(self, round_id: str, user: str) -> ApprovalForm:
        """Return what this person's Approve form shows."""
        return await self._verdicts.approval_form(round_id, user)

    async def gaps_form(self, round_id: str, user: str) -> GapsForm:
        """Return what this person's List gaps form shows."""
        return await self._verdicts.gaps_form(round_id, user)

    async def evidence_sheet(self, round_id: str) -> EvidenceSheet:
        """Return the evidence of a round as it was audited."""
        async with self._store.transaction() as tx:
            review = await tx.round(round_id)
            brief = await tx.brief(round_id)
        if review is None or brief is None:
            raise Refused(NoOpenRound(""))
        host = self._projects.named(review.project).host
        url = host.commit_url(review.commit)
        return EvidenceSheet(review, brief.audit, url, brief.deliverables)

    async def evidence_form(self, project: str, phase: str, user: str) -> EvidenceForm:
        """Return what an owner's forms for adding and removing evidence show."""
        return await self._queries.evidence_form(self._projects.named(project), phase, user)

    async def address_form(
        self, gap_id: str, user: str, channel: str, project: str = ""
    ) -> AddressForm:
        """Return what an owner's Address form shows."""
        return await self._addresses.form(self._homes(channel, project), gap_id, user)

    async def withdraw_form(self, round_id: str, user: str) -> WithdrawForm:
        """Return what an owner's Withdraw form shows."""
        return await self._withdrawals.form(round_id, user)

    async def ops_form(self, channel: str, project: str, key: str, action: OpsAction) -> OpsForm:
        """Return what the form for one ops item shows; an empty key asks for a new one."""
        return await self._ops.form(self._home(channel, project), key, action)

    async def digest_form(self, channel: str) -> DigestForm:
        """Return what the form of a channel's digest shows."""
        return await self._digests.form(channel)

    def phases(self, channel: str) -> tuple[str, ...]:
        """Return the phase ids known in a channel; empty if none are known yet."""
        try:
            known = self._projects.cached(self._projects.of_channel(channel))
        except Refused:
            return ()
        return tuple(p.id for p in known.tracker.phases) if known else ()

    async def phase_of_thread(self, channel: str, thread_ts: str) -> str | None:
        """Return the phase of the review whose card this thread hangs on; None for others."""
        async with self._store.transaction() as tx:
            round_id = await tx.round_at(MessageRef(channel, thread_ts))
            review = await tx.round(round_id) if round_id else None
        return review.phase if review else None
