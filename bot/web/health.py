"""`/healthz`: the process answers. `/readyz`: it can do its work, or what it lacks."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import structlog
from aiohttp import web

Check = Callable[[], Awaitable[str]]
"""Returns an empty string when all is well, else one sentence of what is wrong."""

_PATIENCE_SECONDS: Final = 2.0
_log = structlog.get_logger()


async def healthz(_request: web.Request) -> web.Response:
    """Say that the process is alive."""
    return web.json_response({"status": "alive"})


def readyz(
    checks: Mapping[str, Check], patience: float = _PATIENCE_SECONDS
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Return a handler that runs every check: 200 when all are well, else 503; details as JSON.

    A check that takes longer than `patience` seconds counts as failed.
    """

    async def handler(_request: web.Request) -> web.Response:
        found = await asyncio.gather(*(_run(check, patience) for check in checks.values()))
        wrong = {name: why for name, why in zip(checks, found, strict=True) if why}
        details = {name: wrong.get(name, "ok") for name in checks}
        status = {"status": "not ready" if wrong else "ready", "checks": details}
        return web.json_response(status, status=503 if wrong else 200)

    return handler


async def _run(check: Check, patience: float) -> str:
    try:
        return await asyncio.wait_for(check(), patience)
    except TimeoutError:
        return f"no answer within {patience:g} s"
    except Exception as error:  # noqa: BLE001 - a check that breaks is a finding, not a 500
        _log.warning("readiness_check_failed", error=type(error).__name__)
        return f"the check failed: {type(error).__name__}"
