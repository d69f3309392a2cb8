"""A sample of everything gatebot can say: for every refusal, blocker, event, answer and form."""

from dataclasses import replace

from bot.app.api import answers as a
from bot.app.api import commands as c
from bot.app.api import forms as f
from bot.app.api.suggestions import Offer
from bot.readiness import blockers
from bot.readiness import events as e
from bot.readiness import refusals as r
from bot.readiness.evidence import Kind
from bot.readiness.hand_edits import Breach, HandEdit, HandEdited
from bot.readiness.phase import Phase, UnknownStatus
from bot.readiness.place import Place, Problem
from bot.readiness.progress import LandedEntry
from bot.readiness.round import Bar, GapState, RoundState
from bot.readiness.status import Action, Status, allowed_from
from bot.readiness.work import Task
from tests.slack import ops_catalogue as ops
from tests.slack import people as p

TASK = Task(
    "T-17",
    "Write the migration",
    "P4",
    "in review",
    done=False,
    moved_to="",
    place=Place("queue.yaml", 40),
)
PROBLEM = Problem(p.PLACE, "“Aproved” is no status.", "Did you mean Signed Off?")

BLOCKERS: tuple[blockers.Blocker, ...] = (
    blockers.BlockedByStatus("P4", Status.NOT_STARTED, allowed_from(Action.REQUEST)),
    blockers.BlockedByDocument(PROBLEM),
    blockers.BlockedByPredecessor("P3", Status.IN_PROGRESS),
    blockers.BlockedByPredecessor("P0", None),
    blockers.BlockedByTask(TASK),
    blockers.BlockedByEvidence(p.RESTORE),
    blockers.BlockedByEvidence(p.DRILL),
    blockers.NoEvidence("P4"),
    blockers.MissingKind("P4", Kind.TEST),
    blockers.NoImplementation("P4"),
    blockers.BlockedByGap(p.GAP),
    blockers.NobodyEligible(
        "ops", 2, 1, (("Dee Ops", Bar.OWNER), ("Bo Architect", Bar.EMAIL_UNKNOWN))
    ),
    blockers.NobodyEligible("", 0, 0, ()),
    blockers.NobodyEligible("ops", 1, 1, (), ("security",)),
)
REFUSALS: tuple[r.Refusal, ...] = (
    r.NoSuchPhase("P44", "P4", ("P1", "P2", "P4")),
    r.NoSuchPhase("P44", "", ()),
    r.NoSuchPhase("OPS", "", ("P1", "P2"), "Operations", "doc/tracker.md"),
    r.BrokenDocuments((PROBLEM,)),
    r.WrongStatus("P4", Status.NOT_STARTED, Action.BASELINE, allowed_from(Action.BASELINE)),
    r.WrongStatus("P4", Status.SIGNED_OFF, Action.START, allowed_from(Action.START)),
    r.PhaseLocked("P4", p.LANDED),
    r.NotAnOwner("P4", Action.REQUEST, ("Ada Owner", "Bo Architect")),
    r.NotAnOwner("P4", "address", ()),
    r.NoProjectHere("C0RANDOM", ("C0GATES",)),
    r.NoProjectHere("D00000004", ("C0GATES", "C0OTHER")),
    r.MayNotRead(("C0GATES", "C0OTHER")),
    r.Blocked("P4", p.COMMIT, BLOCKERS),
    r.NoOpenRound("P4", RoundState.WITHDRAWN),
    r.RoundOver("P4", p.ROUND_ID, RoundState.SUPERSEDED),
    r.OldThread(
        "P4", 1, RoundState.SUPERSEDED, 2, "https://tidewater.slack.com/archives/C0GATES/p1"
    ),
    r.OldThread("P4", 1, RoundState.VOIDED, 3),
    r.AnotherThread("P5", "P4", "https://tidewater.slack.com/archives/C0GATES/p1"),
    r.AnotherThread("P5", ""),
    r.LandingUnderWay("P4"),
    r.NotApproved("P4", p.ROUND_ID, RoundState.OPEN),
    r.NotAReviewer("P4", "", ("architecture", "security", "ops")),
    r.NotAReviewer("P4", "ops", ("architecture", "security")),
    *(r.Barred("P4", bar) for bar in Bar),
    r.RoleUnclear("P4", ("security", "ops")),
    r.AlreadyApproved("P4", "security"),
    r.OneRoleEach("P4", "security"),
    r.RoleFilled("P4", "security", ("Cy Security",)),
    r.LeavesNobody("P4", "security", ("ops",)),
    r.GapsStand("P4", "ops"),
    r.GapsStand("P4", "ops", ("Cy Security",)),
    r.EvidenceChanged("P4", "sha256:1", "sha256:2"),
    r.NoSuchGap("P4-G9", ("P4-G2",)),
    r.AmbiguousGap("P4-G1", ("tidewater", "harbour")),
    r.NoSuchSubject("P4", "not/there.md"),
    r.GapClosed("P4-G1"),
    r.BadText("note", "empty"),
    r.BadText("gap", "too long", 4000),
    r.BadText("gap", "control character"),
    r.BadText("link", "several words"),
    r.BadText("item", "unwritable"),
    *(r.BadEvidence("x/../../y", why, "doc.md:3") for why in r.EVIDENCE_REASONS),
    r.NoSuchEvidence("P4", "9", 3),
    r.DuplicateEvidence("P4", "architecture/ERD.md"),
    *ops.REFUSALS,
)
EVENTS: tuple[e.Event, ...] = (
    e.RequestRefused(r.Blocked("P4", p.COMMIT, BLOCKERS)),
    e.StatusMoved(
        "P4", "ERD", Action.START, Status.NOT_STARTED, Status.IN_PROGRESS, p.ADA, p.COMMIT
    ),
    e.StatusMoved(
        "P4", "ERD", Action.BASELINE, Status.IN_PROGRESS, Status.COMPLETED, p.ADA, p.COMMIT
    ),
    e.EvidenceAdded("P4", p.RESTORE, p.ADA, p.COMMIT),
    e.EvidenceRemoved("P4", p.ERD.evidence, p.ADA, p.COMMIT),
    e.EvidenceAdded("P4", p.RESTORE, p.ADA, p.COMMIT, dooms=2),
    e.EvidenceRemoved("P4", p.ERD.evidence, p.ADA, p.COMMIT, dooms=2),
    e.EvidenceChecked("P4", "ERD", p.COMMIT, (p.ERD, p.RESTORE, p.DRILL)),
    e.EvidenceChecked("P4", "ERD", p.COMMIT, ()),
    e.RoundOpened(p.OPEN, superseded=1),
    e.AlreadyAsked(p.OPEN, "C0GATES", "https://tidewater.slack.com/archives/C0GATES/p1"),
    e.AlreadyAsked(p.OPEN, "", None),
    e.Decided(p.OPEN, p.APPROVAL, (p.ADDRESSED,)),
    e.Decided(p.in_state(RoundState.APPROVED), p.APPROVAL, complete=True),
    e.GapsListed(p.OPEN, p.GAPS_RULING, (p.GAP,)),
    e.GapAddressed(p.ADDRESSED, p.ADA, 0),
    e.GapAddressed(p.ADDRESSED, p.ADA, 2),
    e.Landed(replace(p.in_state(RoundState.LANDED), decisions=(p.APPROVAL,)), p.LANDED, p.NOON),
    e.Landed(p.in_state(RoundState.LANDED), p.LANDED, p.NOON, affirmed=True),
    e.Voided(
        p.in_state(RoundState.VOIDED),
        p.LANDED,
        (
            e.Change("architecture/ERD.md", "a" * 40, "c" * 40),
            e.Change("gone.md", "d" * 40, ""),
            e.Change("new.md", "", "e" * 40),
            e.Change("doc off.md", e.LISTED, ""),
            e.Change("doc on.md", "", e.LISTED),
        ),
        (p.RESTORE,),
        "In Progress",
        (blockers.BlockedByPredecessor("P3", Status.IN_PROGRESS),),
        barred=(("Bo Architect", Bar.OWNER),),
    ),
    e.Voided(p.in_state(RoundState.VOIDED), p.LANDED, (e.Change("a.md", "a" * 40, ""),), pull=12),
    e.MergeAsked(
        p.in_state(RoundState.APPROVED), 12, "https://git.example/pull/12", auto_merge=True
    ),
    e.MergeAsked(
        p.in_state(RoundState.APPROVED), 3, "https://g.example/-/merge_requests/3", auto_merge=False
    ),
    e.NotMerged(p.in_state(RoundState.VOIDED), 12, "https://git.example/pull/12"),
    e.NotMerged(
        p.in_state(RoundState.VOIDED), 12, "https://git.example/pull/12", without_record=True
    ),
    e.NotMerged(p.in_state(RoundState.VOIDED), 0, ""),
    e.CameBetween("P4", p.LANDED, p.COMMIT, diff_url="https://git.example/compare/a...b"),
    e.CameBetween("P4", p.LANDED, p.COMMIT, replaced=("doc/tracker.md",)),
    e.CameBetween("P4", p.LANDED, p.COMMIT, p.in_state(RoundState.LANDED)),
    e.CameBetween(
        "P4", p.LANDED, p.COMMIT, p.in_state(RoundState.LANDED), unread="Gitea failed (502)."
    ),
    e.CameBetween(
        "P4",
        p.LANDED,
        p.COMMIT,
        p.in_state(RoundState.LANDED),
        e.Voided(
            p.in_state(RoundState.LANDED),
            p.COMMIT,
            (e.Change("architecture/ERD.md", "a" * 40, "c" * 40),),
            (p.RESTORE,),
        ),
    ),
    e.Withdrawn(p.in_state(RoundState.WITHDRAWN), p.ADA),
    e.Superseded(p.in_state(RoundState.SUPERSEDED), 3),
    e.Parked(
        "sign-off", "P4", "intent-1", p.ROUND_ID, "The branch is protected.", "Let the bot push."
    ),
    e.StillTrying("P4", "The Git host does not answer."),
    HandEdited(
        "P4",
        "ERD",
        (
            HandEdit(Breach.SIGNED, "In Progress", "Signed Off"),
            HandEdit(Breach.ROW_ADDED, "", "ops · Cy (cy) · 2026-03-02 · 1"),
        ),
        "Ada Owner",
        p.LANDED,
        "https://git.example/c/1",
    ),
    HandEdited("P4", "ERD", (HandEdit(Breach.UNLOCKED, "Signed Off", "Redy"),), "Ada", p.LANDED),
    HandEdited(
        "P4", "ERD", (HandEdit(Breach.DROPPED, "Not Started", "1"),), "GitHub", p.LANDED, merge=True
    ),
    HandEdited("P4", "", (HandEdit(Breach.GONE, "Signed Off"),), "", p.LANDED),
    HandEdited("P4", "ERD", (HandEdit(Breach.REWORDED, "ERD (ada)", "X"),), "Ada", p.LANDED),
    HandEdited(
        "P4", "ERD", (HandEdit(Breach.ROW_REMOVED, "ops · Cy (cy) · 2026-03-02 · 1"),), "", p.LANDED
    ),
    *ops.EVENTS,
)
PHASE = Phase("P4", "ERD and Persistence Model", Status.READY, ("ada",), p.PLACE)
ODD = replace(PHASE, id="P5", status=UnknownStatus("Aproved", Status.SIGNED_OFF, p.PLACE))
AS_OF = a.AsOf("atlas", p.COMMIT, p.NOON, "https://git.example/c/4f1c2ab")
LISTED = replace(p.OPEN, decisions=(p.GAPS_RULING,))
PROGRESS = a.Progress(
    AS_OF,
    "doc/Execution_Progress.md",
    (
        LandedEntry("2026-02-24", "a1b2c3d", "Outbox + relays", "outbox relay runtime"),
        LandedEntry("2026-02-26", "b2c3d4e", "Outbox + relays", "NATS publisher"),
        LandedEntry("2026-03-01", p.COMMIT, "P4", "P4: signed off", recorded=False),
    ),
)
SIGNED = tuple(
    a.BoardRow(replace(PHASE, id=check.phase, status=Status.SIGNED_OFF), (), None, 0, check)
    for check in ops.SIGNOFFS
)
ANSWERS: tuple[a.Answer, ...] = (
    PROGRESS,
    a.Progress(AS_OF, None, ()),
    a.Progress(AS_OF, "doc/Execution_Progress.md", (), (PROBLEM,), since_known=False),
    a.Board(
        AS_OF,
        (a.BoardRow(PHASE, ("Ada Owner",), p.OPEN, 1), a.BoardRow(ODD, (), None, 0), *SIGNED),
        (("P9", "Launch"),),
        (PROBLEM,) * 6,
    ),
    a.PhaseReport(
        AS_OF,
        PHASE,
        ("Ada Owner",),
        p.OPEN,
        p.OPEN.awaited(),
        (("U0BO", "Bo Architect"),),
        (p.GAP,),
        BLOCKERS,
        (Action.START, Action.SIGN_OFF, Action.LIST_GAPS, Action.WITHDRAW),
        (p.WAIVED,),
    ),
    *(
        a.PhaseReport(
            AS_OF,
            replace(PHASE, status=Status.SIGNED_OFF),
            (),
            None,
            (),
            (),
            (),
            (),
            (),
            signoff=check,
        )
        for check in ops.SIGNOFFS
    ),
    *(
        a.History(AS_OF, replace(PHASE, status=Status.SIGNED_OFF), (), (), (), check)
        for check in ops.SIGNOFFS[2:5]
    ),
    a.Mine(
        AS_OF,
        (a.ReviewWaiting(p.OPEN, ("security",)),),
        (a.PhaseOfMine(PHASE, p.OPEN, (p.GAP,)),),
    ),
    a.Mine(AS_OF, (), ()),
    a.OpenGaps("atlas", "P4", (p.GAP, p.ADDRESSED)),
    a.OpenGaps("atlas", None, ()),
    a.History(
        AS_OF,
        PHASE,
        (LISTED, replace(p.OPEN, number=3)),
        (p.GAP, replace(p.GAP, number=3, state=GapState.ACCEPTED)),
        (a.SignedRow("security", "Cy Security", "2026-03-02", p.ROUND_ID),),
    ),
    a.Checking("P4", "ready"),
    a.Checking("P4", "evidence", direct=True),
    a.Approved(p.OPEN, p.APPROVAL, complete=False),
    a.Approved(p.in_state(RoundState.APPROVED), p.APPROVAL, complete=True),
    a.GapsKept(LISTED, p.GAPS_RULING, (p.GAP,)),
    a.AddressKept(p.ADDRESSED, 1),
    a.AddressKept(p.ADDRESSED, 0),
    a.WithdrawKept(p.in_state(RoundState.WITHDRAWN)),
    a.RetryKept("P4"),
    a.Repeated(),
    *ops.ANSWERS,
)
APPROVAL_FORM = f.ApprovalForm(p.OPEN, ("security", "ops"), p.AUDIT, Status.READY, (p.ADDRESSED,))
GAPS_FORM = f.GapsForm(p.OPEN, ("ops",), p.AUDIT, p.DELIVERABLES, (p.ADDRESSED,))

OFFERS: tuple[Offer, ...] = (
    Offer(c.Approve("P4"), "looks good to me", p.OPEN),
    Offer(c.Approve("P4", "security"), "fine with me", p.OPEN),
    Offer(c.Approve("P4"), round=p.OPEN),
    Offer(c.ListGaps("P4", ("is there a plan?",)), "is there a plan?", p.OPEN),
    Offer(c.ListGaps("P4", (), None, ("P4-G1",)), round=p.OPEN),
    Offer(c.Withdraw("P4"), "we found a bug", p.OPEN),
    Offer(c.Address("P4-G1", "when?"), "when?", project="tidewater"),
    Offer(c.Ready("P4"), "please have a look", project="tidewater"),
    Offer(c.Start("P4"), "now", project="tidewater"),
    Offer(c.Baseline("P4"), "now", project="tidewater"),
)
