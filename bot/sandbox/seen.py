"""What people see, as values: the client's side of the people's interface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.sandbox.plain_text import plain_text, readable

if TYPE_CHECKING:
    from bot.sandbox.plain_text import Json


@dataclass(frozen=True)
class Message:
    """A message as one person sees it; `ephemeral`: only they do."""

    channel: str
    ts: str
    user: str
    author: str
    text: str
    blocks: list[Json]
    thread_ts: str
    ephemeral: bool
    edited: bool
    deleted: bool
    is_bot: bool
    replies: int
    reactions: dict[str, list[str]]

    @property
    def shown(self) -> str:
        """Return what is displayed, as lines: the blocks, or the text where there are none."""
        return plain_text(self.blocks) if self.blocks else readable(self.text)

    @property
    def buttons(self) -> list[str]:
        """Return the action ids that can be used."""
        return _action_ids(self.blocks)


@dataclass(frozen=True)
class Modal:
    """A modal, or the App Home, in front of one person."""

    id: str
    type: str
    title: str
    submit: str
    close: str
    blocks: list[Json]
    values: dict[str, dict[str, Json]]
    errors: dict[str, str]
    trouble: str

    @property
    def shown(self) -> str:
        """Return what is displayed, as lines."""
        return "\n".join(part for part in (self.title, plain_text(self.blocks)) if part)

    @property
    def buttons(self) -> list[str]:
        """Return the action ids that can be used."""
        return _action_ids(self.blocks)


@dataclass(frozen=True)
class Submission:
    """What submitting led to.

    `outcome`: closed, errors, updated, pushed, cleared, or trouble (the app failed). `modals`:
    those open now, the topmost last.
    """

    outcome: str
    view: Modal
    modals: list[Modal]


@dataclass(frozen=True)
class Channel:
    """A channel or direct message; `kind` is channels, groups or im."""

    id: str
    name: str
    kind: str
    member: bool
    archived: bool
    with_user: str


def message_from(raw: Json) -> Message:
    """Read a message from the interface's JSON."""
    return Message(**raw)


def modal_from(raw: Json) -> Modal:
    """Read a modal or home from the interface's JSON."""
    return Modal(**raw)


def channel_from(raw: Json) -> Channel:
    """Read a channel from the interface's JSON."""
    return Channel(**{("with_user" if key == "with" else key): raw[key] for key in raw})


def _action_ids(value: Any) -> list[str]:
    if isinstance(value, list):
        return [found for one in value for found in _action_ids(one)]
    if not isinstance(value, dict):
        return []
    own = [value["action_id"]] if "action_id" in value else []
    return own + [found for one in value.values() for found in _action_ids(one)]
