"""Refusals, in the words Slack uses for them."""

from __future__ import annotations

from typing import Any


class SlackError(Exception):
    """A Web API call is refused; `code` is Slack's own error code.

    `messages` go to `response_metadata.messages`; `extra` is merged into the answer.
    """

    def __init__(self, code: str, messages: list[str] | None = None, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages or []
        self.extra = extra

    def answer(self) -> dict[str, Any]:
        """Return the JSON object Slack would answer with."""
        body: dict[str, Any] = {"ok": False, "error": self.code, **self.extra}
        if self.messages:
            body["response_metadata"] = {"messages": self.messages}
        return body


class CannotDo(Exception):
    """A person tried something that Slack's own client would not let them do."""


class NotAnswered(Exception):
    """The app did not acknowledge a delivery; `reason` is Slack's word for how."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
