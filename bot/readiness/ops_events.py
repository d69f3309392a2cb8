"""What happened on the ops track and to digests."""

from dataclasses import dataclass

from bot.readiness.events import Event
from bot.readiness.round import Reviewer, Round
from bot.readiness.work import AwaitedMerge, OpsAction, OpsItem


@dataclass(frozen=True, slots=True)
class OpsChanged(Event):
    """A change of the ops track has landed; the item is as it is now."""

    action: OpsAction
    item: OpsItem
    actor: Reviewer
    commit: str
    waits: AwaitedMerge | None = None  # what it is in the tracker by, where that is still to come


@dataclass(frozen=True, slots=True)
class ConcernRaised(Event):
    """Something is missed in a Signed Off phase: it is on the ops track, and blocks a release."""

    phase: str
    item: OpsItem
    actor: Reviewer
    commit: str
    waits: AwaitedMerge | None = None


@dataclass(frozen=True, slots=True)
class TakenBack(Event):
    """Somebody closed the request of what belongs to no phase, so that did not get in.

    `items`: as they would have been; `entries`: how many of the ledger; `number` 0: it had no
    request yet.
    """

    items: tuple[OpsItem, ...]
    entries: int
    number: int
    url: str


@dataclass(frozen=True, slots=True)
class ReviewReminded(Event):
    """A reviewer is reminded of a round that waits for them in these roles.

    `by`: who had them reminded, None for the clock.
    """

    round: Round
    roles: tuple[str, ...]
    by: Reviewer | None = None


@dataclass(frozen=True, slots=True)
class ReminderNotSent(Event):
    """Somebody (a display name) who is awaited can't be reminded: why, in a sentence."""

    round: Round
    person: str
    roles: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class DigestNotMade(Event):
    """A channel hears no digest of a project today: why, and what mends it."""

    project: str
    why: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class DigestNotPosted(Event):
    """A channel's digest could not be posted; whoever set it is told why, and what mends it."""

    channel: str
    why: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class DigestStopped(Event):
    """A channel can't be posted to any more, so its digest was turned off."""

    channel: str
    why: str
