"""All a review card is made of: the round, what was audited for it, and where it stands."""

from dataclasses import dataclass

from bot.ports.intents import ParkedIntent
from bot.readiness.branch import PhaseBranch
from bot.readiness.evidence import Audit
from bot.readiness.round import Gap, Reviewer, Round
from bot.readiness.status import Status


@dataclass(frozen=True, slots=True)
class Brief:
    """What reviewers are shown beside a round's state: what was audited, and the criteria.

    `people` are the policy's people at the pinned commit: names for the Slack ids of the terms.
    `status` is the phase's at the pinned commit; None in rounds older than this field.
    """

    audit: Audit
    deliverables: tuple[str, ...]
    requested_in: str  # the channel the request was made in
    people: tuple[Reviewer, ...] = ()
    status: Status | None = None

    def display(self, slack_id: str) -> str:
        """Return a person's display name; somebody the policy does not know keeps their id."""
        return next((p.display for p in self.people if p.slack == slack_id), slack_id)


@dataclass(frozen=True, slots=True)
class Card:
    """All a review card is computed from.

    `status` is the tracker's at the last look; None where its cell is outside the vocabulary.
    """

    round: Round
    brief: Brief
    status: Status | None
    gaps: tuple[Gap, ...]
    commit_url: str | None = None
    landed_url: str | None = None
    parked: ParkedIntent | None = None
    merge: PhaseBranch | None = None  # the sign-off is on it, and waits for its pull request
