"""The words of the outbox: what must still happen outside the database, as typed data."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.readiness.events import Event
from bot.readiness.evidence import Evidence
from bot.readiness.round import Reviewer
from bot.readiness.status import Action
from bot.readiness.work import OpsChange

# What people are told a change is about that belongs to no phase.
OPS_TRACK: Final = "Ops track"


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """Who waits for an answer and where. After `expires_at` the answer goes by direct message."""

    user: str
    channel: str
    response_url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Work:
    """The base of what an intent asks for, of one project (by name)."""

    project: str


# --- the repository: in order, per project ---


@dataclass(frozen=True, slots=True)
class MoveStatus(Work):
    """`start` or `baseline`: check, then land the new status."""

    phase: str
    action: Action
    actor: Reviewer
    reply: ReplyTo


@dataclass(frozen=True, slots=True)
class ChangeEvidence(Work):
    """Add or remove one evidence row: exactly one of the two."""

    phase: str
    add: Evidence | None
    remove: Evidence | None
    actor: Reviewer
    reply: ReplyTo


@dataclass(frozen=True, slots=True)
class OpenRound(Work):
    """`ready`: audit, land the status with the new evidence, open the round (`round_id`)."""

    phase: str
    round_id: str
    add: tuple[Evidence, ...]
    actor: Reviewer
    reply: ReplyTo


@dataclass(frozen=True, slots=True)
class LandSignoff(Work):
    """All have approved: write the sign-off of this round to the tracker."""

    phase: str
    round_id: str


@dataclass(frozen=True, slots=True)
class FollowMerge(Work):
    """The sign-off of this round is on its phase's branch: see to its pull request."""

    phase: str
    round_id: str


@dataclass(frozen=True, slots=True)
class FollowStanding(Work):
    """See to the request of the project's standing branch, which holds what is of no phase.

    `replaced`: a branch whose place it took, with a request that is to be closed. `head`: what
    gatebot alone had written there, so that it may go; empty where people's commits are on it.
    """

    replaced: str = ""
    head: str = ""


@dataclass(frozen=True, slots=True)
class AskMerge(Work):
    """Ask the host to merge the standing branch's request as soon as its rules allow."""

    branch: str
    number: int


@dataclass(frozen=True, slots=True)
class ChangeOps(Work):
    """Add or change one item of the ops track.

    `locked`: the Signed Off phase in which something is missed, "" for any other item.
    """

    change: OpsChange
    actor: Reviewer
    reply: ReplyTo
    locked: str = ""

    @property
    def phase(self) -> str:
        """What people are told this is about; the ops track belongs to no phase."""
        return OPS_TRACK


@dataclass(frozen=True, slots=True)
class AppendProgress(Work):
    """Append what has landed to the ledger; `since` is the head known before, "" for none."""

    since: str


# --- looking: beside the landings, never held back by them ---


@dataclass(frozen=True, slots=True)
class CheckEvidence(Work):
    """`evidence P4`: audit at head and answer."""

    phase: str
    actor: Reviewer
    reply: ReplyTo


@dataclass(frozen=True, slots=True)
class WatchRound(Work):
    """Look whether the evidence of a round under review is still what it was."""

    project: str
    phase: str
    round_id: str


@dataclass(frozen=True, slots=True)
class LookBetween(Work):
    """A commit was made onto `onto`, and not onto `read`: look at what came in between.

    `read` is empty where it isn't known which head the commit was planned on; `round_id` is empty
    where the commit is no sign-off.
    """

    phase: str
    round_id: str
    read: str
    onto: str
    commit: str


# --- chat: in order, per message ---


@dataclass(frozen=True, slots=True)
class ShowCard(Work):
    """Post the round's card, or draw it anew from the state at the time of drawing."""

    round_id: str


@dataclass(frozen=True, slots=True)
class TellThread(Work):
    """An audit line in the thread of a round's card."""

    round_id: str
    event: Event


@dataclass(frozen=True, slots=True)
class TellChannel(Work):
    """A change of state that has no card, told in the project's channel."""

    channel: str
    event: Event


@dataclass(frozen=True, slots=True)
class TellPerson(Work):
    """A direct message. `user` is a Slack user id."""

    user: str
    event: Event


@dataclass(frozen=True, slots=True)
class RemindPerson(Work):
    """Remind one person (Slack id) of a round, on one working day of theirs (ISO).

    `by`: who had them reminded, None for the clock.
    """

    round_id: str
    user: str
    day: str
    by: Reviewer | None = None


@dataclass(frozen=True, slots=True)
class PostDigest(Work):
    """A channel's digest of one local day (ISO), due at a moment; made when it is posted."""

    channel: str
    day: str
    due: datetime


@dataclass(frozen=True, slots=True)
class ShowHome(Work):
    """A person's Home, drawn anew from the state at the time of drawing; of all projects."""

    user: str


@dataclass(frozen=True, slots=True)
class Answer(Work):
    """The late answer to a verb that had to look first; only its asker sees it."""

    reply: ReplyTo
    event: Event


@dataclass(frozen=True, slots=True)
class Intent:
    """A durable row. `key` is unique per effect; `lane` orders; `correlation_id` groups a round."""

    id: str
    work: Work
    lane: str
    key: str
    correlation_id: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """An intent that one worker holds until its lease ends. `base`: head at the first attempt."""

    intent: Intent
    token: str
    attempt: int  # from 1
    base: str | None
    lease_until: datetime


@dataclass(frozen=True, slots=True)
class ParkedIntent:
    """An intent that waits for a person, and why."""

    intent: Intent
    why: str
    mend: str


def lane_of(work: Work, intent_id: str) -> str:  # noqa: PLR0911 - a line for each lane
    """Return the lane a piece of work waits in: landings per project, chat per message."""
    match work:
        case (
            MoveStatus()
            | ChangeEvidence()
            | OpenRound()
            | LandSignoff()
            | ChangeOps()
            | AppendProgress()
            | FollowStanding()
        ):
            return f"land:{work.project}"
        case FollowMerge():
            return f"merge:{work.round_id}"
        case AskMerge():
            # Beside the landings: some hosts take most of a minute to answer that.
            return f"merge:{work.project}"
        case ShowCard() | TellThread():
            return f"card:{work.round_id}"
        case TellPerson():
            return f"person:{work.user}"
        case ShowHome():
            return f"home:{work.user}"
        case RemindPerson():
            # Not a person's own: one that waits for their morning would hold back all others.
            return f"remind:{work.round_id}:{work.user}"
        case TellChannel() | PostDigest():
            return f"channel:{work.channel}"
        case _:
            return f"once:{intent_id}"


def new_intent(work: Work, *, key: str, correlation_id: str, at: datetime) -> Intent:
    """Make an intent with an id of its own, in the lane its work belongs to."""
    intent_id = str(uuid.uuid4())
    return Intent(intent_id, work, lane_of(work, intent_id), key, correlation_id, at)
