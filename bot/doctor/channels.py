"""The channels of a project: there, not archived, and open to the app."""

from collections.abc import Sequence
from typing import Any

from bot.doctor.asking import NoAnswer, SaidNo, answer_to
from bot.doctor.checks import Section
from bot.doctor.workspace import Workspace

_ELSE = "or list another under `channels` in gatebot.toml."


async def look_at_channels(channels: Sequence[str], workspace: Workspace, section: Section) -> None:
    """Check that gatebot can post in each channel."""
    for channel in dict.fromkeys(channels):
        name = f"channel {channel}"
        try:
            answer = await answer_to(workspace.client.conversations_info(channel=channel))
        except SaidNo as no:
            _refused(name, channel, no, workspace, section)
        except NoAnswer as error:
            said = f"Slack doesn't answer about the channel {channel}: {error}."
            section.fail(name, said, "Check again when it answers.")
        else:
            _judge(name, answer.get("channel") or {}, workspace, section)


def _refused(name: str, channel: str, no: SaidNo, workspace: Workspace, section: Section) -> None:
    if no.code == "channel_not_found":
        said = f"Slack shows gatebot no channel {channel}."
        mend = f"If it is private, type `/invite @{workspace.bot}` there; else correct its id, "
        section.fail(name, said, mend + _ELSE)
    elif no.code == "missing_scope":
        said = f"The channel {channel} can't be looked at: the scope {no.needed} is missing."
        section.warn(name, said, no.mend("conversations.info"))
    else:
        said = f"Slack refuses to show the channel {channel}: {no.code}."
        section.fail(name, said, no.mend("conversations.info"))


def _judge(name: str, channel: dict[str, Any], workspace: Workspace, section: Section) -> None:
    shown = f"#{channel.get('name', '')} ({channel.get('id')})"
    invite = f"Type `/invite @{workspace.bot}` in the channel, {_ELSE}"
    if channel.get("is_archived"):
        section.fail(name, f"The channel {shown} is archived.", f"Unarchive it, {_ELSE}")
    elif channel.get("is_member"):
        section.ok(name, f"gatebot is in {shown}.")
    elif channel.get("is_private") or "chat:write.public" not in workspace.scopes:
        section.fail(name, f"gatebot is not in {shown} and may not post there.", invite)
    else:
        section.ok(name, f"gatebot may post in {shown}; mentions there need an invitation.")
