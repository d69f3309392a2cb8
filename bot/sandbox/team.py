"""What a workspace is made of: people, groups, channels and the one app installed in it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from pathlib import Path

ALL_SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "chat:write.public",
        "commands",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "links:read",
        "links:write",
        "reactions:write",
        "team:read",
        "usergroups:read",
        "users:read",
    }
)
ALL_EVENTS = frozenset({"app_home_opened", "app_mention", "message.im"})


@dataclass(frozen=True)
class User:
    """Somebody the workspace knows; `name` is the handle typed after an @, `about` a few words.

    `deleted`: the account is deactivated, and still known. A guest `is_restricted`; one of a single
    channel `is_ultra_restricted`, too. `team_id` is another workspace's for a person who is
    external, and takes part by Slack Connect; empty for one of this workspace.
    """

    id: str
    name: str
    real_name: str = ""
    tz: str = "Etc/UTC"
    is_bot: bool = False
    email: str = ""
    deleted: bool = False
    about: str = ""
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    team_id: str = ""

    @property
    def limited(self) -> bool:
        """Whether they see the channels they are in, and nothing else: a guest, or external."""
        return self.is_restricted or self.is_ultra_restricted or bool(self.team_id)


@dataclass(frozen=True)
class UserGroup:
    """A user group; `users` are user ids."""

    id: str
    handle: str
    name: str = ""
    users: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChannelPlan:
    """A channel as it is when the workspace begins; `members` are user ids."""

    id: str
    name: str
    members: tuple[str, ...] = ()
    is_private: bool = False
    is_archived: bool = False


@dataclass(frozen=True)
class Completion:
    """A word that may follow a command: `hint` says what it does, `usage` what comes after it.

    `then` holds, place by place, the words that may come after it.
    """

    word: str
    hint: str = ""
    usage: str = ""
    then: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class SlashCommand:
    """A command of the app's manifest, name with its slash; the rest helps people type it."""

    name: str
    should_escape: bool = True
    description: str = ""
    usage_hint: str = ""
    completions: tuple[Completion, ...] = ()


@dataclass(frozen=True)
class AppPlan:
    """The app: its bot user, credentials, permissions and how it is reached."""

    id: str = "A0SANDBOX"
    name: str = "app"
    bot_user: str = "U0BOT"
    bot_id: str = "B0BOT"
    bot_token: str = "xoxb-sandbox"  # noqa: S105 - opens nothing outside this process
    app_token: str = "xapp-sandbox"  # noqa: S105 - opens nothing outside this process
    signing_secret: str = "sandbox-signing-secret"  # noqa: S105 - as above
    verification_token: str = "sandbox-verification"  # noqa: S105 - as above
    commands: tuple[SlashCommand, ...] = ()
    events: frozenset[str] = ALL_EVENTS
    scopes: frozenset[str] = ALL_SCOPES
    delivery: Literal["socket", "http"] = "socket"
    request_url: str | None = None


@dataclass(frozen=True)
class TeamPlan:
    """The whole workspace as it is when it begins."""

    id: str = "T0SANDBOX"
    name: str = "Sandbox"
    domain: str = "sandbox"
    paid: bool = True
    users: tuple[User, ...] = ()
    groups: tuple[UserGroup, ...] = ()
    channels: tuple[ChannelPlan, ...] = ()
    app: AppPlan = field(default_factory=AppPlan)


def read_plan(path: Path) -> TeamPlan:
    """Read a plan from a JSON file shaped like the dataclasses here.

    Raises `TypeError` for a key that no dataclass has, `ValueError` for broken JSON.
    """
    return plan_from_json(json.loads(path.read_text(encoding="utf-8")))


def plan_from_json(raw: dict[str, Any]) -> TeamPlan:
    """Build a plan from decoded JSON; unknown keys raise `TypeError`."""
    given = dict(raw)
    return TeamPlan(
        users=tuple(User(**user) for user in given.pop("users", [])),
        groups=tuple(_with_tuples(UserGroup, group) for group in given.pop("groups", [])),
        channels=tuple(_with_tuples(ChannelPlan, one) for one in given.pop("channels", [])),
        app=_app_from_json(given.pop("app", {})),
        **given,
    )


def _with_tuples(kind: type[Any], raw: dict[str, Any]) -> Any:
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in raw.items()})


def _app_from_json(raw: dict[str, Any]) -> AppPlan:
    given = dict(raw)
    if "commands" in given:
        given["commands"] = tuple(_command_from_json(one) for one in given["commands"])
    for name in ("events", "scopes"):
        if name in given:
            given[name] = frozenset(given[name])
    return AppPlan(**given)


def _command_from_json(raw: dict[str, Any]) -> SlashCommand:
    given = dict(raw)
    completions = tuple(
        Completion(**{**one, "then": tuple(tuple(words) for words in one.get("then", []))})
        for one in given.pop("completions", [])
    )
    return SlashCommand(completions=completions, **given)
