"""Answers of the app to an interaction: by its acknowledgement or by the response URL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.errors import SlackError
from bot.sandbox.posting import Draft, post, revise, withdraw
from bot.sandbox.web_api.arguments import Arguments
from bot.sandbox.web_api.content import read_content

if TYPE_CHECKING:
    from bot.sandbox.elements import Json
    from bot.sandbox.messages import Message
    from bot.sandbox.response_urls import ResponseTicket
    from bot.sandbox.workspace import Workspace


def use_response_url(workspace: Workspace, token: str, body: Json) -> Message | None:
    """Carry out one use of a response URL; a refused use isn't counted.

    Raises `used_url`, `expired_url` or what is wrong with the message.
    """
    ticket = workspace.response_urls.check(token)
    answered = answer_with(workspace, ticket, body)
    ticket.uses += 1
    return answered


def answer_with(workspace: Workspace, ticket: ResponseTicket, body: Json) -> Message | None:
    """Show the answer `body` where the interaction of `ticket` came from."""
    args = Arguments(body)
    original = workspace.messages.find(ticket.channel, ticket.message_ts)
    if args.flag("delete_original"):
        if original is not None:
            withdraw(workspace, original)
        return None
    draft = _draft(workspace, ticket, args)
    if args.flag("replace_original") and ticket.message_ts:
        if original is None:
            raise SlackError("message_not_found")
        revise(workspace, original, draft)
        return original
    return post(workspace, draft)


def _draft(workspace: Workspace, ticket: ResponseTicket, args: Arguments) -> Draft:
    content = read_content(args, workspace.files)
    kind = args.text("response_type", "ephemeral")
    if kind not in ("ephemeral", "in_channel"):
        raise SlackError("invalid_response_type")
    return Draft(
        channel=ticket.channel,
        user=workspace.plan.app.bot_user,
        text=content.text,
        blocks=content.blocks,
        attachments=content.attachments,
        thread_ts=args.text("thread_ts"),
        metadata=content.metadata,
        ephemeral_to=ticket.user if kind == "ephemeral" else "",
    )
