"""The HTTP side of the Web API: arguments in, JSON out, faults on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from bot.sandbox.errors import SlackError
from bot.sandbox.faulty_http import answer_under
from bot.sandbox.web_api.arguments import Arguments, read_arguments
from bot.sandbox.web_api.call import Call
from bot.sandbox.web_api.methods import ACTS, perform

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.elements import Json
    from bot.sandbox.faults import Faults
    from bot.sandbox.workspace import Workspace


# What arguments of a strange shape make of the code that reads them.
_ODD = (ValueError, TypeError, AttributeError, LookupError, RecursionError, OverflowError)


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
        return await answer_under(self._faults, method, request, self._carry_out)

    async def _carry_out(self, request: web.Request) -> web.StreamResponse:
        answer = await self._answer(request, request.match_info["method"])
        return web.json_response(answer, headers=self._headers(answer))

    async def _answer(self, request: web.Request, method: str) -> Json:
        if request.method != "POST" and method in ACTS:
            why = f"[ERROR] {method} takes POST"
            return SlackError("invalid_arguments", [why]).answer()
        try:
            args = await read_arguments(request)
            call = Call(self._workspace, args, self._base_url, self._socket_url)
            return perform(method, _token(request, args), call)
        except SlackError as refusal:
            return refusal.answer()
        except _ODD as odd:
            why = f"[ERROR] {type(odd).__name__}: {odd}"
            return SlackError("invalid_arguments", [why]).answer()

    def _headers(self, answer: Json) -> dict[str, str]:
        if answer.get("error") in ("invalid_auth", "not_authed"):
            return {}
        return {"x-oauth-scopes": ",".join(sorted(self._workspace.plan.app.scopes))}


def _token(request: web.Request, args: Arguments) -> str:
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    return bearer.strip() if scheme.lower() == "bearer" else args.text("token")
