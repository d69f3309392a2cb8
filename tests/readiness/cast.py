"""The people, phases and evidence that the tests of the rules are played with."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.readiness.evidence import Audit, Evidence, Finding, Kind, Subject, Verdict
from bot.readiness.phase import Phase
from bot.readiness.place import Place
from bot.readiness.policy import Gate, Person, Policy, ReviewRules, Role
from bot.readiness.review import approve, list_gaps
from bot.readiness.round import Bar, Gap, GapState, GapTarget, NewGap, Reviewer, Round, Seat, Terms
from bot.readiness.rounds import Asking, open_round
from bot.readiness.status import Status
from bot.readiness.verdict import Ballot
from bot.readiness.work import Task

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HEAD = "a" * 40
TRACKER = "doc/Phase_Readiness_Tracker.md"


def person(name: str) -> Person:
    """Ann is `ann`, U-ANN, “Ann” and ann@example.org."""
    return Person(name, f"U-{name.upper()}", name.capitalize(), f"{name}@example.org")


def reviewer(name: str) -> Reviewer:
    return Reviewer(f"U-{name.upper()}", name, name.capitalize(), f"{name}@example.org")


EVERYBODY = ("dana", "ann", "abe", "sam", "otto", "zoe")
PEOPLE = {name: person(name) for name in EVERYBODY}


def policy(
    *,
    roles: dict[str, tuple[str, ...]] | None = None,
    gate: Gate | None = None,
    rules: ReviewRules | None = None,
) -> Policy:
    """Dana owns; Ann and Abe review architecture, Sam security, Otto ops; Zoe is an outsider."""
    cast = roles or {"architecture": ("ann", "abe"), "security": ("sam",), "ops": ("otto",)}
    return Policy(
        oid="b" * 40,
        people=PEOPLE,
        roles={name: Role(name, people) for name, people in cast.items()},
        default_gate=gate or Gate(owners=("dana",)),
        rules=rules or ReviewRules(),
    )


def phase(
    name: str = "P4", status: Status = Status.IN_PROGRESS, owners: tuple[str, ...] = ()
) -> Phase:
    return Phase(name, f"Title of {name}", status, owners, Place(TRACKER, 12))


def finding(
    kind: Kind = Kind.DOC, reference: str = "ERD.md", verdict: Verdict = Verdict.PASS
) -> Finding:
    return Finding(
        Evidence(kind, reference), verdict, "Looked at.", subjects=(Subject(reference, "c" * 40),)
    )


def audit(*findings: Finding) -> Audit:
    return Audit(HEAD, "b" * 40, findings or (finding(),))


def task(name: str = "T1", of: str = "P4", *, done: bool = False, moved_to: str = "") -> Task:
    return Task(name, "A task", of, "open", done, moved_to, Place("Agent_Work_Queue.yaml", 3))


TERMS = Terms(
    seats=(
        Seat("architecture", 1, ("U-ANN", "U-ABE")),
        Seat("security", 1, ("U-SAM",)),
        Seat("ops", 1, ("U-OTTO",)),
    )
)


def terms(**seats: tuple[int, str]) -> Terms:
    """Write `ops=(1, "otto sam")` for a seat of one that Otto or Sam may fill."""
    return Terms(
        tuple(
            Seat(role, count, tuple(f"U-{name.upper()}" for name in names.split()))
            for role, (count, names) in seats.items()
        )
    )


def review_round(under: Terms = TERMS, number: int = 1) -> Round:
    asking = Asking(f"round-{number}", "demo", number, reviewer("dana"), NOW)
    return open_round(asking, phase(status=Status.READY), audit(), under, (reviewer("dana"),))


def ballot(name: str, review: Round, role: str | None = None, note: str = "") -> Ballot:
    """Hand in a verdict, a minute after the one before it, on the evidence of the round."""
    at = NOW + timedelta(minutes=review.version + 1)
    decision = f"{review.id}/{len(review.decisions) + 1}"
    return Ballot(decision, reviewer(name), at, role, review.digest, note)


def approved_by(review: Round, *names: str) -> Round:
    for name in names:
        review = approve(review, (), ballot(name, review)).round
    return review


def gaps_by(review: Round, name: str, *texts: str, known: tuple[Gap, ...] = ()) -> Round:
    return list_gaps(review, known, ballot(name, review), [NewGap(t) for t in texts]).round


def gap(
    number: int = 1, state: GapState = GapState.OPEN, role: str = "security", text: str = "No TLS."
) -> Gap:
    return Gap(
        "demo",
        "P4",
        number,
        "round-0",
        role,
        reviewer("sam"),
        text,
        GapTarget.FREE,
        "",
        state,
        NOW,
    )


def barring(under: Terms, **bars: Bar) -> Terms:
    """Bar people from a round: `barring(TERMS, ann=Bar.OWNER)`."""
    barred = tuple((f"U-{name.upper()}", bar) for name, bar in bars.items())
    return replace(under, barred=barred)
