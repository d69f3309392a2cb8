"""Setting the workspace's clock forward, to see in a moment what a day would bring."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aiohttp import web

from bot.sandbox.errors import CannotDo
from bot.sandbox.json_routes import answering, body_of

if TYPE_CHECKING:
    from bot.sandbox.elements import Json
    from bot.sandbox.workspace import Workspace


class ClockApi:
    """Serves /workspace/clock."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def routes(self) -> list[web.RouteDef]:
        """Return the routes to serve."""
        return [
            web.get("/workspace/clock", answering(self._look)),
            web.post("/workspace/clock", answering(self._forward)),
        ]

    async def _look(self, _request: web.Request) -> Json:
        clock = self._workspace.clock
        return {"now": clock().timestamp(), "ahead": clock.ahead.total_seconds()}

    async def _forward(self, request: web.Request) -> Json:
        """Set it forward by `seconds`, or to tomorrow at nine.

        `morning_in`: in a time zone; `morning_of`: where a person is.
        """
        body = await body_of(request)
        if zone := body.get("morning_in"):
            by = self._workspace.clock.until_morning(_known(zone))
        elif person := body.get("morning_of"):
            by = self._workspace.clock.until_morning(self._workspace.user(person).tz)
        else:
            by = _seconds(body.get("seconds"))
        self._workspace.set_forward(by)
        return await self._look(request)


def _known(zone: object) -> str:
    try:
        return ZoneInfo(str(zone)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CannotDo("say in which time zone, as Europe/Berlin") from None


def _seconds(value: object) -> timedelta:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CannotDo("say by how many seconds")
    try:
        return timedelta(seconds=value)
    except (OverflowError, ValueError):
        raise CannotDo("say by how many seconds") from None
