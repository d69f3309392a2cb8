"""The HTTP server: it is given its routes, says where it listens, and stops gently."""

from collections.abc import Sequence
from functools import partial
from typing import Final

import structlog
from aiohttp import web

LARGEST_BODY: Final = 512 * 1024  # bytes; a form of Slack's is at most 250 KB
_log = structlog.get_logger()


class _Request(web.Request):
    """A request whose answer, also one to broken HTTP, doesn't name the server's software."""

    async def _prepare_hook(self, resp: web.StreamResponse) -> None:
        await super()._prepare_hook(resp)
        resp.headers.popall("Server", None)


def _hide_software(runner: web.AppRunner) -> None:
    server = runner.server
    if server is not None:
        # aiohttp's own way to name the class of its requests; its types don't tell of it.
        server.request_factory = partial(server.request_factory, _cls=_Request)  # type: ignore[call-arg]


class WebServer:
    """One aiohttp server. A request under way is answered before `stop` returns."""

    def __init__(
        self, routes: Sequence[web.AbstractRouteDef], largest_body: int = LARGEST_BODY
    ) -> None:
        self._app = web.Application(client_max_size=largest_body)
        self._app.add_routes(routes)
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int, grace: float = 10.0) -> tuple[str, int]:
        """Listen, and return the host and the port that was got (`port` 0: any that is free).

        `grace`: how many seconds `stop` waits for requests under way. Raises OSError if the port
        is taken.
        """
        runner = web.AppRunner(
            self._app, access_log=None, shutdown_timeout=grace, handle_signals=False
        )
        await runner.setup()
        _hide_software(runner)
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        bound = runner.addresses[0]
        _log.info("listening", host=bound[0], port=bound[1])
        return bound[0], bound[1]

    async def stop(self) -> None:
        """Take no new connections, answer what is under way, close. Stopping twice is no error."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()
