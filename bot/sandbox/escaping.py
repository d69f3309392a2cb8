"""What Slack's client makes of typed text: entities, mentions and links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

_ENCODED = re.compile(r"<(?:@[UW]\w+|#C\w+|!\w+(?:\^\w+)?|https?://[^\s<>|]+)(?:\|[^<>]*)?>")
_TYPED = re.compile(
    r"(?P<link>https?://[^\s<>]+)|(?<!\w)@(?P<who>[\w.-]+)|(?<![\w&])#(?P<where>[\w-]+)"
)


def escape(text: str) -> str:
    """Escape the three characters Slack escapes: `&`, `<` and `>`."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def encode_message(text: str, workspace: Workspace) -> str:
    """Encode a typed message; mentions become `<@U…>`, as in messages sent by Slack's client."""
    return _encode(text, workspace, labelled=False)


def encode_command(text: str, workspace: Workspace, *, should_escape: bool) -> str:
    """Encode a command's text; with `should_escape` mentions become `<@U…|name>`."""
    if not should_escape:
        return escape(text)
    return _encode(text, workspace, labelled=True)


def _encode(text: str, workspace: Workspace, *, labelled: bool) -> str:
    parts, end = [], 0
    for token in _ENCODED.finditer(text):
        parts += [_encode_plain(text[end : token.start()], workspace, labelled=labelled)]
        parts += [_relabel(token.group(), workspace, labelled=labelled)]
        end = token.end()
    return "".join([*parts, _encode_plain(text[end:], workspace, labelled=labelled)])


def _relabel(token: str, workspace: Workspace, *, labelled: bool) -> str:
    user = workspace.users.get(token[2:-1]) if token.startswith("<@") else None
    return _mention("@", user.id, user.name, labelled=labelled) if user else token


def _encode_plain(text: str, workspace: Workspace, *, labelled: bool) -> str:
    parts, end = [], 0
    for match in _TYPED.finditer(text):
        parts += [escape(text[end : match.start()]), _token(match, workspace, labelled=labelled)]
        end = match.end()
    return "".join([*parts, escape(text[end:])])


def _token(match: re.Match[str], workspace: Workspace, *, labelled: bool) -> str:
    if match["link"]:
        return f"<{escape(match['link'])}>"
    if match["who"]:
        return _person_or_group(match, workspace, labelled=labelled)
    channel = workspace.channel_named(match["where"])
    if channel is None:
        return escape(match.group())
    return _mention("#", channel.id, channel.name, labelled=True)


def _person_or_group(match: re.Match[str], workspace: Workspace, *, labelled: bool) -> str:
    # A full stop ends a sentence more often than a handle.
    name = match["who"].rstrip(".-")
    rest = match["who"][len(name) :]
    for user in workspace.users.values():
        if user.name == name:
            return _mention("@", user.id, user.name, labelled=labelled) + rest
    for group in workspace.plan.groups:
        if group.handle == name:
            return f"<!subteam^{group.id}|@{group.handle}>{rest}"
    return escape(match.group())


def _mention(mark: str, an_id: str, name: str, *, labelled: bool) -> str:
    return f"<{mark}{an_id}|{name}>" if labelled else f"<{mark}{an_id}>"
