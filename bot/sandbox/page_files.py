"""The page's own files: read once, served from memory, allowed to reach nothing but this server."""

from __future__ import annotations

import hashlib
import mimetypes
from importlib.resources import files
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from aiohttp import web

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
# Fixed here, because a machine's own table may call scripts something a browser refuses to run.
_TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


class PageFiles:
    """Serves `page/`, its index at `/`; what chat.getPermalink names leads to a place on it.

    Whatever else is asked for is not found.
    """

    def __init__(self) -> None:
        self._bodies = dict(_walk(files("bot.sandbox") / "page", ""))

    def routes(self) -> list[web.RouteDef]:
        """Return the routes to serve."""
        return [
            web.get("/", self._index),
            web.get("/page/{path:.+}", self._file),
            web.get(r"/archives/{channel:[A-Z0-9]+}/p{digits:[0-9]{7,}}", self._message),
        ]

    async def _index(self, request: web.Request) -> web.Response:
        return self._answer(request, "index.html")

    async def _file(self, request: web.Request) -> web.Response:
        return self._answer(request, request.match_info["path"])

    async def _message(self, request: web.Request) -> web.Response:
        """Lead to a message, or to its thread: who looks at it stays who they are."""
        digits = request.match_info["digits"]
        ts = request.query.get("thread_ts") or f"{digits[:-6]}.{digits[-6:]}"
        raise web.HTTPFound(f"/#//{request.match_info['channel']}/{quote(ts)}")

    def _answer(self, request: web.Request, path: str) -> web.Response:
        body = self._bodies.get(path)
        if body is None:
            raise web.HTTPNotFound(text=f"There is no {path} here.")
        tag = hashlib.sha256(body).hexdigest()[:16]
        headers = {**_HEADERS, "ETag": f'"{tag}"'}
        if any(known.value == tag for known in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        return web.Response(body=body, headers=headers, content_type=_type(path), charset="utf-8")


def _walk(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _walk(entry, f"{prefix}{entry.name}/")
        else:
            found.append((f"{prefix}{entry.name}", entry.read_bytes()))
    return found


def _type(path: str) -> str:
    suffix = path[path.rfind(".") :]
    return _TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
