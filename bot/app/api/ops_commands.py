"""What people can ask of the ops track and of digests, as values."""

from dataclasses import dataclass

from bot.app.api.commands import Command
from bot.readiness.work import OpsAction


@dataclass(frozen=True, slots=True)
class ShowOps(Command):
    """`ops`."""


@dataclass(frozen=True, slots=True)
class AddOps(Command):
    """`ops add <text> [@owner] [due <day>]`; `project` names it where the channel can't."""

    text: str
    owner: str = ""
    due: str = ""
    project: str = ""


@dataclass(frozen=True, slots=True)
class ChangeOpsItem(Command):
    """`ops done|snooze|assign|link <item> …`: all but add.

    `item` is a number of the list, an item's key, or words of it. `value` is whom it is assigned
    to, until when it is snoozed, or where it is tracked.
    """

    action: OpsAction
    item: str
    value: str = ""
    project: str = ""


@dataclass(frozen=True, slots=True)
class RemindReviewers(Command):
    """A digest's Remind button: those a round waits for are sent a direct message."""

    round_id: str


@dataclass(frozen=True, slots=True)
class Remind(Command):
    """`remind P4`: an owner has those reminded whom its review waits for."""

    phase: str


@dataclass(frozen=True, slots=True)
class ShowRelease(Command):
    """`release`: go or no-go, and why."""


@dataclass(frozen=True, slots=True)
class ShowDigest(Command):
    """`digest`: when this channel hears one."""


@dataclass(frozen=True, slots=True)
class PreviewDigest(Command):
    """`digest preview`: the digest as it would be now, for the asker's eyes only."""


@dataclass(frozen=True, slots=True)
class SetDigest(Command):
    """`digest here 09:00 Europe/Berlin mon-fri [always]`; `channel` where a form names it."""

    at: str
    zone: str
    days: tuple[str, ...]
    always: bool = False
    channel: str = ""


@dataclass(frozen=True, slots=True)
class TurnDigestOff(Command):
    """`digest off`."""


OpsCommand = ShowOps | AddOps | ChangeOpsItem | RemindReviewers | Remind | ShowRelease
DigestCommand = ShowDigest | PreviewDigest | SetDigest | TurnDigestOff
