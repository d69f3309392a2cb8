"""Deliveries of another workspace or enterprise than the token's are refused, of every kind."""

from typing import Any

import pytest

from bot.slack import action_ids as actions
from bot.slack.inbound.installation import Installation
from bot.slack.views import modals
from tests.slack_in.bot_over_http import BotOverHttp
from tests.slack_in.desk import ROUND, StandInDesk
from tests.slack_in.slack_api import SlackApi

OTHER = "T0OTHER"


async def test_a_command_of_another_workspace_is_refused_in_words(
    bot: BotOverHttp, desk: StandInDesk
) -> None:
    ack = await bot.command("approve P4", team_id=OTHER)
    assert (ack.status, ack.body["response_type"]) == (200, "ephemeral")
    assert "installed in another workspace" in ack.text
    assert desk.asked == []


@pytest.mark.parametrize("team", [{"id": OTHER}, None, {}, "T1x"])
async def test_a_click_of_another_workspace_opens_nothing(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi, team: Any
) -> None:
    ack = await bot.click(actions.APPROVE, f"{ROUND}:0", team=team)
    again = await bot.click(actions.START, "app/P4", team=team)
    assert (ack.status, again.status, desk.asked, slack.calls) == (200, 200, [], [])


async def test_a_form_of_another_workspace_is_not_taken(
    bot: BotOverHttp, desk: StandInDesk
) -> None:
    form = modals.withdraw(await desk.withdraw_form(ROUND, "U1"))
    ack = await bot.submit(form, team={"id": OTHER})
    assert ack.action == "update"
    assert "installed in another workspace" in ack.everything
    assert desk.asked == []


async def test_an_event_of_another_workspace_is_left_alone(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi
) -> None:
    event = {"type": "app_mention", "user": "U2", "channel": "C1", "ts": "2.2"}
    said = {**event, "text": "<@UBOTSELF> approve P4"}
    opened = {"type": "app_home_opened", "user": "U2", "tab": "home"}
    for one in (said, opened):
        ack = await bot.event(one, authorizations=[{"team_id": OTHER, "enterprise_id": None}])
        assert ack.status == 200
        assert (await bot.event(one, team_id=OTHER)).status == 200
    assert (desk.asked, desk.homes, slack.calls) == ([], [], [])


async def test_somebody_of_a_connected_workspace_is_heard(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi
) -> None:
    event = {"type": "app_mention", "user": "U9", "channel": "C1", "ts": "2.2"}
    said = {**event, "text": "<@UBOTSELF> gaps P4", "user_team": OTHER, "team": OTHER}
    ours = [{"team_id": "T1", "enterprise_id": None, "is_enterprise_install": False}]
    await bot.event(said, team_id=OTHER, authorizations=ours, is_ext_shared_channel=True)
    await slack.heard("chat.postEphemeral")
    assert len(desk.asked) == 1


async def test_a_form_opened_beside_a_connected_workspace_is_taken(
    bot: BotOverHttp, desk: StandInDesk
) -> None:
    form = modals.withdraw(await desk.withdraw_form(ROUND, "U1"))
    ack = await bot.submit({**form, "app_installed_team_id": "T1"}, team={"id": OTHER})
    assert (ack.status, len(desk.asked)) == (200, 1)
    ack = await bot.submit({**form, "app_installed_team_id": OTHER}, team={"id": "T1"})
    assert (ack.status, len(desk.asked)) == (200, 1)


OURS = Installation("T1")
IN_GRID = Installation("T1", "E1")
ORG_WIDE = Installation("T1", "E1", org_wide=True)


def command(**fields: Any) -> dict[str, Any]:
    return {"command": "/gate", **fields}


@pytest.mark.parametrize(
    ("installation", "body", "taken"),
    [
        (OURS, command(team_id="T1"), True),
        (OURS, command(team_id="T1", enterprise_id="E1"), True),  # it joined one since
        (OURS, command(team_id="T2"), False),
        (OURS, command(), False),
        (OURS, command(team_id=["T1"]), False),
        (OURS, command(team_id=None, enterprise_id="E1"), False),
        (IN_GRID, command(team_id="T1", enterprise_id="E1"), True),
        (IN_GRID, command(team_id="T1"), True),
        (IN_GRID, command(team_id="T1", enterprise_id="E2"), False),
        (IN_GRID, command(team_id="T2", enterprise_id="E1"), False),
        (ORG_WIDE, command(team_id="T2", enterprise_id="E1"), True),
        (ORG_WIDE, command(team_id="T1", enterprise_id="E2"), False),
        (ORG_WIDE, command(team_id="T1"), False),
        (Installation(""), command(team_id=""), False),
        (OURS, {"type": "block_actions", "team": "T1"}, True),
        (OURS, {"type": "block_actions", "team": None, "user": {"team_id": "T1"}}, False),
        (ORG_WIDE, {"type": "block_actions", "team": None, "enterprise": {"id": "E1"}}, True),
        (OURS, {"type": "event_callback", "team_id": "T1"}, True),
        (OURS, {"type": "event_callback", "team_id": "T2", "context_team_id": "T1"}, True),
        (OURS, {"type": "event_callback", "team_id": "T1", "context_team_id": "T2"}, False),
        (OURS, {"type": "event_callback", "team_id": "T1", "authorizations": ["T1"]}, False),
        (OURS, {"type": "event_callback", "team_id": "T1", "authorizations": []}, True),
    ],
)
def test_which_deliveries_are_for_an_installation(
    installation: Installation, body: dict[str, Any], *, taken: bool
) -> None:
    assert installation.takes(body) is taken
