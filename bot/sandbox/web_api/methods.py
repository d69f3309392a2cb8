"""Which methods there are, and whose token each of them takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.errors import SlackError
from bot.sandbox.web_api import apps, chat, conversations, files, people, views

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.sandbox.elements import Json
    from bot.sandbox.web_api.call import Call

METHODS: dict[str, Callable[[Call], Json]] = {
    "apps.connections.open": apps.open_connection,
    "auth.test": apps.test_token,
    "bots.info": people.bot_info,
    "chat.delete": chat.delete,
    "chat.getPermalink": chat.get_permalink,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.postMessage": chat.post_message,
    "chat.update": chat.update,
    "conversations.history": conversations.history,
    "conversations.info": conversations.info,
    "conversations.join": conversations.join,
    "conversations.list": conversations.list_channels,
    "conversations.members": conversations.members,
    "conversations.open": conversations.open_direct_message,
    "conversations.replies": conversations.replies,
    "files.completeUploadExternal": files.complete_upload,
    "files.getUploadURLExternal": files.get_upload_url,
    "reactions.add": apps.add_reaction,
    "team.info": people.team_info,
    "usergroups.list": people.list_groups,
    "usergroups.users.list": people.list_group_users,
    "users.conversations": conversations.channels_of_user,
    "users.info": people.user_info,
    "users.list": people.list_users,
    "views.open": views.open_modal,
    "views.publish": views.publish_home,
    "views.push": views.push_modal,
    "views.update": views.update_view,
}
_FOR_APP_TOKEN = frozenset({"apps.connections.open"})
# What these do, an address alone must not: a page elsewhere can make a browser ask for one.
ACTS = frozenset(
    method
    for method in METHODS
    if method.startswith(("chat.", "views.", "files.", "reactions."))
    or method in ("apps.connections.open", "conversations.join", "conversations.open")
) - {"chat.getPermalink", "files.getUploadURLExternal"}


def perform(method: str, token: str, call: Call) -> Json:
    """Run one method for the bearer of `token`; raises `SlackError`."""
    if method not in METHODS:
        raise SlackError("unknown_method", req_method=method)
    _authorize(method, token, call)
    return {"ok": True, **METHODS[method](call)}


def _authorize(method: str, token: str, call: Call) -> None:
    app = call.workspace.plan.app
    if not token:
        raise SlackError("not_authed")
    if token not in (app.bot_token, app.app_token):
        raise SlackError("invalid_auth")
    wants_app_token = method in _FOR_APP_TOKEN
    if wants_app_token != (token == app.app_token):
        raise SlackError("not_allowed_token_type")
