"""A message as it goes to Slack: blocks for the eye, text for notifications and screen readers."""

from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]
View = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """`text` is mrkdwn with `& < >` escaped already; user text stands literally in `blocks`."""

    text: str
    blocks: tuple[Block, ...]

    def payload(self) -> dict[str, Any]:
        """Return the fields of chat.postMessage, chat.update or a response_url."""
        return {"text": self.text, "blocks": list(self.blocks)}
