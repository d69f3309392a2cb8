"""The HTTP side of the Web API: arguments in, JSON out, faults on demand."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

from bot.sandbox.errors import SlackError
from bot.sandbox.web_api.arguments import Arguments, read_arguments
from bot.sandbox.web_api.call import Call
from bot.sandbox.web_api.methods import perform

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.elements import Json
    from bot.sandbox.faults import Fault, Faults
    from bot.sandbox.workspace import Workspace


class WebApi:
    """Serves /api/<method> of one workspace."""

    def __init__(
        self, workspace: Workspace, faults: Faults, base_url: str, socket_url: Callable[[], str]
    ) -> None:
        self._workspace = workspace
        self._faults = faults
        self._base_url = base_url
        self._socket_url = socket_url

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one call, with the fault that is due for it, if any."""
        method = request.match_info["method"]
        fault = self._faults.take(method)
        if fault is not None and fault.seconds:
            await asyncio.sleep(fault.seconds)
        if fault is not None and not fault.carried_out:
            return self._faulty(request, fault)
        answer = await self._answer(request, method)
        if fault is not None and fault.kind != "delay":
            return self._faulty(request, fault)
        return web.json_response(answer, headers=self._headers(answer))

    async def _answer(self, request: web.Request, method: str) -> Json:
        try:
            args = await read_arguments(request)
            call = Call(self._workspace, args, self._base_url, self._socket_url)
            return perform(method, _token(request, args), call)
        except SlackError as refusal:
            return refusal.answer()

    def _headers(self, answer: Json) -> dict[str, str]:
        if answer.get("error") in ("invalid_auth", "not_authed"):
            return {}
        return {"x-oauth-scopes": ",".join(sorted(self._workspace.plan.app.scopes))}

    @staticmethod
    def _faulty(request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.kind == "rate_limit":
            refusal = SlackError("ratelimited").answer()
            after = {"Retry-After": str(fault.retry_after)}
            return web.json_response(refusal, status=429, headers=after)
        if fault.kind == "drop" and request.transport is not None:
            request.transport.abort()
        return web.Response(status=fault.status, text="the sandbox was told to fail")


def _token(request: web.Request, args: Arguments) -> str:
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    return bearer.strip() if scheme.lower() == "bearer" else args.text("token")
