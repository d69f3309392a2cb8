"""Arguments of a call, wherever they stand: query, form or JSON body."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.sandbox.errors import SlackError

if TYPE_CHECKING:
    from aiohttp import web

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class Arguments:
    """The merged arguments of one call, read with the types Slack expects."""

    def __init__(self, given: dict[str, Any]) -> None:
        self._given = given

    def has(self, name: str) -> bool:
        """Return whether an argument was sent, even empty."""
        return self._given.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        """Return a string; numbers are taken as they are written."""
        value = self._given.get(name)
        return default if value is None else str(value)

    def need(self, name: str) -> str:
        """Return a string that must be there; raises `invalid_arguments`."""
        value = self.text(name)
        if not value:
            raise SlackError("invalid_arguments", [f"[ERROR] missing required field: {name}"])
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a boolean, sent as JSON or as a word."""
        value = self._given.get(name)
        if value is None:
            return default
        return value if isinstance(value, bool) else str(value).lower() in ("1", "true")

    def number(self, name: str, default: int) -> int:
        """Return a whole number; raises `invalid_arguments`."""
        try:
            return int(self._given.get(name) or default)
        except (TypeError, ValueError):
            raise SlackError("invalid_arguments", [f"[ERROR] not a number: {name}"]) from None

    def decoded(self, name: str, problem: str) -> Any:
        """Return a value that may have been sent as a JSON string; raises `problem`."""
        value = self._given.get(name)
        if not isinstance(value, str) or not value:
            return value or None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(problem) from None


async def read_arguments(request: web.Request) -> Arguments:
    """Read the query, then the body over it; raises `invalid_json` for a broken JSON body."""
    given: dict[str, Any] = dict(request.query)
    if request.content_type in _FORMS:
        given |= dict(await request.post())
    elif request.content_type == "application/json" and request.can_read_body:
        try:
            body = await request.json()
        except ValueError:
            raise SlackError("invalid_json") from None
        if not isinstance(body, dict):
            raise SlackError("json_not_object")
        given |= body
    return Arguments(given)
