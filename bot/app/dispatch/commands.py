"""The front desk: every command goes to its use case. A new command fails the type check here."""

from typing import assert_never

from bot.app.api.answers import Answer
from bot.app.api.commands import (
    AddEvidence,
    Address,
    AnyCommand,
    Approve,
    ApproveRound,
    Asker,
    Baseline,
    CardThread,
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
    ShowProgress,
    ShowStatus,
    Start,
    WaitingOnMe,
    Withdraw,
    WithdrawRound,
)
from bot.app.api.gateway import Forms
from bot.app.api.ops_commands import DigestCommand, OpsCommand, RemindReviewers, SetDigest
from bot.app.api.suggestions import Offer, Offered
from bot.app.dispatch.ops import OpsDesk
from bot.app.ops.concerns import RaiseConcerns
from bot.app.ops.progress import ShowsProgress
from bot.app.queries.phases import Queries
from bot.app.queries.suggestions import Offers
from bot.app.review.address import AddressGaps
from bot.app.review.decide import Verdicts
from bot.app.review.withdraw import WithdrawRounds
from bot.app.shared.enqueue_request import KeepRequest
from bot.app.shared.failure_policy import Trouble
from bot.app.shared.home_redraw import Homes
from bot.app.shared.may_read import MayRead
from bot.app.shared.project_asked import home, homes
from bot.app.shared.review_meant import ReviewMeant
from bot.ports.errors import Fault, StaleState, Unavailable
from bot.readiness.refusals import NoOpenRound, PhaseLocked, Refused
from bot.readiness.round import NewGap
from bot.repository.projects import Project, Projects

# Two replicas may change one round at once; the one that comes second looks again.
TRIES = 3
_OF_A_REVIEW = (ApproveRound, ListGapsInRound, WithdrawRound, RetryParked, RemindReviewers)


