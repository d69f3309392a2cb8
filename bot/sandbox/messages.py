"""Messages and who may see them; no rules of any API here, only the record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.sandbox.clock import Clock


@dataclass
class Message:
    """A message; `ephemeral_to` is the only person who sees it, or empty."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    thread_ts: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    bot_id: str = ""
    edited_ts: str = ""
    ephemeral_to: str = ""
    broadcast: bool = False
    deleted: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        """Return whether it sits in a thread below another message."""
        return self.thread_ts not in ("", self.ts)

    def seen_by(self, user: str) -> bool:
        """Return whether a member of the channel sees it."""
        return self.ephemeral_to in ("", user)


class Timestamps:
    """Gives each message its own ts: seconds and microseconds, always growing."""

    def __init__(self, clock: Clock, after: str = "0.000000") -> None:
        self._clock = clock
        self._last = _micros(after)

    def next(self) -> str:
        """Return a ts later than every one before, even where the clock stands still."""
        self._last = max(self._last + 1, int(self._clock().timestamp() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"


def _micros(ts: str) -> int:
    seconds, _, micros = ts.partition(".")
    return int(seconds) * 1_000_000 + int(micros or 0)


class MessageStore:
    """All messages, by channel and ts, in the order they were posted."""

    def __init__(self, messages: Iterable[Message] = ()) -> None:
        self._by_channel: dict[str, dict[str, Message]] = {}
        self._threads: dict[tuple[str, str], list[Message]] = {}
        for message in messages:
            self.add(message)

    def add(self, message: Message) -> None:
        """Keep a message."""
        self._by_channel.setdefault(message.channel, {})[message.ts] = message
        if message.is_reply:
            self._threads.setdefault((message.channel, message.thread_ts), []).append(message)

    def remove(self, message: Message) -> None:
        """Forget a message; the head of a thread stays, marked as deleted."""
        if self.replies(message.channel, message.ts):
            message.deleted, message.text = True, "This message was deleted."
            message.blocks, message.attachments, message.metadata = [], [], {}
            return
        del self._by_channel[message.channel][message.ts]
        if message.is_reply:
            self._threads[message.channel, message.thread_ts].remove(message)

    def find(self, channel: str, ts: str) -> Message | None:
        """Return the message at `ts`, ephemeral ones included."""
        return self._by_channel.get(channel, {}).get(ts)

    def everything(self) -> list[Message]:
        """Return every message of every channel."""
        return [one for channel in self._by_channel.values() for one in channel.values()]

    def timeline(self, channel: str) -> list[Message]:
        """Return what stands in the channel itself, oldest first, ephemerals included."""
        return [
            message
            for message in self._by_channel.get(channel, {}).values()
            if not message.is_reply or message.broadcast
        ]

    def replies(self, channel: str, root_ts: str) -> list[Message]:
        """Return the answers in a thread, oldest first, without its head."""
        return list(self._threads.get((channel, root_ts), []))
