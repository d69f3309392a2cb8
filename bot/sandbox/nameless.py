"""Answers that don't name the server's software, also those to broken HTTP."""

from __future__ import annotations

from functools import partial

from aiohttp import web


class _Request(web.Request):
    async def _prepare_hook(self, resp: web.StreamResponse) -> None:
        await super()._prepare_hook(resp)
        resp.headers.popall("Server", None)


def hide_software(runner: web.AppRunner) -> None:
    """Make a runner that is set up answer without a Server header."""
    server = runner.server
    if server is not None:
        # aiohttp's own way to name the class of its requests; its types don't tell of it.
        server.request_factory = partial(server.request_factory, _cls=_Request)  # type: ignore[call-arg]
