"""The HTTP interface of people: all they can do and see, under /people/{user}/."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from aiohttp import web

from bot.sandbox.acts import clicks, commands, conversing, modals
from bot.sandbox.changes import Change, Sees, everything
from bot.sandbox.errors import CannotDo
from bot.sandbox.json_routes import answering, body_of, finite
from bot.sandbox.people_json import seen_channel, seen_message, seen_messages, seen_view

if TYPE_CHECKING:
    from bot.sandbox.acts.desk import Desk
    from bot.sandbox.elements import Json
    from bot.sandbox.views import View

LONGEST_WAIT = 60.0
Handler = Callable[[str, web.Request], Awaitable["Json"]]


class PeopleApi:
    """Serves the people of one workspace; every answer has `ok`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[web.RouteDef]:
        """Return the routes to serve."""
        at = "/people/{user}"
        acts = {
            f"{at}/commands": self._command,
            f"{at}/messages": self._say,
            f"{at}/edits": self._edit,
            f"{at}/clicks": self._click,
            f"{at}/suggestions": self._suggest,
            f"{at}/views/{{view}}/fill": self._fill,
            f"{at}/views/{{view}}/submit": self._submit,
            f"{at}/views/{{view}}/close": self._close,
            f"{at}/home": self._open_home,
            f"{at}/dms": self._open_dm,
            f"{at}/members": self._bring_in,
        }
        sights = {
            f"{at}/home": self._see_home,
            f"{at}/channels": self._see_channels,
            f"{at}/channels/{{channel}}/messages": self._see_messages,
            f"{at}/channels/{{channel}}/threads/{{ts}}": self._see_thread,
            f"{at}/modals": self._see_modals,
        }
        return [
            web.get("/people/changes", answering(self._changes)),
            web.get("/people", answering(self._everyone)),
            *(web.post(path, self._as_person(act)) for path, act in acts.items()),
            *(web.get(path, self._as_person(sight)) for path, sight in sights.items()),
        ]

    def _as_person(self, handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> Json:
            user = self._desk.workspace.user(request.match_info["user"])
            if user.is_bot:
                raise CannotDo(f"{user.id} is a bot")
            return await handler(user.id, request)

        return answering(handle)

    async def _command(self, user: str, request: web.Request) -> Json:
        body = await body_of(request)
        typed = commands.TypedCommand(
            user, body["command"], body.get("text", ""), body["channel"], body.get("thread_ts", "")
        )
        shown = await commands.type_command(self._desk, typed)
        return {"shown": shown and seen_message(shown, user, self._desk.workspace)}

    async def _say(self, user: str, request: web.Request) -> Json:
        body = await body_of(request)
        thread = body.get("thread_ts", "")
        message = conversing.say(self._desk, user, body["channel"], body["text"], thread)
        return {"message": seen_message(message, user, self._desk.workspace)}

    async def _edit(self, user: str, request: web.Request) -> Json:
        body = await body_of(request)
        at = (body["channel"], body["ts"])
        message = conversing.edit(self._desk, user, *at, body["text"])
        return {"message": seen_message(message, user, self._desk.workspace)}

    async def _click(self, user: str, request: web.Request) -> Json:
        body = await body_of(request)
        pressed = _pressed(user, body)
        if "view" in body:
            view = self._view(user, body["view"])
            failed = await clicks.click_in_view(self._desk, pressed, view)
        else:
            at = (body["channel"], body["ts"])
            failed = await clicks.click_in_message(self._desk, pressed, *at)
        return {"failed": failed}

    async def _suggest(self, user: str, request: web.Request) -> Json:
        body = await body_of(request)
        view = self._view(user, body["view"])
        return {"options": await clicks.suggest(self._desk, _pressed(user, body), view)}

    async def _fill(self, user: str, request: web.Request) -> Json:
        view = self._view(user, request.match_info["view"])
        modals.fill(self._desk, view, (await body_of(request))["values"])
        return {"view": seen_view(view)}

    async def _submit(self, user: str, request: web.Request) -> Json:
        view = self._view(user, request.match_info["view"])
        modals.fill(self._desk, view, (await body_of(request)).get("values", {}))
        outcome = await modals.submit(self._desk, view)
        stack = self._desk.workspace.views.stack(user)
        return {
            "outcome": outcome,
            "view": seen_view(view),
            "modals": [seen_view(v) for v in stack],
        }

    async def _close(self, user: str, request: web.Request) -> Json:
        view = self._view(user, request.match_info["view"])
        everything = bool((await body_of(request)).get("everything", False))
        await modals.close(self._desk, view, everything=everything)
        return {}

    async def _open_home(self, user: str, _request: web.Request) -> Json:
        home = conversing.open_home(self._desk, user)
        return {"home": home and seen_view(home)}

    async def _see_home(self, user: str, _request: web.Request) -> Json:
        home = self._desk.workspace.views.homes.get(user)
        return {"home": home and seen_view(home)}

    async def _open_dm(self, user: str, request: web.Request) -> Json:
        workspace = self._desk.workspace
        other = (await body_of(request)).get("with", workspace.plan.app.bot_user)
        if other == workspace.plan.app.bot_user:
            self._desk.require_of_here(user, "direct messages")
        channel = workspace.direct_message(user, other)
        return {"channel": seen_channel(channel, user, workspace)}

    async def _bring_in(self, user: str, request: web.Request) -> Json:
        body = await body_of(request)
        who = body.get("who", user)
        channel = conversing.bring_in(self._desk, user, body["channel"], who)
        return {"channel": seen_channel(channel, user, self._desk.workspace)}

    async def _see_channels(self, user: str, _request: web.Request) -> Json:
        workspace = self._desk.workspace
        seen = workspace.seen_channels(user)
        return {"channels": [seen_channel(channel, user, workspace) for channel in seen]}

    async def _see_messages(self, user: str, request: web.Request) -> Json:
        workspace = self._desk.workspace
        channel = self._desk.channel(user, request.match_info["channel"])
        timeline = workspace.messages.timeline(channel.id)
        return {"seq": workspace.changes.last, "messages": seen_messages(timeline, user, workspace)}

    async def _see_thread(self, user: str, request: web.Request) -> Json:
        workspace = self._desk.workspace
        channel = self._desk.channel(user, request.match_info["channel"])
        root = workspace.messages.find(channel.id, request.match_info["ts"])
        replies = workspace.messages.replies(channel.id, request.match_info["ts"])
        thread = [*([root] if root else []), *replies]
        return {"seq": workspace.changes.last, "messages": seen_messages(thread, user, workspace)}

    async def _see_modals(self, user: str, _request: web.Request) -> Json:
        stack = self._desk.workspace.views.stack(user)
        return {"modals": [seen_view(view) for view in stack]}

    async def _everyone(self, _request: web.Request) -> Json:
        users = self._desk.workspace.users.values()
        people = [
            {"id": u.id, "name": u.name, "real_name": u.real_name} for u in users if not u.is_bot
        ]
        return {"people": people}

    async def _changes(self, request: web.Request) -> Json:
        """Report changes after `since`; without it, only the number of the last one."""
        changes = self._desk.workspace.changes
        since = int(request.query.get("since", changes.last))
        seconds = min(finite(request.query.get("timeout", "0")), LONGEST_WAIT)
        if changes.lost(since):
            return {"seq": changes.last, "changes": [], "lost": True}
        found = await changes.wait(since, seconds, self._seen_by(request.query.get("user")))
        upto = found[-1].seq if found else since
        return {"seq": upto, "changes": [one.to_json() for one in found], "lost": False}

    def _seen_by(self, user: str | None) -> Sees:
        if user is None:
            return everything
        viewer = self._desk.workspace.user(user).id

        def sees(change: Change) -> bool:
            channel = self._desk.workspace.channels.get(change.channel)
            hidden = channel and channel.kind != "channels" and viewer not in channel.members
            return change.only_for in ("", viewer) and not hidden

        return sees

    def _view(self, user: str, view_id: str) -> View:
        return modals.own_view(self._desk, user, view_id)


def _pressed(user: str, body: Json) -> clicks.Pressed:
    return clicks.Pressed(user, body["action_id"], body.get("block_id"), body.get("value"))
