"""Typing a slash command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.sandbox.errors import NotAnswered, SlackError
from bot.sandbox.escaping import encode_command
from bot.sandbox.payloads import command_payload
from bot.sandbox.posting import Draft, post, slackbot_says
from bot.sandbox.responses import answer_with

if TYPE_CHECKING:
    from bot.sandbox.acts.desk import Desk
    from bot.sandbox.elements import Json
    from bot.sandbox.messages import Message
    from bot.sandbox.team import SlashCommand
    from bot.sandbox.workspace import Channel


@dataclass(frozen=True)
class TypedCommand:
    """A line typed into a channel's (or a thread's) message box."""

    user: str
    name: str
    text: str
    channel: str
    thread_ts: str = ""


async def type_command(desk: Desk, typed: TypedCommand) -> Message | None:
    """Send a command to the app; returns what the person is shown at once, if anything."""
    channel = desk.channel(typed.user, typed.channel)
    desk.require_open(channel)
    if typed.thread_ts:
        return _in_thread(desk, typed, channel)
    # An app's commands are for people of the workspace it is installed in.
    external = desk.workspace.user(typed.user).team_id
    command = None if external else _known(desk, typed.name)
    if command is None:
        text = f"`{typed.name}` is not a valid command."
        return slackbot_says(desk.workspace, typed.user, channel.id, text)
    return await _ask(desk, typed, channel, command)


async def _ask(
    desk: Desk, typed: TypedCommand, channel: Channel, command: SlashCommand
) -> Message | None:
    workspace = desk.workspace
    act, token = desk.act_in(typed.user, channel.id)
    text = encode_command(typed.text, workspace, should_escape=command.should_escape)
    payload = command_payload(workspace, act, channel, command.name, text)
    try:
        answer = await desk.courier.ask("slash_commands", payload, accepts_answer=True)
        return _show(desk, token, answer)
    except NotAnswered as unanswered:
        reason = unanswered.reason
    except SlackError:
        reason = "invalid_command_response"
    failed = f'{command.name} failed with the error "{reason}"'
    return slackbot_says(workspace, typed.user, channel.id, failed)


def _show(desk: Desk, token: str, answer: Json) -> Message | None:
    if not any(answer.get(part) for part in ("text", "blocks", "attachments")):
        return None
    ticket = desk.workspace.response_urls.check(token)
    return answer_with(desk.workspace, ticket, answer)


def _known(desk: Desk, name: str) -> SlashCommand | None:
    commands = desk.workspace.plan.app.commands
    return next((command for command in commands if command.name == name.lower()), None)


def _in_thread(desk: Desk, typed: TypedCommand, channel: Channel) -> Message:
    text = f"{typed.name} is not supported in threads. Sorry!"
    draft = Draft(channel.id, "USLACKBOT", text, thread_ts=typed.thread_ts, ephemeral_to=typed.user)
    return post(desk.workspace, draft)
