"""users.*, usergroups.*, bots.* and team.*: who is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.errors import SlackError
from bot.sandbox.message_json import group_json, user_json
from bot.sandbox.web_api.call import page

if TYPE_CHECKING:
    from bot.sandbox.elements import Json
    from bot.sandbox.team import User
    from bot.sandbox.web_api.call import Call


def user_info(call: Call) -> Json:
    """Describe one user."""
    call.require_scope("users:read")
    return {"user": _described(call, call.workspace.user(call.args.need("user")))}


def list_users(call: Call) -> Json:
    """List all users."""
    call.require_scope("users:read")
    rows = [_described(call, user) for user in call.workspace.users.values()]
    found, cursor = page(rows, call.args, len(rows), 1000)
    return {"members": found, "response_metadata": {"next_cursor": cursor}}


def list_groups(call: Call) -> Json:
    """List all user groups; a free plan has none."""
    _require_groups(call)
    plan, full = call.workspace.plan, call.args.flag("include_users")
    return {"usergroups": [group_json(one, plan.id, with_users=full) for one in plan.groups]}


def list_group_users(call: Call) -> Json:
    """List the members of a user group."""
    _require_groups(call)
    asked = call.args.need("usergroup")
    for group in call.workspace.plan.groups:
        if group.id == asked:
            return {"users": list(group.users)}
    raise SlackError("no_such_subteam")


def bot_info(call: Call) -> Json:
    """Describe the app's bot."""
    call.require_scope("users:read")
    app = call.workspace.plan.app
    if call.args.text("bot", app.bot_id) != app.bot_id:
        raise SlackError("bot_not_found")
    described = {"id": app.bot_id, "app_id": app.id, "user_id": app.bot_user, "name": app.name}
    return {"bot": {**described, "deleted": False}}


def team_info(call: Call) -> Json:
    """Describe the workspace."""
    call.require_scope("team:read")
    plan = call.workspace.plan
    return {"team": {"id": plan.id, "name": plan.name, "domain": plan.domain}}


def _described(call: Call, user: User) -> Json:
    plan = call.workspace.plan
    return user_json(user, call.workspace, with_email="users:read.email" in plan.app.scopes)


def _require_groups(call: Call) -> None:
    call.require_scope("usergroups:read")
    if not call.workspace.plan.paid:
        raise SlackError("paid_teams_only")
