"""The same over Socket Mode: real deliveries, told to be for another installation, do nothing."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any, TypeAlias

import pytest

from bot.sandbox.courier import Kind
from bot.slack import action_ids as actions
from bot.slack.app import Identity
from tests.slack_in.in_workspace import CHANNEL, TEAM, InWorkspace, in_workspace

OTHER = "T0OTHER"
OURS = TEAM.id
IN_GRID = Identity(OURS, TEAM.app.bot_user, "B0BOT", enterprise="E1")
Delivered: TypeAlias = dict[str, tuple[Kind, dict[str, Any]]]
ORG_WIDE = replace(IN_GRID, org_wide=True)


@pytest.fixture
async def delivered() -> Delivered:
    """Act in every way there is; return what is delivered for it, by its type."""
    async with in_workspace("socket") as stage:
        await stage.ada.command("/gate", "approve P4", channel=CHANNEL)
        await stage.ada.click(await stage.card(), actions.WITHDRAW)
        await stage.ada.submit(await stage.ada.wait_for_modal())
        await stage.ada.say("@gatebot gaps P4", channel=CHANNEL)
        await stage.ada.wait_for_message(CHANNEL, "P4-G1")
        sent = await stage.controls.deliveries()
    by_type = {one["payload"].get("type", "command"): (one["kind"], one["payload"]) for one in sent}
    return {name: by_type[name] for name in ("command", "view_submission", "event_callback")}


async def heard_again(
    delivered: Delivered, stage: InWorkspace, team: str | None, enterprise: str | None, **event: Any
) -> dict[str, int]:
    """Deliver all as if for an installation; return how often each was acted on."""
    heard = {}
    for number, (name, (kind, payload)) in enumerate(delivered.items()):
        before = len(stage.desk.asked)
        changed = for_installation(payload, team, enterprise)
        if name == "event_callback":
            changed |= {"event_id": f"Ev0AGAIN{number}", **event}
        answer = await stage.controls.forge(changed, kind)
        assert answer["failed"] == "", f"{name} must be acknowledged, or it comes again"
        if kind == "events_api":  # acknowledged before it is acted on, and the last of them
            await stage.inflight.drain(5)
        heard[name] = len(stage.desk.asked) - before
    return heard


def for_installation(
    payload: dict[str, Any], team: str | None, enterprise: str | None
) -> dict[str, Any]:
    changed = deepcopy(payload)
    if changed.get("type") == "event_callback":
        one = {"team_id": team, "enterprise_id": enterprise, "is_bot": True}
        changed |= {"authorizations": [one], "team_id": team}
        return changed | {"context_team_id": team, "context_enterprise_id": enterprise}
    if "command" in changed:
        return changed | {"team_id": team, "enterprise_id": enterprise, "trigger_id": "again.1"}
    changed["view"]["app_installed_team_id"] = team
    shown = {"id": enterprise, "name": "Acme"} if enterprise else None
    found = {"id": team, "domain": "x"} if team else None
    return changed | {"team": found, "enterprise": shown, "trigger_id": "again.2"}


TAKEN = {"command": 1, "view_submission": 1, "event_callback": 1}
REFUSED = dict.fromkeys(TAKEN, 0)


@pytest.mark.parametrize(
    ("identity", "team", "enterprise", "expected"),
    [
        (None, OURS, None, TAKEN),
        (None, OTHER, None, REFUSED),
        (None, None, "E1", REFUSED),
        (IN_GRID, OURS, "E1", TAKEN),
        (IN_GRID, OURS, "E2", REFUSED),
        (IN_GRID, OTHER, "E1", REFUSED),
        (ORG_WIDE, OTHER, "E1", TAKEN),  # any workspace of the enterprise
        (ORG_WIDE, OURS, "E2", REFUSED),
        (ORG_WIDE, OURS, None, REFUSED),
    ],
)
async def test_only_what_is_for_this_installation_is_acted_on(
    delivered: Delivered,
    identity: Identity | None,
    team: str | None,
    enterprise: str | None,
    expected: dict[str, int],
) -> None:
    async with in_workspace("socket", identity=identity) as stage:
        assert await heard_again(delivered, stage, team, enterprise) == expected


@pytest.mark.parametrize(
    ("said", "times"),
    [
        ({}, 1),
        ({"authorizations": [{"team_id": OTHER, "enterprise_id": "E9"}]}, 0),
        ({"authorizations": [], "context_team_id": OTHER}, 0),
    ],
)
async def test_a_connected_workspaces_event_is_known_by_whom_it_is_authorized_for(
    delivered: Delivered, said: dict[str, Any], times: int
) -> None:
    """In a Slack Connect channel `team_id` may be the other workspace's: it says nothing."""
    event = {"team_id": OTHER, "is_ext_shared_channel": True, **said}
    async with in_workspace("socket") as stage:
        assert (await heard_again(delivered, stage, OURS, None, **event))["event_callback"] == times
