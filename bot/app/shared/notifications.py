"""The chat intents that one cause brings about, each with a key of its own: told once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.ports.intents import (
    Answer,
    Intent,
    ReplyTo,
    ShowCard,
    TellChannel,
    TellPerson,
    TellThread,
    Work,
    new_intent,
)
from bot.ports.store import Transaction
from bot.readiness.events import Event
from bot.readiness.round import Reviewer


@dataclass(frozen=True, slots=True)
class Telling:
    """Makes intents for one cause: a delivery key, or the id of the intent being carried out."""

    project: str
    correlation_id: str
    cause: str
    at: datetime

    def card(self, round_id: str) -> Intent:
        """Draw the round's card."""
        return self._intent(ShowCard(self.project, round_id), f"card:{round_id}")

    def thread(self, round_id: str, event: Event) -> Intent:
        """Add an audit line to the thread of the round's card."""
        work = TellThread(self.project, round_id, event)
        return self._intent(work, f"thread:{round_id}:{type(event).__name__}")

    def person(self, user: str, event: Event) -> Intent:
        """Send someone a direct message."""
        work = TellPerson(self.project, user, event)
        return self._intent(work, f"person:{user}:{type(event).__name__}")

    def people(self, reviewers: Iterable[Reviewer], event: Event) -> tuple[Intent, ...]:
        """Send each of these people, once, a direct message."""
        return tuple(self.person(user, event) for user in dict.fromkeys(r.slack for r in reviewers))

    def channel(self, channel: str, event: Event) -> Intent:
        """Tell a channel."""
        work = TellChannel(self.project, channel, event)
        return self._intent(work, f"channel:{channel}:{type(event).__name__}")

    def answer(self, reply: ReplyTo, event: Event) -> Intent:
        """Answer whoever asked."""
        return self._intent(Answer(self.project, reply, event), f"answer:{type(event).__name__}")

    def _intent(self, work: Work, effect: str) -> Intent:
        key = f"{self.cause}/{effect}"
        return new_intent(work, key=key, correlation_id=self.correlation_id, at=self.at)


async def enqueue_all(tx: Transaction, *intents: Intent) -> None:
    """Add intents to the outbox, in this order."""
    await tx.enqueue_all(intents)
