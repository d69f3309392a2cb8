"""A message as it goes to Slack: blocks for the eye, text for notifications and screen readers."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from bot.slack.prose import cut, escaped

Block = dict[str, Any]
View = dict[str, Any]
ALT_LIMIT: Final = 1000  # Slack's for a file; a block's alt text may have twice as much
_NOTICE_LIMIT: Final = 600


class Drawing(Hashable, Protocol):
    """What is drawn. Equal drawings give the same bytes, so one upload serves them all."""

    def png(self) -> bytes:
        """Draw it; this takes a tenth of a second, so not on the event loop."""
        ...


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, which `alt` says in words; `title` names its file.

    It is shown in the place of the message's blocks from `start` up to `end`, which draw the same
    in text.
    """

    drawing: Drawing
    title: str
    alt: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Message:
    """`text` is mrkdwn with `& < >` escaped already; user text stands literally in `blocks`.

    Where a `picture` can't be had, the message is whole without it.
    """

    text: str
    blocks: tuple[Block, ...]
    picture: Picture | None = None

    def payload(self) -> dict[str, Any]:
        """Return the fields of chat.postMessage, chat.update or a response_url: all in text."""
        return {"text": self.text, "blocks": list(self.blocks)}

    def drawn_in_text(self) -> "Message":
        """Return the message as it is where no picture can be had."""
        return Message(self.text, self.blocks)

    def with_file(self, file: str) -> "Message":
        """Return the message with its picture, which was uploaded as a file of this id."""
        if (picture := self.picture) is None:
            return self
        image: Block = {
            "type": "image",
            "slack_file": {"id": file},
            "alt_text": cut(picture.alt, ALT_LIMIT),
        }
        before, after = self.blocks[: picture.start], self.blocks[picture.end :]
        return Message(self.text, (*before, image, *after))

    def apart(self) -> "tuple[Message, Message | None]":
        """Return what is said in words, and the picture as a message that follows it."""
        if (picture := self.picture) is None:
            return self, None
        drawn = self.blocks[picture.start : picture.end]
        words = Message(self.text, self.blocks[: picture.start] + self.blocks[picture.end :])
        alone = Picture(picture.drawing, picture.title, picture.alt, 0, len(drawn))
        return words, Message(escaped(cut(picture.alt, _NOTICE_LIMIT)), drawn, alone)
