"""A sample of everything gatebot says of the ops track and of digests."""

from dataclasses import replace
from datetime import timedelta

from bot.app.api import answers as a
from bot.readiness import ops_events as e
from bot.readiness import ops_refusals as r
from bot.readiness.digest import (
    AwaitedRole,
    Digest,
    LandedCommit,
    Moved,
    WaitingRound,
)
from bot.readiness.events import Change, Event
from bot.readiness.phase import Phase, UnknownStatus
from bot.readiness.place import Place, Problem
from bot.readiness.refusals import Refusal
from bot.readiness.release import (
    Call,
    Criterion,
    Ending,
    ReadinessDocument,
    Release,
    Unsigned,
)
from bot.readiness.round import RoundState
from bot.readiness.schedule import DAYS, Schedule
from bot.readiness.signoffs import Backing, SetBy, SignoffCheck
from bot.readiness.status import Status
from bot.readiness.work import AwaitedMerge, OpsAction, OpsItem, TrackedGap
from tests.slack import people as p

TODAY = "2026-03-02"  # NOON's day, a Monday
SLO = OpsItem("SLO / alerts", owner="ada", due="2026-02-27", since="2026-01-31", blocking=True)
DRILL = OpsItem("Restore drill", links=("TW-7", "https://t.example/8", "a.md", "b.md"))
ASLEEP = OpsItem("Watchlist", status="waiting", snoozed_until="2026-04-01")
MERGE = AwaitedMerge(7, "https://h.example/pull/7")
AWAITED = OpsItem("Rotate the keys", owner="bo", waits=MERGE)
UNOPENED = OpsItem("Rotate the certificates", waits=AwaitedMerge())
DONE = OpsItem("Runbooks", done=True, owner="bo")
TRACKED = TrackedGap(
    "No restore was tried", "Ops", "high", "kwame", "open", closed=False, place=Place("g.md", 3)
)
NINE = Schedule("C0GATES", "atlas", "09:00", "Europe/Berlin", DAYS[:5], "U0ADA", p.NOON)
PHASES = tuple(
    Phase(f"P{n}", f"Phase {n}", status, ("ada",), p.PLACE) for n, status in enumerate(Status, 1)
)
ODD = Phase("P9", "Odd", UnknownStatus("Aproved", Status.SIGNED_OFF, p.PLACE), (), p.PLACE)
DRIFTED = SignoffCheck(
    "P4",
    "Phase 4",
    Backing.RECORDED,
    changes=(Change("architecture/A.md", "a" * 40, "b" * 40),),
    since=p.COMMIT,
)
SIGNOFFS = (
    SignoffCheck("C0", "Charter", Backing.BEFORE_GATEBOT),
    SignoffCheck("C1", "Vision", Backing.RECORDED),
    DRIFTED,
    SignoffCheck(
        "C2", "Domain", Backing.NO_RECORD, set_by=SetBy(p.LANDED, "Jo", "https://git.example/c")
    ),
    SignoffCheck("C3", "Security", Backing.NO_RECORD),
    SignoffCheck("C4", "Testing", Backing.RECORD_MISSING, record="operations/evidence/s/a.json"),
    SignoffCheck("C5", "Ops", Backing.RECORD_INVALID, "it is the record of C4", "s/b.json"),
    SignoffCheck("C6", "Launch", Backing.UNKNOWN),
    replace(DRIFTED, phase="C7", ended=(p.WAIVED,)),
    replace(DRIFTED, phase="C8", changes=(), ended=(p.WAIVED,)),
)
EMPTY = Digest("atlas", p.COMMIT, "https://git.example/c", p.NOON, TODAY, board=PHASES)
FULL = replace(
    EMPTY,
    board=(*PHASES, ODD),
    ops=(SLO, DRILL),
    new_ops=frozenset({DRILL.key}),
    asleep=1,
    waiting=(
        WaitingRound(
            p.OPEN,
            (AwaitedRole("security", 1, ("Cy Security",)), AwaitedRole("ops", 2, ())),
        ),
    ),
    gaps=(p.GAP,),
    moved=(
        Moved("P4", "ERD", Status.IN_PROGRESS, Status.READY),
        Moved("P9", "Odd", Status.IN_PROGRESS, None),
    ),
    signoffs=SIGNOFFS,
    landed=(LandedCommit(p.LANDED, "P3: signed off", None),),
    since=p.NOON - timedelta(days=1),
)
LATE = replace(FULL, due=p.NOON - timedelta(hours=1))
UNSURE = replace(EMPTY, unread=True, missed=("2026-02-26", "2026-02-27"), rewritten=True)

