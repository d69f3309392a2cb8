"""Which installation of the app a delivery is for: only what is for the token's own is taken.

In a Slack Connect channel people of other workspaces speak, so their own team says nothing; what
Slack says of the installation does: https://docs.slack.dev/apis/events-api#authorizations, and
`app_installed_team_id` of views. Each kind of delivery names it elsewhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Installation:
    """What the token is for, as auth.test says: a workspace, or (`org_wide`) an enterprise."""

    team: str
    enterprise: str = ""
    org_wide: bool = False

    def takes(self, body: Mapping[str, Any]) -> bool:
        """Tell whether a delivery is for this installation. One that names none is for nobody."""
        return any(self._is(team, enterprise) for team, enterprise in _named(body))

    def _is(self, team: str, enterprise: str) -> bool:
        if self.org_wide:
            return bool(enterprise) and enterprise == self.enterprise
        # A workspace may join an enterprise while the bot runs; its own id stays.
        other = bool(enterprise and self.enterprise) and enterprise != self.enterprise
        return bool(team) and team == self.team and not other


def _named(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the installations (team, enterprise) a delivery says it is for."""
    if body.get("type") == "event_callback":
        yield from _of_event(body)
    elif "command" in body:
        yield _text(body.get("team_id")), _text(body.get("enterprise_id"))
    else:
        team = _text(_part(body, "view").get("app_installed_team_id"))
        yield team or _id(body.get("team")), _id(body.get("enterprise"))


def _of_event(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    authorizations = body.get("authorizations")
    if isinstance(authorizations, list) and authorizations:
        for one in authorizations:
            if isinstance(one, dict):
                yield _text(one.get("team_id")), _text(one.get("enterprise_id"))
        return
    context = _text(body.get("context_team_id"))
    enterprise = body.get("context_enterprise_id") if context else body.get("enterprise_id")
    yield context or _text(body.get("team_id")), _text(enterprise)


def _id(value: object) -> str:
    return _text(value.get("id") if isinstance(value, dict) else value)


def _part(body: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = body.get(key)
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
