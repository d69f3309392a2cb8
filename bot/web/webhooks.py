"""POST /webhooks/<project>: a Git host says that something was pushed, so gatebot goes and looks.

Nothing in a delivery is believed but that: what is there is read from the host, as by the clock.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs

import structlog
from aiohttp import web

from bot.platform.in_flight import InFlight
from bot.ports.clock import Clock
from bot.ports.errors import Unavailable
from bot.ports.store import Store
from bot.web.signatures import Headers, is_signed

PATH: Final = "/webhooks/{project}"
# A push of very many commits is larger: it is refused, and seen at the next look of the clock.
LARGEST_BYTES: Final = 4 * 1024 * 1024
# The headers that name a delivery, which stays the same when a host sends it again.
_DELIVERY: Final = (
    "webhook-id",
    "idempotency-key",
    "x-gitlab-event-uuid",
    "x-forgejo-delivery",
    "x-gitea-delivery",
    "x-github-delivery",
)
_EVENT: Final = ("x-gitlab-event", "x-forgejo-event", "x-gitea-event", "x-github-event")
# A hook of one's own names no event. Of pull requests the host says more than of their commits.
_LOOKED_AT: Final = frozenset({"", "push", "Push Hook", "pull_request", "Merge Request Hook"})
_FORM: Final = "application/x-www-form-urlencoded"
_MOST_CHARACTERS: Final = 200

_log = structlog.get_logger("gatebot.webhooks")


@dataclass(frozen=True, slots=True)
class Watched:
    """What of a project decides about a delivery: the kind of its host, and its branch."""

    host: str
    branch: str


Look = Callable[[str], Awaitable[None]]
"""Looks at a project, by name."""


class Webhooks:
    """The door for deliveries: signed with the secret (else 401), taken once, acknowledged at once.

    Who doesn't know the secret learns nothing: not even which projects there are.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what a delivery is judged by, and where it goes
        self,
        projects: Mapping[str, Watched],
        secret: str,
        store: Store,
        look: Look,
        inflight: InFlight,
        clock: Clock,
    ) -> None:
        self._projects = projects
        self._secret = secret
        self._store = store
        self._look = look
        self._inflight = inflight
        self._clock = clock

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one delivery; 503 while stopping, so that the host sends it again."""
        if self._inflight.closing:
            return _answer(503, error="stopping")
        with self._inflight.delivery():
            name = request.match_info["project"][:_MOST_CHARACTERS]
            if not self._secret:
                mend = "Set GATEBOT_WEBHOOK_SECRET to the secret that the Git host has."
                _log.warning("webhooks are off", project=name, mend=mend)
                return _answer(503, error="webhooks are off")
            body = await _body(request)
            if body is None:
                _log.warning("webhook too large", project=name, most=LARGEST_BYTES)
                return _answer(413, error="too large")
            return await self._judge(name, request, body)

    async def _judge(self, name: str, request: web.Request, body: bytes) -> web.Response:
        watched = self._projects.get(name)
        host = watched.host if watched else ""
        if not is_signed(host, request.headers, body, self._secret, self._clock.now()):
            _log.warning("webhook not signed", project=name, by=request.remote)
            return _answer(401, error="signature")
        if watched is None:
            _log.warning("webhook for no project", project=name)
            return _answer(404, error="no such project")
        try:
            concerns = _concerns(watched, request, body)
        except (ValueError, RecursionError):
            return _answer(400, error="unreadable")
        return await self._take(name, request.headers) if concerns else _answer(200, "ignored")

    async def _take(self, name: str, headers: Headers) -> web.Response:
        delivery = _first(headers, _DELIVERY)
        try:
            if delivery and not await self._is_new(f"webhook:{name}:{delivery}"):
                return _answer(200, "repeated")
        except Unavailable as error:
            _log.warning("webhook not taken", project=name, why=str(error))
            return _answer(503, error="unavailable")
        # A process that dies now is no loss: the clock looks as well.
        self._inflight.start(self._go(name), "webhook")
        return _answer(202, "looking")

    async def _is_new(self, key: str) -> bool:
        async with self._store.transaction() as tx:
            return await tx.first_time(key)

    async def _go(self, name: str) -> None:
        await self._look(name)


def _concerns(watched: Watched, request: web.Request, body: bytes) -> bool:
    """Tell whether a delivery may be of the project's branch. Raises ValueError."""
    if _first(request.headers, _EVENT) not in _LOOKED_AT:
        return False
    ref = _ref(body, form=request.content_type == _FORM)
    return ref in {"", f"refs/heads/{watched.branch}"}


def _ref(body: bytes, *, form: bool) -> str:
    """Return the ref that was pushed, or an empty string where none is named."""
    text = body.decode()
    if form:
        text = parse_qs(text).get("payload", [""])[0]
    payload: Any = json.loads(text)
    ref = payload.get("ref") if isinstance(payload, dict) else None
    return ref if isinstance(ref, str) else ""


def _first(headers: Headers, names: tuple[str, ...]) -> str:
    found = (headers[name] for name in names if name in headers)
    return next(found, "")[:_MOST_CHARACTERS]


async def _body(request: web.Request) -> bytes | None:
    """Return the bytes as they came; None where they are too many to be kept."""
    if (request.content_length or 0) > LARGEST_BYTES:
        return None
    body = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > LARGEST_BYTES:
            return None
    return bytes(body)


def _answer(code: int, status: str = "", *, error: str = "") -> web.Response:
    return web.json_response({"error": error} if error else {"status": status}, status=code)
