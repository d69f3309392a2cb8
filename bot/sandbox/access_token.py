"""The token of a workspace, new at each start: in the link that is printed, then in a cookie.

Other programs of this machine reach the port as well; only who has seen the link may act and read.
As Jupyter does it: https://jupyter-server.readthedocs.io/en/stable/operators/security.html
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

from aiohttp import web

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler, Middleware

HEADER: Final = "X-Workspace-Token"  # of programs, which keep no cookies
_PARAMETER: Final = "token"
# The page without anything in it, and what an app reaches with tokens and tickets of its own.
_WITHOUT: Final = ("/page/", "/archives/", "/api/", "/link/", "/response/", "/upload/")
_WRONG: Final = "A new start has a new link. Open the one that was printed last, in this browser."


def new_token() -> str:
    """Return a token that can't be guessed."""
    return secrets.token_urlsafe(24)


def link_with(url: str, token: str) -> str:
    """Return the link that lets a browser in."""
    return f"{url}?{_PARAMETER}={token}"


@dataclass(frozen=True)
class Entrance:
    """How a program gets in: the URL without a slash at its end, and the headers to send."""

    url: str
    headers: dict[str, str]

    @classmethod
    def by(cls, link: str) -> Entrance:
        """Read a link; without a token in it, no header is sent."""
        parts = urlsplit(link)
        given = parse_qs(parts.query).get(_PARAMETER, [])
        url = f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/")
        return cls(url, {HEADER: given[0]} if given else {})


def token_required(token: str, port: int) -> Middleware:
    """Return the middleware that lets nobody act, read or wait for news without the token."""
    # Cookies know no ports, so that the name does: two workspaces would take each other's.
    cookie = f"workspace-{port}"

    def is_ours(given: str) -> bool:
        return secrets.compare_digest(given.encode(errors="replace"), token.encode())

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path == "/" and _PARAMETER in request.query:
            if not is_ours(request.query[_PARAMETER]):
                raise web.HTTPForbidden(text=_WRONG)
            return _let_in(cookie, token)
        given = request.headers.get(HEADER) or request.cookies.get(cookie, "")
        if request.path == "/" or request.path.startswith(_WITHOUT) or is_ours(given):
            return await handler(request)
        refusal = {"ok": False, "error": "wrong_token", "why": _WRONG}
        return web.json_response(refusal, status=403)

    return guard


def _let_in(cookie: str, token: str) -> web.Response:
    """Keep the token in the browser and out of its address bar and history."""
    answer = web.Response(status=302, headers={"Location": "/", "Cache-Control": "no-store"})
    answer.set_cookie(cookie, token, httponly=True, samesite="Strict")
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
