"""What the page asks for beside what people do and see: who there is, what is unread, the guide."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.sandbox.guide import progress
from bot.sandbox.json_routes import answering

if TYPE_CHECKING:
    from bot.sandbox.elements import Json
    from bot.sandbox.guide import Guide
    from bot.sandbox.pane import Pane
    from bot.sandbox.team import AppPlan, User
    from bot.sandbox.workspace import Channel, Workspace

_COUNTED = 100  # nobody reads a higher number on a badge


@dataclass(frozen=True)
class Beside:
    """What the page shows beside the messages, each where there is one."""

    pane: Pane | None = None
    guide: Guide | None = None


NOTHING: Final = Beside()


class PageApi:
    """Serves /workspace, /workspace/news and /workspace/guide."""

    def __init__(self, workspace: Workspace, beside: Beside) -> None:
        self._workspace = workspace
        self._pane, self._guide = beside.pane, beside.guide

    def routes(self) -> list[web.RouteDef]:
        """Return the routes to serve."""
        return [
            web.get("/workspace", answering(self._about)),
            web.get("/workspace/news", answering(self._news)),
            web.get("/workspace/guide", answering(self._progress)),
        ]

    async def _about(self, _request: web.Request) -> Json:
        plan = self._workspace.plan
        return {
            "team": {"id": plan.id, "name": plan.name},
            "app": _app(plan.app),
            "users": [_user(user) for user in self._workspace.users.values()],
            "groups": [{"id": one.id, "handle": one.handle} for one in plan.groups],
            "channels": {c.id: c.name for c in self._workspace.channels.values() if c.name},
            "pane": self._pane is not None,
            "guide": self._guide is not None,
        }

    async def _news(self, _request: web.Request) -> Json:
        """Return, for each person and place, the newest messages of others, by ts."""
        people = [user.id for user in self._workspace.users.values() if not user.is_bot]
        return {"news": {person: self._news_of(person) for person in people}}

    def _news_of(self, person: str) -> Json:
        seen = self._workspace.seen_channels(person)
        return {c.id: self._of_others(c, person) for c in seen if person in c.members}

    def _of_others(self, channel: Channel, person: str) -> list[str]:
        timeline = self._workspace.messages.timeline(channel.id)
        own = (m.ts for m in timeline if m.user != person and m.seen_by(person) and not m.deleted)
        return list(own)[-_COUNTED:]

    async def _progress(self, _request: web.Request) -> Json:
        if self._guide is None:
            return {"guide": None}
        pane = await self._pane.look() if self._pane else None
        return {"guide": progress(self._guide, self._workspace, pane)}


def _app(app: AppPlan) -> Json:
    return {
        "id": app.id,
        "name": app.name,
        "bot_user": app.bot_user,
        "commands": [asdict(command) for command in app.commands],
    }


def _user(user: User) -> Json:
    shown = ("id", "name", "real_name", "tz", "is_bot", "deleted", "about")
    return {name: getattr(user, name) for name in shown}
