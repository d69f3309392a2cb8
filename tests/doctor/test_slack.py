from dataclasses import replace
from typing import Any

import pytest

from bot.doctor.checks import State
from bot.doctor.scopes import OPTIONAL_SCOPES, REQUIRED_SCOPES
from bot.sandbox.faults import Fault, FaultKind
from tests.doctor.house import POLICY, House


async def test_a_refused_bot_token_is_said_once_and_people_are_not_asked_for(house: House) -> None:
    house.settings = {"slack_bot_token": "xoxb-old"}
    troubles = await house.troubles()
    state, said, mend = troubles["bot token"]
    assert (state, said) == (State.FAIL, "Slack refuses SLACK_BOT_TOKEN: invalid_auth.")
    assert mend == "Install the app again and set SLACK_BOT_TOKEN to the token it is given."
    assert set(troubles) == {"bot token", "Slack", "reviews by ops"}


@pytest.mark.parametrize("scope", REQUIRED_SCOPES)
async def test_each_scope_that_is_needed_is_missed(house: House, scope: str) -> None:
    house.without_scopes(scope)
    state, said, mend = (await house.troubles())[f"scope {scope}"]
    assert (state, said) == (State.FAIL, f"The bot token lacks the scope {scope}.")
    assert mend.startswith("Add it under “OAuth & Permissions”")


@pytest.mark.parametrize("scope", OPTIONAL_SCOPES)
async def test_without_an_optional_scope_its_consequence_is_said(house: House, scope: str) -> None:
    house.without_scopes(scope)
    troubles = await house.troubles()
    state, said, _ = troubles[f"scope {scope}"]
    assert state is State.WARN
    assert OPTIONAL_SCOPES[scope] in said
    assert all(state is State.WARN for state, _, _ in troubles.values())


async def test_a_refused_app_token_is_named(house: House) -> None:
    house.settings = {"slack_app_token": "xapp-old"}
    assert await house.troubles() == {
        "app token": (
            State.FAIL,
            "SLACK_APP_TOKEN opens no Socket Mode: invalid_auth.",
            "Install the app again and set SLACK_APP_TOKEN to the token it is given.",
        )
    }


async def test_over_http_no_app_token_is_asked_for(house: House) -> None:
    house.settings = {"slack_app_token": None, "listen": "[::]:3000"}
    checks = {c.name: c for c in await house.examine()}
    assert "app token" not in checks
    assert "listens on [::]:3000" in checks["HTTP"].said


async def test_a_slack_that_is_not_there_is_no_refusal(house: House) -> None:
    house.settings = {"slack_api_url": "http://127.0.0.1:1/api/"}
    state, said, mend = (await house.troubles())["bot token"]
    assert (state, said) == (State.FAIL, "Slack can't be asked: no connection to 127.0.0.1:1.")
    assert "SLACK_API_URL" in mend


@pytest.mark.parametrize(
    ("channel", "said", "mend"),
    [
        ({"is_archived": True}, "#home (C0HOME) is archived", "Unarchive it"),
        ({"id": "C0ELSE"}, "shows gatebot no channel C0HOME", "`channels` in gatebot.toml"),
        ({"is_private": True, "members": ()}, "no channel C0HOME", "/invite @gatebot"),
    ],
)
async def test_a_channel_nobody_can_post_in(
    house: House, channel: dict[str, Any], said: str, mend: str
) -> None:
    house.team = replace(house.team, channels=(replace(house.team.channels[0], **channel),))
    troubles = await house.troubles()
    assert set(troubles) == {"channel C0HOME"}
    found = troubles["channel C0HOME"]
    assert found[0] is State.FAIL
    assert said in found[1]
    assert mend in found[2]


async def test_a_public_channel_needs_no_invitation_but_the_scope(house: House) -> None:
    house.team = replace(house.team, channels=(replace(house.team.channels[0], members=()),))
    assert await house.troubles() == {}
    house.without_scopes("chat:write.public")
    state, said, mend = (await house.troubles())["channel C0HOME"]
    assert state is State.FAIL
    assert said == "gatebot is not in #home (C0HOME) and may not post there."
    assert mend.startswith("Type `/invite @gatebot` in the channel")


@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("auth.test", "bot token"),
        ("apps.connections.open", "app token"),
        ("conversations.info", "channel C0HOME"),
        ("users.info", "person dana"),
        ("usergroups.users.list", "role ops"),
    ],
)
@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("fail", "what answered doesn't speak as Slack does"),
        ("drop", "the connection failed (ServerDisconnectedError)"),
    ],
)
async def test_what_slack_does_not_answer_is_no_refusal(
    house: House, method: str, name: str, kind: FaultKind, why: str
) -> None:
    house.faults = [Fault(method, kind, times=2)]  # a GET on a kept connection is sent twice
    state, said, mend = (await house.troubles())[name]
    assert state is State.FAIL
    assert said.endswith(f": {why}.")
    assert mend


async def test_a_private_channel_whose_project_the_whole_workspace_may_read(house: House) -> None:
    assert await house.troubles() == {}, "a public channel says no more than the workspace knows"
    home = replace(house.team.channels[0], is_private=True)
    house.team = replace(house.team, channels=(home,))
    state, said, mend = (await house.troubles())["readers"]
    assert state is State.WARN
    assert said.startswith("#home (C0HOME) is private, but `readers: workspace`")
    assert "`readers: channel`" in mend
    policy = POLICY + "policy:\n  readers: channel\n"
    house.commit({".gatebot.yml": policy})
    assert await house.troubles() == {}
