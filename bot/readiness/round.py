"""A review round: one request for the sign-off of one phase, and all that was said in it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RoundState(StrEnum):
    """Where a round stands. Only OPEN and APPROVED can still change."""

    OPEN = "open"
    APPROVED = "approved"
    LANDED = "landed"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    VOIDED = "voided"


class Ruling(StrEnum):
    """A reviewer's verdict."""

    APPROVE = "approve"
    GAPS = "gaps"


class GapState(StrEnum):
    """A gap: open → addressed → accepted, or reopened (which is open again)."""

    OPEN = "open"
    ADDRESSED = "addressed"
    ACCEPTED = "accepted"


class GapTarget(StrEnum):
    """What a gap is tied to."""

    EVIDENCE = "evidence"
    DELIVERABLE = "deliverable"
    FREE = "free"


class Bar(StrEnum):
    """Why a person's verdict does not count in a round."""

    REQUESTER = "requester"
    OWNER = "owner"
    EVIDENCE_AUTHOR = "evidence author"
    EMAIL_UNKNOWN = "email unknown"  # authors are barred, and nobody can tell whether this is one


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Someone as a round knows them: Slack user id, short name, display name, email."""

    slack: str
    name: str
    display: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """A role in a round: how many distinct people it needs and who (Slack ids) may fill it.

    For a role that is a Slack user group, `people` holds its members as they were when asked.
    """

    role: str
    count: int
    people: tuple[str, ...]
    group: str | None = None


class WaiverScope(StrEnum):
    """What of a gate a waiver lets pass."""

    ROLE = "role"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Waived:
    """A role or a kind of evidence (`name`) that was waived; `by` a display name, `until` a day.

    `until` is ISO text: the last day on which the waiver holds, in UTC.
    """

    scope: WaiverScope
    name: str
    reason: str
    by: str
    until: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What a round was opened under, frozen: seats, and who is barred and why (Slack id → Bar).

    What was `waived` has no seat, or was not asked for as evidence.
    """

    seats: tuple[Seat, ...]
    barred: tuple[tuple[str, Bar], ...] = ()
    waived: tuple[Waived, ...] = ()

    def seat(self, role: str) -> Seat | None:
        """Return the seat of a role; case does not count."""
        return next((s for s in self.seats if s.role.casefold() == role.casefold()), None)

    def bar(self, slack_id: str) -> Bar | None:
        """Return why this person's verdict does not count, or None."""
        return next((why for who, why in self.barred if who == slack_id), None)


@dataclass(frozen=True, slots=True)
class Decision:
    """One reviewer's verdict for one role, bound to the evidence digest it saw."""

    id: str
    role: str
    reviewer: Reviewer
    ruling: Ruling
    at: datetime
    digest: str
    note: str = ""
    in_force: bool = True  # False once its reviewer has replaced it; it stays in the history


@dataclass(frozen=True, slots=True)
class NewGap:
    """A gap as a reviewer puts it: the text, and what it is tied to (`about`, empty if free)."""

    text: str
    target: GapTarget = GapTarget.FREE
    about: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """One specific thing a reviewer found missing. `number` counts from 1 within the phase."""

    project: str
    phase: str
    number: int
    round_id: str
    role: str
    reviewer: Reviewer
    text: str
    target: GapTarget
    about: str
    state: GapState
    listed_at: datetime
    note: str = ""

    @property
    def id(self) -> str:
        """What people type: `P4-G2`."""
        return f"{self.phase}-G{self.number}"


@dataclass(frozen=True, slots=True)
class Round:
    """One request, pinned to a commit and an evidence digest. `id` is its correlation id."""

    id: str
    project: str
    phase: str
    title: str
    number: int
    requester: Reviewer
    requested_at: datetime
    commit: str
    digest: str
    policy_oid: str
    terms: Terms
    owners: tuple[Reviewer, ...]
    state: RoundState = RoundState.OPEN
    decisions: tuple[Decision, ...] = ()
    landing: bool = False  # a write is under way: verdicts can't change until its outcome is known
    landed_commit: str = ""
    version: int = 0

    @property
    def live(self) -> bool:
        """Whether verdicts can still be given."""
        return self.state in (RoundState.OPEN, RoundState.APPROVED)

    def approvals(self, role: str | None = None) -> tuple[Decision, ...]:
        """Return the approving decisions in force, of one role or of all."""
        return tuple(
            d
            for d in self.decisions
            if d.in_force and d.ruling is Ruling.APPROVE and role in (None, d.role)
        )

    def gaps_listed(self) -> tuple[Decision, ...]:
        """Return the verdicts in force that list gaps."""
        return tuple(d for d in self.decisions if d.in_force and d.ruling is Ruling.GAPS)

    def awaited(self) -> tuple[Seat, ...]:
        """Return the seats whose count of approvals is not met yet."""
        return tuple(s for s in self.terms.seats if len(self.approvals(s.role)) < s.count)
