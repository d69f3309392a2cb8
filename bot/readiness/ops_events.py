"""What happened on the ops track and to digests."""

from dataclasses import dataclass

from bot.readiness.events import Event
from bot.readiness.round import Reviewer, Round
from bot.readiness.work import OpsAction, OpsItem


@dataclass(frozen=True, slots=True)
class OpsChanged(Event):
    """A change of the ops track has landed; the item is as it is now."""

    action: OpsAction
    item: OpsItem
    actor: Reviewer
    commit: str


@dataclass(frozen=True, slots=True)
class ReviewReminded(Event):
    """A reviewer is reminded, by hand, of a round that waits for them in these roles."""

    round: Round
    roles: tuple[str, ...]
    by: Reviewer


@dataclass(frozen=True, slots=True)
class DigestStopped(Event):
    """A channel can't be posted to any more, so its digest was turned off."""

    channel: str
    why: str