class FrontDesk:
    """Implements Desk for every face."""

    def __init__(  # noqa: PLR0913 - one of each use case
        self,
        *,
        projects: Projects,
        meant: ReviewMeant,
        may_read: MayRead,
        concerns: RaiseConcerns,
        keep: KeepRequest,
        verdicts: Verdicts,
        addresses: AddressGaps,
        withdrawals: WithdrawRounds,
        queries: Queries,
        progress: ShowsProgress,
        trouble: Trouble,
        ops_desk: OpsDesk,
        forms: Forms,
        home_pages: Homes,
    ) -> None:
        self._projects = projects
        self._meant = meant
        self._may_read = may_read
        self._concerns = concerns
        self._offers = Offers(projects, meant)
        self._keep = keep
        self._verdicts = verdicts
        self._addresses = addresses
        self._withdrawals = withdrawals
        self._queries = queries
        self._progress = progress
        self._trouble = trouble
        self._ops_desk = ops_desk
        self.forms = forms
        self._home_pages = home_pages

    async def carry_out(self, command: Command, asker: Asker) -> Answer:
        """Do what a command asks. Raises Refused, Unavailable or Fault."""
        if not isinstance(command, AnyCommand | OpsCommand | DigestCommand):
            raise TypeError(f"{type(command).__name__} is answered by the face itself")
        await self._require_reader(command, asker)
        for _ in range(TRIES - 1):
            try:
                return await self._route(command, asker)
            except StaleState:
                continue
        return await self._route(command, asker)

    async def _require_reader(self, command: Command, asker: Asker) -> None:
        """Refuse who may not read the project that is asked about: every answer tells of it.

        What comes from a review's own button or form is let through: rights by role follow there.
        """
        if isinstance(command, _OF_A_REVIEW):
            return
        place = (command.channel if isinstance(command, SetDigest) else "") or asker.channel
        named = str(getattr(command, "project", ""))
        if isinstance(command, Address):
            projects = [self._projects.named(p) for p in homes(self._projects, place, named)]
        else:
            projects = [home(self._projects, place, named)]
        for project in projects:
            await self._may_read.require(project, asker.user, place)

    async def _route(
        self, command: AnyCommand | OpsCommand | DigestCommand, asker: Asker
    ) -> Answer:
        if isinstance(command, OpsCommand | DigestCommand):
            return await self._ops_desk(command, asker)
        return await self._carry_out(command, asker)

    async def _carry_out(  # noqa: PLR0911 - a line for each kind of command
        self, command: AnyCommand, asker: Asker
    ) -> Answer:
        match command:
            case ApproveRound(round_id=round_id, role=role, digest=digest, note=note):
                return await self._verdicts.approve(round_id, role, digest, note, asker)
            case ListGapsInRound():
                return await self._list_in_round(command, asker)
            case WithdrawRound(round_id=round_id):
                return await self._withdrawals(round_id, asker)
            case RetryParked():
                return await self._trouble.retry(command, asker)
            case Address():
                places = homes(self._projects, asker.channel, command.project)
                return await self._addresses(places, command, asker)
            case Approve() | ListGaps() | Withdraw():
                return await self._change(self._projects.of_channel(asker.channel), command, asker)
            case (
                RemoveEvidenceItem(project=project)
                | AddEvidence(project=project)
                | Start(project=project)
                | Ready(project=project)
            ) if project:
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
            case WaitingOnMe() | ShowStatus() | ShowGaps() | ShowHistory() | ShowProgress():
                return await self._read(self._projects.of_channel(asker.channel), command, asker)
            case _:
                assert_never(command)

    async def _change(
        self,
        project: Project,
        command: Approve | ListGaps | Withdraw,
        asker: Asker,
    ) -> Answer:
        match command:
            case Approve(phase=phase, role=role):
                review = await self._meant.round(project, phase, asker)
                return await self._verdicts.approve(review.id, role, None, "", asker)
            case ListGaps():
                return await self._list(project, command, asker)
            case Withdraw(phase=phase):
                review = await self._meant.round(project, phase, asker, "withdraw")
                return await self._withdrawals(review.id, asker)
            case _:
                assert_never(command)

    async def _list(self, project: Project, command: ListGaps, asker: Asker) -> Answer:
        """List gaps in the phase's round; on a locked phase, keep them in the ops track."""
        try:
            review = await self._meant.round(project, command.phase, asker)
        except Refused as refused:
            if not isinstance(refused.reason, PhaseLocked | NoOpenRound):
                raise
            return await self._concerns(project, command, asker, refused)
        new = tuple(NewGap(text) for text in command.texts)
        listed = ListGapsInRound(review.id, command.role, new, command.again)
        return await self._verdicts.list_gaps(listed, asker)

    async def _list_in_round(self, command: ListGapsInRound, asker: Asker) -> Answer:
        try:
            return await self._verdicts.list_gaps(command, asker)
        except Refused as refused:
            if not isinstance(refused.reason, PhaseLocked):
                raise
            return await self._concerns.of_form(command, asker, refused)

    async def _read(
        self,
        project: Project,
        command: WaitingOnMe | ShowStatus | ShowGaps | ShowHistory | ShowProgress,
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
            case ShowProgress():
                return await self._progress(project)
            case _:
                assert_never(command)

    async def phases(self, asker: Asker) -> tuple[str, ...]:
        """Return the phase ids known where somebody asks who may read them, else none."""
        try:
            project = self._projects.of_channel(asker.channel)
            known = self._projects.cached(project)
            if known and not await self._may_read(project, asker.user, asker.channel):
                return ()
        except (Refused, Unavailable, Fault):
            return ()
        return tuple(p.id for p in known.tracker.phases) if known else ()

    async def home_opened(self, user: str, shown: str) -> None:
        """Keep that somebody opened their Home, which shows the view of this hash; draw it."""
        await self._home_pages.opened(user, shown)

    async def offer(self, command: Offered, said: str, asker: Asker) -> Offer:
        """Return what a button for a command would need. Raises Refused."""
        await self._require_reader(command, asker)
        return await self._offers(command, said, asker)

    async def thread(self, channel: str, thread_ts: str) -> CardThread | None:
        """Return the review whose card this thread hangs on; None for any other thread."""
        return await self._meant.thread(channel, thread_ts)
