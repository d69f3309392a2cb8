"""Only the workspace's own page may act in it from a browser: other sites are turned away."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiohttp import web

from bot.sandbox.loopback import is_loopback

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler


@web.middleware
async def same_origin(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a request sent by another site's page, or under a name that isn't this machine's."""
    host = urlsplit(f"//{request.host}").hostname or ""
    origin = request.headers.get("Origin")
    if not is_loopback(host) or (origin and urlsplit(origin).netloc != request.host):
        raise web.HTTPForbidden(text="The workspace is for this machine's own page only.")
    return await handler(request)
