"""Only the workspace's own page may act in it from a browser: other sites are turned away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from aiohttp import web

from bot.sandbox.loopback import is_loopback

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler

# "none": typed by a person, or opened from a bookmark. Programs send no such header.
_OUR_PAGE: Final = ("same-origin", "none")
_PAGES: Final = ("/archives/",)


@web.middleware
async def same_origin(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a request sent by another site's page, or under a name that isn't this machine's.

    A link from elsewhere to the page itself may be followed: it only shows what is here.
    """
    origin = request.headers.get("Origin")
    elsewhere = request.headers.get("Sec-Fetch-Site", "none") not in _OUR_PAGE
    if (
        not is_loopback(_host(f"//{request.host}"))
        or (origin and _netloc(origin) != request.host)
        or (elsewhere and not _is_followed_link(request))
    ):
        raise web.HTTPForbidden(text="The workspace is for this machine's own page only.")
    return await handler(request)


def _is_followed_link(request: web.Request) -> bool:
    shown = request.path == "/" or request.path.startswith(_PAGES)
    return shown and request.method == "GET" and request.headers.get("Sec-Fetch-Dest") == "document"


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # no host at all, such as "["
        return ""


def _netloc(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""
