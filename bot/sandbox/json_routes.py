"""How the sandbox's own interfaces answer: JSON with `ok`, and a word for what went wrong."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.sandbox.errors import CannotDo, SlackError

JsonHandler = Callable[[web.Request], Awaitable[dict[str, Any]]]


def answering(handler: JsonHandler) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Serve `handler`'s object; 409 for what can't be done, 404 for Slack's refusals, 400 else."""

    async def handle(request: web.Request) -> web.Response:
        try:
            return web.json_response({"ok": True, **await handler(request)})
        except CannotDo as why:
            return _refused("cannot", str(why), 409)
        except SlackError as refusal:
            return _refused(refusal.code, "; ".join(refusal.messages), 404)
        except (json.JSONDecodeError, KeyError, ValueError) as wrong:
            return _refused("bad_request", f"{type(wrong).__name__}: {wrong}", 400)

    return handle


def _refused(error: str, why: str, status: int) -> web.Response:
    return web.json_response({"ok": False, "error": error, "why": why}, status=status)
