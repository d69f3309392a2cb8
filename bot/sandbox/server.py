"""The sandbox as a server on this machine: it puts the parts together and serves them."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from typing import TYPE_CHECKING

from aiohttp import web

from bot.sandbox.access_token import link_with, new_token, token_required
from bot.sandbox.acts.desk import Desk
from bot.sandbox.clock_api import ClockApi
from bot.sandbox.control_api import ControlApi
from bot.sandbox.courier import Courier, Pace
from bot.sandbox.errors import CannotDo
from bot.sandbox.faults import Faults
from bot.sandbox.file_routes import FileRoutes
from bot.sandbox.http_delivery import HttpSender
from bot.sandbox.loopback import is_loopback
from bot.sandbox.nameless import hide_software
from bot.sandbox.page_api import NOTHING, Beside, PageApi
from bot.sandbox.page_files import PageFiles
from bot.sandbox.pane import PaneApi
from bot.sandbox.people_api import PeopleApi
from bot.sandbox.response_endpoint import ResponseEndpoint
from bot.sandbox.same_origin import same_origin
from bot.sandbox.socket_mode import SocketHub
from bot.sandbox.web_api.endpoint import WebApi
from bot.sandbox.workspace import Workspace, unheard

if TYPE_CHECKING:
    from bot.sandbox.pane import Pane

_LARGEST_BODY = 4 * 1024 * 1024
_FINISH_WITHIN = 0.2  # people wait for changes in long polls, which nothing else would end


class SandboxServer:
    """Serves a workspace on 127.0.0.1; port 0 takes a free one.

    The app reaches it at `api_url`, people in a browser at `link` and as programs at `url` +
    "people/…", tests also at "control/…". The page shows what is `beside` the messages. What
    people do and see takes the `token`, another one for each server.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        pace: Pace | None = None,
        beside: Beside = NOTHING,
    ) -> None:
        if not is_loopback(host):
            raise CannotDo(f"the sandbox stays on this machine: it doesn't listen on {host}")
        app = workspace.plan.app
        self.workspace = workspace
        self.faults = Faults()
        workspace.files.ready = self.faults.files_ready
        self.sockets = SocketHub(app.id)
        self._http = HttpSender(app.signing_secret, app.verification_token)
        transport = self._http if app.delivery == "http" else self.sockets
        self.courier = Courier(workspace, transport, pace or Pace())
        self._host, self._port = host, port
        self._app_id, self._request_url = app.id, app.request_url
        self._beside = beside
        self.token = new_token()
        self._runner: web.AppRunner | None = None
        self._watch: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Return where it is served, with a slash at the end; known once it has started."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}/"

    @property
    def link(self) -> str:
        """Return the link that lets a person in: `url` with the token."""
        return link_with(self.url, self.token)

    @property
    def api_url(self) -> str:
        """Return the base URL to give to the SDK."""
        return f"{self.url}api/"

    async def start(self) -> None:
        """Begin to serve; raises `OSError` where the port is taken."""
        listening = socket.socket(socket.AF_INET6 if ":" in self._host else socket.AF_INET)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((self._host, self._port))
        except OSError:
            listening.close()
            raise
        self._port = listening.getsockname()[1]
        self._runner = web.AppRunner(
            self._application(), access_log=None, shutdown_timeout=_FINISH_WITHIN
        )
        await self._runner.setup()
        hide_software(self._runner)
        await web.SockSite(self._runner, listening).start()
        self.workspace.on_event = self.courier.tell
        if self._request_url:
            self._http.use(self._request_url)
        if self._beside.pane is not None:
            self._watch = asyncio.create_task(self._watched(self._beside.pane))

    async def stop(self) -> None:
        """Close the sockets, stop serving and give up on events still on their way."""
        self.workspace.on_event = unheard
        if self._watch is not None:
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch
        await self.courier.stop()
        await self.sockets.disconnect(say=False)
        await self._http.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    async def deliver_to(self, url: str) -> None:
        """Deliver over HTTP to `url` from now on, once it has passed the challenge.

        Raises `CannotDo` where it doesn't, or is not on this machine.
        """
        await self._http.deliver_to(url, self.courier.pace.answer_within)
        self.courier.transport = self._http

    def use_request_url(self, url: str) -> None:
        """Deliver over HTTP to `url` without the challenge; raises `CannotDo` off this machine."""
        self._http.use(url)
        self.courier.transport = self._http

    def _application(self) -> web.Application:
        guards = [same_origin, token_required(self.token, self._port)]
        app = web.Application(client_max_size=_LARGEST_BODY, middlewares=guards)
        api = WebApi(self.workspace, self.faults, self.url, self._socket_url)
        desk = Desk(self.workspace, self.courier, self.url)
        pane = self._beside.pane
        app.add_routes(
            [
                web.route("*", "/api/{method}", api.handle),
                web.get("/link/", self.sockets.serve),
                web.post("/response/{token}", ResponseEndpoint(self.workspace, self.faults).handle),
                *FileRoutes(self.workspace, self.faults).routes(),
                *PageFiles().routes(),
                *ClockApi(self.workspace).routes(),
                *PageApi(self.workspace, self._beside).routes(),
                *(PaneApi(pane).routes() if pane else ()),
                *PeopleApi(desk).routes(),
                *ControlApi(self.faults, self.courier, self.sockets, self.deliver_to).routes(),
            ]
        )
        return app

    async def _watched(self, pane: Pane) -> None:
        """Tell of the pane's changes in the workspace's own stream, so that a page waits once."""
        while True:
            await pane.changed((await pane.look()).version)
            self.workspace.changes.add("pane.changed")

    def _socket_url(self) -> str:
        ticket = self.sockets.issue_ticket()
        return f"{self.url.replace('http', 'ws', 1)}link/?ticket={ticket}&app_id={self._app_id}"
