"""A desk for the listeners' tests: it keeps what it is asked, and answers as it was told to."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from bot.app.api.answers import (
    AddressKept,
    Answer,
    Approved,
    Checking,
    GapsKept,
    OpenGaps,
    Repeated,
    RetryKept,
    WithdrawKept,
)
from bot.app.api.commands import (
    Address,
    Approve,
    ApproveRound,
    Asker,
    CardThread,
    Command,
    ListGaps,
    ListGapsInRound,
    RetryParked,
    ShowGaps,
    ShowStatus,
    WaitingOnMe,
    Withdraw,
    WithdrawRound,
)
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
from bot.app.api.suggestions import Offer, Offered
from bot.readiness.evidence import Audit, Evidence, Finding, Kind, Verdict
from bot.readiness.phase import Phase
from bot.readiness.place import Place
from bot.readiness.refusals import NoSuchGap, NotAnOwner, Refused, RoundOver
from bot.readiness.round import (
    Decision,
    Gap,
    GapState,
    GapTarget,
    Reviewer,
    Round,
    RoundState,
    Ruling,
    Seat,
    Terms,
)
from bot.readiness.status import Status
from bot.readiness.work import OpsAction, OpsItem

ROUND = "7d9f2c58-5a0e-4c61-9d6a-0f8f6b1d2c3e"
CARD_TS = "9.9"  # where the card of the only round stands
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ADA = Reviewer("U1", "ada", "Ada")
BO = Reviewer("U2", "bo", "Bo")
AUDIT = Audit(
    "c" * 40,
    "p" * 40,
    (Finding(Evidence(Kind.DOC, "architecture/ERD.md"), Verdict.PASS, "It is there."),),
)
OPEN = Round(
    id=ROUND,
    project="app",
    phase="P4",
    title="Persistence",
    number=1,
    requester=ADA,
    requested_at=NOON,
    commit="c" * 40,
    digest=AUDIT.digest,
    policy_oid="p" * 40,
    terms=Terms((Seat("security", 1, ("U2",)),)),
    owners=(ADA,),
)
GAP = Gap(
    project="app",
    phase="P4",
    number=1,
    round_id=ROUND,
    role="security",
    reviewer=BO,
    text="no load test",
    target=GapTarget.FREE,
    about="",
    state=GapState.OPEN,
    listed_at=NOON,
)
ITEM = OpsItem("Restore drill", owner="bo")
_READS = (ShowStatus, ShowGaps, WaitingOnMe)


class StandInDesk:
    """Implements Desk over one round. `asked` holds what it was asked, in order.

    `gate` holds back its answers until it is set; `failure`, where it is set, is raised instead.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[Command, Asker]] = []
        self.round = OPEN
        self.gap = GAP
        self.gate = asyncio.Event()
        self.gate.set()
        self.arrived = asyncio.Event()
        self.failure: Callable[[], Exception] | None = None
        self.homes: list[tuple[str, str]] = []  # who opened theirs, and what it showed
        self._deliveries: set[str] = set()

    async def carry_out(self, command: Command, asker: Asker) -> Answer:
        self.arrived.set()
        await self._ready()
        self.asked.append((command, asker))
        if asker.delivery in self._deliveries and not isinstance(command, _READS):
            return Repeated()
        self._deliveries.add(asker.delivery)
        return self._answer(command)

    @property
    def forms(self) -> "StandInDesk":
        """It answers for its forms itself."""
        return self

    async def approval_form(self, round_id: str, user: str) -> ApprovalForm:
        await self._ready()
        self._check_round(round_id)
        roles = tuple(s.role for s in self.round.terms.seats if user in s.people)
        return ApprovalForm(self.round, roles, AUDIT, Status.READY, ())

    async def gaps_form(self, round_id: str, user: str) -> GapsForm:
        await self._ready()
        self._check_round(round_id)
        roles = tuple(s.role for s in self.round.terms.seats if user in s.people)
        return GapsForm(self.round, roles, AUDIT, ("ERD",), ())

    async def evidence_sheet(self, round_id: str, user: str, channel: str) -> EvidenceSheet:
        await self._ready()
        assert isinstance(channel, str)
        self._check_round(round_id)
        owned = any(owner.slack == user for owner in self.round.owners)
        return EvidenceSheet(self.round, AUDIT, None, owned)

    async def evidence_form(self, project: str, phase: str, user: str) -> EvidenceForm:
        await self._ready()
        if user != ADA.slack:
            raise Refused(NotAnOwner(phase, "evidence", (ADA.display,)))
        here = Phase(phase, "Persistence", Status.READY, ("ada",), Place("tracker.md", 3))
        return EvidenceForm(project, here, tuple(f.evidence for f in AUDIT.findings))

    async def address_form(
        self, gap_id: str, user: str, channel: str, project: str = ""
    ) -> AddressForm:
        await self._ready()
        if (project or "app", gap_id, bool(user and channel)) != ("app", self.gap.id, True):
            raise Refused(NoSuchGap(gap_id, (self.gap.id,)))
        return AddressForm(self.gap)

    async def withdraw_form(self, round_id: str, user: str) -> WithdrawForm:
        await self._ready()
        self._check_round(round_id)
        return WithdrawForm(self.round, Reviewer(user, "owner", "Owner"))

    async def ops_form(self, asked: Asked, project: str, key: str, action: OpsAction) -> OpsForm:
        await self._ready()
        assert asked.user, "a form's days are those of whoever opens it"
        item = ITEM if key == ITEM.key else None
        return OpsForm(project or asked.channel, action, item, (("bo", "Bo"),), "2026-03-02")

    async def digest_form(self, channel: str, user: str) -> DigestForm:
        await self._ready()
        return DigestForm(channel, None, f"{user}/here")

    async def home_opened(self, user: str, shown: str) -> None:
        await self._ready()
        self.homes.append((user, shown))

    async def phases(self, asker: Asker) -> tuple[str, ...]:
        return ("P4", "EXEC") if asker.channel else ()

    async def thread(self, channel: str, thread_ts: str) -> CardThread | None:
        return CardThread(ROUND, "P4") if (channel, thread_ts) == ("C1", CARD_TS) else None

    async def offer(self, command: Offered, said: str, asker: Asker) -> Offer:
        await self._ready()
        assert asker.user
        if isinstance(command, Approve | ListGaps | Withdraw):
            return Offer(command, said, self.round)
        return Offer(command, said, project="app")

    async def _ready(self) -> None:
        await self.gate.wait()
        if self.failure is not None:
            raise self.failure()

    def _check_round(self, round_id: str) -> None:
        if round_id != self.round.id:
            raise Refused(RoundOver("P4", round_id, RoundState.SUPERSEDED))

    def _answer(self, command: Command) -> Answer:  # noqa: PLR0911 - a line a command
        match command:
            case Approve() | ApproveRound():
                return Approved(self.round, _decision(Ruling.APPROVE), complete=False)
            case ListGaps() | ListGapsInRound():
                return GapsKept(self.round, _decision(Ruling.GAPS), (self.gap,))
            case Address():
                return AddressKept(self.gap, 0)
            case WithdrawRound():
                return WithdrawKept(self.round)
            case RetryParked():
                return RetryKept("P4")
            case ShowGaps(phase):
                return OpenGaps("app", phase, (self.gap,))
            case _:
                return Checking("P4", type(command).__name__.casefold())


def _decision(ruling: Ruling) -> Decision:
    return Decision("d1", "security", BO, ruling, NOON, AUDIT.digest)