REFUSALS: tuple[Refusal, ...] = (
    r.NotInPolicy(("Ada Owner", "Bo Architect")),
    r.NotInPolicy(("Ada Owner",), "nobody"),
    r.NotInPolicy(()),
    r.NotInPolicy((), "nobody"),
    r.NoOpsTrack("P4", "doc/tracker.md"),
    r.ClosedMeanwhile(7, "https://h.example/pull/7"),
    r.UnclearOpsItem("drill", ("Restore drill", "On-call drill"), 2),
    r.UnclearOpsItem("drill", ("Restore drill", "On-call drill"), 2, (4, 5)),
    r.UnclearOpsItem("nine", ()),
    *(r.OpsItemIsSo("Restore drill", action) for action in OpsAction),
    r.NobodyAwaited("P4"),
    r.NobodyAwaited("P4", ("Cy Security",)),
    r.RemindedToday("P4", ("Cy Security", "Dee Ops")),
    r.RemindedToday("P4", ("Cy Security",), (("Dee Ops", p.NOON),)),
    r.RemindedToday("P4", (), (("Dee Ops", p.NOON),)),
    r.BadDay("01/02", past=False),
    r.BadDay("2026-01-01", past=True),
)
EVENTS: tuple[Event, ...] = (
    e.OpsChanged(OpsAction.ADD, DRILL, p.ADA, p.COMMIT),
    e.OpsChanged(OpsAction.DONE, DONE, p.ADA, p.COMMIT),
    e.OpsChanged(OpsAction.SNOOZE, ASLEEP, p.ADA, p.COMMIT),
    e.OpsChanged(OpsAction.ASSIGN, SLO, p.ADA, p.COMMIT),
    e.OpsChanged(OpsAction.LINK, DRILL, p.ADA, p.COMMIT),
    e.OpsChanged(OpsAction.REOPEN, DRILL, p.ADA, p.COMMIT),
    e.OpsChanged(OpsAction.ADD, DRILL, p.ADA, p.COMMIT, MERGE),
    e.ConcernRaised("P4", DRILL, p.ADA, p.COMMIT),
    e.ConcernRaised("P4", DRILL, p.ADA, p.COMMIT, MERGE),
    e.TakenBack((DRILL, DONE), 2, 7, MERGE.url),
    e.TakenBack((), 1, 7, MERGE.url),
    e.TakenBack((DRILL,) * 12, 0, 0, ""),
    e.ReviewReminded(p.OPEN, ("security",), p.ADA),
    e.ReviewReminded(p.OPEN, ("security", "ops")),
    e.ReminderNotSent(p.OPEN, "Cy Security", ("security",), "The account is switched off."),
    e.DigestStopped("C0GATES", "The channel C0GATES is archived."),
    e.DigestNotMade("atlas", "The token was revoked.", "Make a new one."),
    e.DigestNotMade("atlas", "The host is down."),
    e.DigestNotPosted("C0GATES", "Slack refuses that: restricted_action.", "Ask an admin."),
)
ENDING = Ending("P4", p.WAIVED, 3)
UNREAD = Problem(
    Place("t.md", 81), "“01/11/2026” (due) may mean two days.", "Write it as 2026-12-31."
)
NO_GO = Release(
    unsigned=(
        *(Unsigned(phase) for phase in PHASES[:4]),
        Unsigned(ODD),
        Unsigned(PHASES[2], p.OPEN),
        Unsigned(PHASES[2], replace(p.OPEN, decisions=(p.GAPS_RULING,))),
        Unsigned(PHASES[2], p.in_state(RoundState.APPROVED)),
    ),
    planned=(("OPS", "Operations"),),
    blocking=((1, SLO), (2, replace(DRILL, blocking=True))),
    signoffs=SIGNOFFS,
    document=ReadinessDocument(
        (
            Criterion("Restore drilled", Call.NO_GO, "no-go", "none yet", Place("r.md", 9)),
            Criterion("On call", Call.UNCLEAR, "soon", "", Place("r.md", 10)),
            Criterion("Budget", Call.UNCLEAR, "", "", Place("r.md", 11)),
            Criterion("Contracts", Call.GO, "go", "", Place("r.md", 12)),
        ),
        Criterion("The decision", Call.NO_GO, "no-go", "", Place("r.md", 3)),
        (Criterion("The decision", Call.GO, "go", "", Place("r.md", 30)),),
    ),
    problems=(
        Problem(Place("t.md", 80), "The waiver of ops ran out on 2026-03-01.", "Have it renewed."),
    ),
    ending=(ENDING, replace(ENDING, days=0)),
)
AS_OF = a.AsOf("atlas", p.COMMIT, p.NOON, "https://git.example/c/4f1c2ab")
ANSWERS: tuple[a.Answer, ...] = (
    a.OpsList(AS_OF, (SLO, DONE, ASLEEP, DRILL, AWAITED, UNOPENED), TODAY),
    a.OpsList(AS_OF, (), TODAY),
    a.OpsList(AS_OF, (SLO,), TODAY, (UNREAD,) * 6),
    a.OpenGaps(
        "atlas", None, (p.GAP,), p.NOON + timedelta(days=9), (("P4", ("Ada Owner",)),), (TRACKED,)
    ),
    a.OpenGaps("atlas", None, (), p.NOON, (), (TRACKED,)),
    a.OpenGaps("atlas", None, (), p.NOON, unread=True),
    a.DigestState("C0GATES", None),
    a.DigestState("C0GATES", NINE, p.NOON, set_by="Ada Owner"),
    a.DigestState("C0GATES", replace(NINE, always=True), p.NOON, saved=True),
    a.DigestState("C0GATES", replace(NINE, stopped="The channel is archived.")),
    a.DigestOff("C0GATES", was=True),
    a.DigestOff("C0GATES", was=False),
    a.DigestPreview(FULL),
    a.DigestPreview(EMPTY),
    a.DigestPreview(EMPTY, quiet=True),
    a.DigestPreview(UNSURE),
    a.Reminded(p.OPEN, ("Cy Security",)),
    a.Reminded(p.OPEN, ("Cy Security",), (("Dee Ops", p.NOON),), ("Bo Architect",)),
    a.Reminded(p.OPEN, (), left=("Cy Security",)),
    a.ReleaseReport(AS_OF, Release(), "doc/Release.md", "doc/tracker.md"),
    a.ReleaseReport(AS_OF, Release(ending=(ENDING,)), "", "doc/tracker.md"),
    a.ReleaseReport(AS_OF, NO_GO, "doc/Release.md", "doc/tracker.md"),
    a.ReleaseReport(AS_OF, Release(signoffs=SIGNOFFS[:2]), "doc/Release.md", "doc/tracker.md"),
    a.ReleaseReport(AS_OF, Release(unread=True), "doc/Release.md", "doc/tracker.md"),
)
