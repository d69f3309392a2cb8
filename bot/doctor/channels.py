"""The channels of a project: there, not archived, and open to the app."""

from collections.abc import Sequence
from typing import Any

from bot.doctor.asking import NoAnswer, SaidNo, answer_to
from bot.doctor.checks import Section
from bot.doctor.workspace import Workspace
from bot.readiness.readers import Readers

_ELSE = "or list another under `channels` in gatebot.toml."


async def look_at_channels(
    channels: Sequence[str], workspace: Workspace, section: Section
) -> tuple[str, ...]:
    """Check that gatebot can post in each channel; return the names of the private ones."""
    private: list[str] = []
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
            found = answer.get("channel") or {}
            _judge(name, found, workspace, section)
            if found.get("is_private"):
                private.append(_shown(found))
    return tuple(private)


def look_at_readers(readers: Readers, private: Sequence[str], section: Section) -> None:
    """Warn where more people may read a project than are in its private channels."""
    if private and readers is Readers.WORKSPACE:
        said = (
            f"{', '.join(private)} is private, but `readers: workspace` (the default) lets every "
            "member of the workspace read the project in Home, direct messages and other channels."
        )
        mend = "Set `readers: channel` under `policy` in .gatebot.yml, if that is not meant."
        section.warn("readers", said, mend)


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
    shown = _shown(channel)
    invite = f"Type `/invite @{workspace.bot}` in the channel, {_ELSE}"
    if channel.get("is_archived"):
        section.fail(name, f"The channel {shown} is archived.", f"Unarchive it, {_ELSE}")
    elif channel.get("is_member"):
        section.ok(name, f"gatebot is in {shown}.")
    elif channel.get("is_private") or "chat:write.public" not in workspace.scopes:
        section.fail(name, f"gatebot is not in {shown} and may not post there.", invite)
    else:
        section.ok(name, f"gatebot may post in {shown}; mentions there need an invitation.")


def _shown(channel: dict[str, Any]) -> str:
    return f"#{channel.get('name', '')} ({channel.get('id')})"
