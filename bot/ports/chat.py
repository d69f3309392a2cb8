"""The chat service: where people are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.ports.card import Card
from bot.ports.intents import ReplyTo
from bot.readiness.digest import Digest
from bot.readiness.events import Event
from bot.readiness.home import Drawn, Home
from bot.readiness.readers import Standing, Whereabouts


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A message in Slack."""

    channel: str
    ts: str


class Chat(Protocol):
    """What delivery says to people. Raises Unavailable, UnknownOutcome or Fault.

    `intent_id` goes into the message's metadata, by which `find` knows it again.
    """

    async def post_card(self, channel: str, card: Card, intent_id: str) -> MessageRef:
        """Post a new card; this alone mentions the reviewers."""
        ...

    async def update_card(self, ref: MessageRef, card: Card) -> None:
        """Draw a card anew, in place, without mentions."""
        ...

    async def tell_thread(self, ref: MessageRef, event: Event, intent_id: str) -> None:
        """Add a line to a card's thread."""
        ...

    async def tell_channel(self, channel: str, event: Event, intent_id: str) -> None:
        """Tell a channel."""
        ...

    async def tell_person(self, user: str, event: Event, intent_id: str) -> None:
        """Send a direct message."""
        ...

    async def post_digest(self, channel: str, digest: Digest, intent_id: str) -> MessageRef:
        """Post a digest. Raises ChannelGone where the channel will never take one."""
        ...

    async def show_home(self, user: str, home: Home, drawn: Drawn) -> Drawn:
        """Draw somebody's Home in one call, or in none where it shows all of that already.

        Raises StaleState where it was drawn by someone else since `drawn`.
        """
        ...

    async def answer(self, reply: ReplyTo, event: Event, intent_id: str) -> None:
        """Answer whoever asked, for their eyes only."""
        ...

    async def find(
        self, place: MessageRef | str, intent_id: str, since: datetime
    ) -> MessageRef | None:
        """Look for a message by its intent id: in a channel, a thread, or a person's messages.

        None: it is not there, or this app may not read the history.
        """
        ...

    async def link_to(self, ref: MessageRef) -> str | None:
        """Return a message's address; None where Slack does not tell. It never raises."""
        ...

    async def group_members(self, group: str) -> tuple[str, ...]:
        """Return the Slack user ids of a user group; cached for a short time."""
        ...

    async def display_name(self, user: str) -> str:
        """Return what a person is called in Slack; their id where this app may not, or can't, ask.

        Never raises: a name is a help, not a need.
        """
        ...

    async def standing(self, user: str) -> Standing:
        """Return what a person is in the workspace. Raises as `whereabouts` does."""
        ...

    async def is_in(self, user: str, channels: Sequence[str]) -> bool:
        """Tell whether a person is in one of these; not, where this app may not ask."""
        ...

    async def whereabouts(self, user: str) -> Whereabouts:
        """Return where a person is, as known for an hour; nothing where this app may not ask.

        Raises Unavailable where it was never learned and can't be now.
        """
        ...
