"""Where files are sent to, and from where the page shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.sandbox.errors import SlackError
from bot.sandbox.faulty_http import UPLOAD, answer_under

if TYPE_CHECKING:
    from bot.sandbox.faults import Faults
    from bot.sandbox.workspace import Workspace

_OF_A_PICTURE: Final = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, max-age=31536000, immutable",
}
_OUR_PAGE: Final = ("same-origin", "none")  # "none": typed by a person, or opened from a bookmark


class FileRoutes:
    """Serves /upload/ for apps and /files/ for the page."""

    def __init__(self, workspace: Workspace, faults: Faults) -> None:
        self._workspace = workspace
        self._faults = faults

    def routes(self) -> list[web.RouteDef]:
        """Return the routes to serve."""
        return [
            web.post("/upload/{ticket}", self._upload),
            web.get("/files/{id:F[0-9]+}", self._show),
        ]

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        return await answer_under(self._faults, UPLOAD, request, self._take)

    async def _take(self, request: web.Request) -> web.StreamResponse:
        """Take the bytes as the body, or as the one file of a form."""
        try:
            data = await _bytes_of(request)
            self._workspace.files.receive(request.match_info["ticket"], data)
        except SlackError as refusal:
            return web.Response(status=400, text=refusal.code)
        return web.Response(text=f"OK - {len(data)}")

    async def _show(self, request: web.Request) -> web.Response:
        if request.headers.get("Sec-Fetch-Site", "none") not in _OUR_PAGE:
            raise web.HTTPForbidden(text="The workspace's pictures are for its own page only.")
        file = self._workspace.files.picture(request.match_info["id"])
        if file is None:
            raise web.HTTPNotFound(text="There is no such picture here.")
        return web.Response(body=file.data, content_type="image/png", headers=_OF_A_PICTURE)


async def _bytes_of(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    for value in (await request.post()).values():
        if isinstance(value, web.FileField):
            return value.file.read()
    raise SlackError("no_file_data")
