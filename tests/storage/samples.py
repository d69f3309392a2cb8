"""Domain values the storage tests keep and read back."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.ports.card import Brief
from bot.ports.intents import Intent, ShowCard, Work, lane_of
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
    Ruling,
    Seat,
    Terms,
)

NOW = datetime(2026, 11, 22, 9, 30, 0, 250_000, tzinfo=UTC)
ANN = Reviewer("U01ANN", "ann", "Ann Ode", "ann@example.org")
BEN = Reviewer("U02BEN", "ben", "Bén 本")
DIGEST = "sha256:" + "d" * 64


@dataclass
class FixedClock:
    """A clock that stands still until it is set."""

    time: datetime = NOW

    def now(self) -> datetime:
        return self.time


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def a_round(id_: str = "r1", **changes: Any) -> Round:
    values: dict[str, Any] = {
        "id": id_,
        "project": "harbour",
        "phase": "P4",
        "title": "ERD | and <Persistence>\nModel",
        "number": 1,
        "requester": ANN,
        "requested_at": NOW,
        "commit": "c" * 40,
        "digest": DIGEST,
        "policy_oid": "a" * 40,
        "terms": Terms(
            seats=(Seat("security", 2, ("U02BEN", "U03CY")), Seat("ops", 1, (), group="S0OPS")),
            barred=(("U01ANN", Bar.REQUESTER),),
        ),
        "owners": (ANN,),
    }
    return Round(**{**values, **changes})


def a_brief() -> Brief:
    evidence = Evidence(Kind.DOC, "architecture/ERD.md", "the ERD", Place("tracker.md", 12))
    finding = Finding(
        evidence, Verdict.PASS, "It is there.", subjects=(Subject("architecture/ERD.md", "b" * 40),)
    )
    return Brief(Audit("c" * 40, "a" * 40, (finding,)), ("An ERD", "A model"), "C0HARBOUR")


def a_decision(id_: str = "d1", **changes: Any) -> Decision:
    values: dict[str, Any] = {
        "id": id_,
        "role": "security",
        "reviewer": BEN,
        "ruling": Ruling.APPROVE,
        "at": NOW,
        "digest": DIGEST,
        "note": "fine 👍",
    }
    return Decision(**{**values, **changes})


def a_gap(number: int = 1, **changes: Any) -> Gap:
    values: dict[str, Any] = {
        "project": "harbour",
        "phase": "P4",
        "number": number,
        "round_id": "r1",
        "role": "security",
        "reviewer": BEN,
        "text": "No threat model",
        "target": GapTarget.DELIVERABLE,
        "about": "A model",
        "state": GapState.OPEN,
        "listed_at": NOW,
    }
    return Gap(**{**values, **changes})


def an_intent(id_: str, work: Work | None = None, **changes: Any) -> Intent:
    """Return an intent of the lane of its work, by default a card of round r1."""
    asked = work or ShowCard("harbour", "r1")
    values: dict[str, Any] = {
        "id": id_,
        "work": asked,
        "lane": lane_of(asked, id_),
        "key": f"key of {id_}",
        "correlation_id": "r1",
        "created_at": NOW,
    }
    return Intent(**{**values, **changes})
