"""Answering an HTTP request with the fault that is due for it, if any."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

from bot.sandbox.errors import SlackError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.sandbox.faults import Fault, Faults

RESPONSE_URL = "response_url"
"""The name by which faults mean the use of any response URL."""
UPLOAD = "upload_url"
"""The name by which they mean any upload of a file's bytes."""


async def answer_under(
    faults: Faults,
    method: str,
    request: web.Request,
    answer: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> web.StreamResponse:
    """Return what `answer` does, unless a fault of `method` comes before or after it."""
    fault = faults.take(method)
    if fault is None:
        return await answer(request)
    if fault.seconds:
        await asyncio.sleep(fault.seconds)
    answered = await answer(request) if fault.carried_out else None
    if answered is not None and fault.kind == "delay":
        return answered
    return _faulty(request, fault)


def _faulty(request: web.Request, fault: Fault) -> web.StreamResponse:
    if fault.kind == "rate_limit":
        refusal = SlackError("ratelimited").answer()
        after = {"Retry-After": str(fault.retry_after)}
        return web.json_response(refusal, status=429, headers=after)
    if fault.kind == "drop" and request.transport is not None:
        request.transport.abort()
    return web.Response(status=fault.status, text="the sandbox was told to fail")
