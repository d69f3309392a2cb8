"""A pane beside the messages: something else that changes, which the workspace only shows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Protocol

from aiohttp import web

from bot.sandbox.json_routes import answering

if TYPE_CHECKING:
    from bot.sandbox.elements import Json


@dataclass(frozen=True)
class Entry:
    """One line of the pane's log, newest first; `at` is in seconds since 1970."""

    id: str
    who: str
    what: str
    at: int
    more: str = ""


@dataclass(frozen=True)
class Document:
    """A Markdown text to show; `changed` are its lines (from 1) that the entry `by` changed."""

    name: str
    text: str
    changed: tuple[int, ...] = ()
    by: str = ""


@dataclass(frozen=True)
class PaneAct:
    """A button of the pane: something that people outside the workspace would do."""

    id: str
    label: str
    about: str = ""


@dataclass(frozen=True)
class PaneState:
    """All that is shown, at one `version`."""

    version: str
    title: str
    about: str = ""
    entries: tuple[Entry, ...] = ()
    document: Document | None = None
    acts: tuple[PaneAct, ...] = ()


class Pane(Protocol):
    """Whatever is shown beside the messages."""

    async def look(self) -> PaneState:
        """Return what there is to show now."""

    async def changed(self, version: str) -> None:
        """Return when there is something newer than `version`."""

    async def entry(self, entry_id: str) -> str:
        """Return an entry's unified diff; raises `CannotDo` where there is no such entry."""

    async def act(self, act_id: str) -> None:
        """Do what a button says; raises `CannotDo` where there is none, or not now."""


class PaneApi:
    """Serves a pane under /pane/."""

    def __init__(self, pane: Pane) -> None:
        self._pane = pane

    def routes(self) -> list[web.RouteDef]:
        """Return the routes to serve."""
        return [
            web.get("/pane/state", answering(self._state)),
            web.get("/pane/entries/{entry}", answering(self._entry)),
            web.post("/pane/acts/{act}", answering(self._act)),
        ]

    async def _state(self, _request: web.Request) -> Json:
        return asdict(await self._pane.look())

    async def _entry(self, request: web.Request) -> Json:
        return {"diff": await self._pane.entry(request.match_info["entry"])}

    async def _act(self, request: web.Request) -> Json:
        await self._pane.act(request.match_info["act"])
        return {}
