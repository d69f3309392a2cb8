"""The people, rounds and evidence that the tests of the Slack face speak of."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.ports.card import Brief, Card
from bot.readiness.evidence import Audit, Evidence, Finding, Kind, Subject, Verdict
from bot.readiness.place import Place
from bot.readiness.round import (
    Bar,
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
    Waived,
    WaiverScope,
)
from bot.readiness.status import Status

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
COMMIT = "4f1c2ab09d3e5f60718293a4b5c6d7e8f9012345"
LANDED = "9e8d7c6b5a49382716f5e4d3c2b1a09f8e7d6c5b"
ROUND_ID = "3f0c9a52-7d1e-4c1b-9a55-2f7f0b6f6d01"

ADA = Reviewer("U0ADA", "ada", "Ada Owner", "ada@example.org")
BO = Reviewer("U0BO", "bo", "Bo Architect", "bo@example.org")
CY = Reviewer("U0CY", "cy", "Cy Security", "cy@example.org")
DEE = Reviewer("U0DEE", "dee", "Dee Ops", "dee@example.org")

ERD = Finding(
    Evidence(Kind.DOC, "architecture/ERD.md", "the model"),
    Verdict.PASS,
    "The file is there and not empty.",
    subjects=(Subject("architecture/ERD.md", "a" * 40),),
)
RESTORE = Finding(
    Evidence(Kind.TEST, "tests/test_restore.py::test_restore"),
    Verdict.FAIL,
    "The newest run for this commit is red.",
    "Make it green and push.",
)
DRILL = Finding(
    Evidence(Kind.ARTIFACT, "operations/evidence/drill.txt"),
    Verdict.UNKNOWN,
    "The Git host did not answer.",
)
AUDIT = Audit(COMMIT, "b" * 40, (ERD, RESTORE, DRILL))

WAIVED = Waived(WaiverScope.ROLE, "legal", "No personal data yet.", "Rita Risk", "2026-12-31")
TERMS = Terms(
    (
        Seat("architecture", 1, ("U0BO",)),
        Seat("security", 1, ("U0CY", "U0ADA"), group="S0SEC"),
        Seat("ops", 1, ("U0DEE",)),
    ),
    (("U0ADA", Bar.REQUESTER),),
)
OPEN = Round(
    id=ROUND_ID,
    project="atlas",
    phase="P4",
    title="ERD and Persistence Model",
    number=2,
    requester=ADA,
    requested_at=NOON,
    commit=COMMIT,
    digest=AUDIT.digest,
    policy_oid="b" * 40,
    terms=TERMS,
    owners=(ADA,),
    version=7,
)


def decision(by: Reviewer, role: str, ruling: Ruling = Ruling.APPROVE, note: str = "") -> Decision:
    return Decision(f"d-{by.name}", role, by, ruling, NOON, OPEN.digest, note)


APPROVAL = decision(CY, "security", note="Read all of it.")
GAPS_RULING = decision(DEE, "ops", Ruling.GAPS)
GAP = Gap(
    "atlas",
    "P4",
    2,
    ROUND_ID,
    "ops",
    DEE,
    "No restore drill since May",
    GapTarget.EVIDENCE,
    "operations/evidence/drill.txt",
    GapState.OPEN,
    NOON,
)
ADDRESSED = replace(GAP, number=1, state=GapState.ADDRESSED, note="Drilled on 1 March")
DELIVERABLES = ("ERD reviewed by two teams", "db_schema_v1.sql stabilised")
BRIEF = Brief(AUDIT, DELIVERABLES, "C0GATES", (ADA, BO, CY, DEE))
PLACE = Place("doc/Phase_Readiness_Tracker.md", 12)


def in_state(state: RoundState) -> Round:
    landed = LANDED if state is RoundState.LANDED else ""
    return replace(OPEN, state=state, landed_commit=landed)


def card_of(review: Round, **more: object) -> Card:
    plain = Card(review, BRIEF, Status.READY, (GAP, ADDRESSED), "https://git.example/c/4f1c2ab")
    return replace(plain, **more)  # type: ignore[arg-type]  # the tests name fields of Card
