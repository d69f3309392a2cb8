"""The control surface, which no person has: faults, redeliveries, forged payloads."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, get_args

from aiohttp import web

from bot.sandbox.courier import Kind
from bot.sandbox.errors import CannotDo, NotAnswered
from bot.sandbox.faults import Fault
from bot.sandbox.json_routes import answering, body_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.sandbox.courier import Courier
    from bot.sandbox.elements import Json
    from bot.sandbox.faults import Faults
    from bot.sandbox.socket_mode import SocketHub


class ControlApi:
    """Serves /control/ of one sandbox."""

    def __init__(
        self,
        faults: Faults,
        courier: Courier,
        sockets: SocketHub,
        deliver_to: Callable[[str], Awaitable[None]],
    ) -> None:
        self._faults = faults
        self._courier = courier
        self._sockets = sockets
        self._deliver_to = deliver_to

    def routes(self) -> list[web.RouteDef]:
        """Return the routes to serve."""
        return [
            web.get("/control/faults", answering(self._due)),
            web.post("/control/faults", answering(self._add)),
            web.delete("/control/faults", answering(self._clear)),
            web.get("/control/deliveries", answering(self._sent)),
            web.post("/control/deliveries/{number}/again", answering(self._again)),
            web.post("/control/forge", answering(self._forge)),
            web.post("/control/disconnect", answering(self._disconnect)),
            web.post("/control/deliver_to", answering(self._set_url)),
            web.get("/control/connections", answering(self._connections)),
        ]

    async def _due(self, _request: web.Request) -> Json:
        return {"faults": [asdict(fault) for fault in self._faults.due()]}

    async def _add(self, request: web.Request) -> Json:
        try:
            self._faults.add(Fault(**await body_of(request)))
        except TypeError as wrong:
            raise CannotDo(f"not a fault: {wrong}") from None
        return {}

    async def _clear(self, _request: web.Request) -> Json:
        self._faults.clear()
        return {}

    async def _sent(self, _request: web.Request) -> Json:
        return {"deliveries": [delivery.to_json() for delivery in self._courier.sent]}

    async def _again(self, request: web.Request) -> Json:
        return await _outcome(self._courier.again(int(request.match_info["number"])))

    async def _forge(self, request: web.Request) -> Json:
        body = await body_of(request)
        kind = body.get("kind", "interactive")
        if kind not in get_args(Kind):
            raise CannotDo(f"{kind} is no kind of delivery")
        asked = kind != "events_api"
        return await _outcome(self._courier.ask(kind, body["payload"], accepts_answer=asked))

    async def _disconnect(self, request: web.Request) -> Json:
        body = await body_of(request)
        reason = body.get("reason", "refresh_requested")
        await self._sockets.disconnect(reason, say=body.get("say", True))
        return {}

    async def _set_url(self, request: web.Request) -> Json:
        await self._deliver_to((await body_of(request))["url"])
        return {}

    async def _connections(self, _request: web.Request) -> Json:
        return {"connections": self._sockets.connections, "late_acks": self._sockets.late_acks}


async def _outcome(answer: Awaitable[Json]) -> Json:
    try:
        return {"answer": await answer, "failed": ""}
    except NotAnswered as unanswered:
        return {"answer": {}, "failed": unanswered.reason}
