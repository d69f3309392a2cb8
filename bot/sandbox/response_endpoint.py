"""The HTTP side of response URLs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from aiohttp import web

from bot.sandbox.errors import SlackError
from bot.sandbox.faulty_http import RESPONSE_URL, answer_under
from bot.sandbox.responses import use_response_url

if TYPE_CHECKING:
    from bot.sandbox.elements import Json
    from bot.sandbox.faults import Faults
    from bot.sandbox.workspace import Workspace

_GONE = ("expired_url", "used_url")


class ResponseEndpoint:
    """Serves /response/{token} of one workspace."""

    def __init__(self, workspace: Workspace, faults: Faults) -> None:
        self._workspace = workspace
        self._faults = faults

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Carry out one use; 404 once it is used up or expired, 400 for a bad message."""
        return await answer_under(self._faults, RESPONSE_URL, request, self._carry_out)

    async def _carry_out(self, request: web.Request) -> web.StreamResponse:
        try:
            body = _decode(await request.text())
            use_response_url(self._workspace, request.match_info["token"], body)
        except SlackError as refusal:
            status = 404 if refusal.code in _GONE else 400
            return web.json_response(refusal.answer(), status=status)
        return web.Response(text="ok")


def _decode(text: str) -> Json:
    try:
        body = json.loads(text)
    except ValueError:
        raise SlackError("invalid_payload") from None
    if not isinstance(body, dict):
        raise SlackError("invalid_payload")
    return body
