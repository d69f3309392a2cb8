"""How the sandbox's own interfaces answer: JSON with `ok`, and a word for what went wrong."""

from __future__ import annotations

import json
import math
from collections.abc import Awaitable, Callable
from typing import Any, Final, NoReturn

from aiohttp import web

from bot.sandbox.errors import CannotDo, SlackError

JsonHandler = Callable[[web.Request], Awaitable[dict[str, Any]]]
# Every name that a request of people or controls may have, and what stands under it if it does.
_TEXTS: Final = frozenset(
    {"command", "text", "channel", "thread_ts", "action_id", "view", "ts", "with", "who", "url"}
    | {"morning_of", "reason", "method", "kind"}
)


def answering(handler: JsonHandler) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Serve `handler`'s object; 409 for what can't be done, 404 for Slack's refusals, 400 else."""

    async def handle(request: web.Request) -> web.Response:
        try:
            return web.json_response({"ok": True, **await handler(request)})
        except CannotDo as why:
            return _refused("cannot", str(why), 409)
        except SlackError as refusal:
            return _refused(refusal.code, "; ".join(refusal.messages), 404)
        except (KeyError, ValueError, RecursionError) as wrong:
            return _refused("bad_request", f"{type(wrong).__name__}: {wrong}", 400)

    return handle


async def body_of(request: web.Request) -> dict[str, Any]:
    """Return the JSON object that was sent. Raises ValueError for anything else.

    Names of texts hold texts, no text holds half a character, and every number is one that JSON
    can say again.
    """
    try:
        body = json.loads(await request.text(), parse_constant=_no_number)
        json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
    except LookupError as unknown:
        raise ValueError(f"not to be decoded: {unknown}") from None
    if not isinstance(body, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 - what was sent, not a bug of ours
    for name in _TEXTS & body.keys():
        if not isinstance(body[name], str):
            raise ValueError(f"{name} is no text")  # noqa: TRY004 - as above
    if body.get("block_id") is not None and not isinstance(body["block_id"], str):
        raise ValueError("block_id is no text")
    if not isinstance(body.get("values", {}), dict):
        raise ValueError("values is no object")  # noqa: TRY004 - as above
    return body


def finite(text: str) -> float:
    """Return a number of a query. Raises ValueError for none, and for no finite one."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is no number")
    return number


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _refused(error: str, why: str, status: int) -> web.Response:
    return web.json_response({"ok": False, "error": error, "why": why}, status=status)
