"""A verdict as it is handed in, and what it comes to."""

from dataclasses import dataclass
from datetime import datetime

from bot.readiness.round import Decision, Gap, Reviewer, Round


@dataclass(frozen=True, slots=True)
class Ballot:
    """A verdict as it is handed in.

    `id` becomes the decision's; `at` is aware UTC; `role` None means the only one there is;
    `seen_digest` is that of the evidence the reviewer was shown, None where none was shown.
    """

    id: str
    reviewer: Reviewer
    at: datetime
    role: str | None = None
    seen_digest: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval as it is kept: the round after it, the gaps it accepted, whether it was the last.

    `complete`: the round is approved by it, and may land.
    """

    round: Round
    decision: Decision
    accepted: tuple[Gap, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class GapsRuling:
    """Listed gaps as they are kept: the round after it, and the gaps, new, reopened or open yet."""

    round: Round
    decision: Decision
    gaps: tuple[Gap, ...]
