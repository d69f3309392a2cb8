"""App Home over HTTP: who opens it is kept before the ack, and its buttons act."""

from typing import Any

import pytest

from bot.app.api.commands import Ready, Start
from bot.ports.errors import Unavailable
from bot.slack import action_ids as actions
from tests.slack_in.bot_over_http import BotOverHttp
from tests.slack_in.desk import OPEN, StandInDesk
from tests.slack_in.slack_api import SlackApi

OPENED = {"type": "app_home_opened", "user": "U2", "channel": "D1", "tab": "home"}
VIEW: dict[str, Any] = {"type": "home", "id": "V1", "callback_id": "", "hash": "h1", "blocks": []}
AT_HOME = {"container": {"type": "view", "view_id": "V1"}, "channel": None, "view": VIEW}


async def test_opening_it_is_kept(bot: BotOverHttp, desk: StandInDesk) -> None:
    assert (await bot.event(OPENED)).status == 200
    assert desk.homes == [("U2", "")]
    await bot.event({**OPENED, "view": {"id": "V1", "hash": "h1", "type": "home"}}, "Ev2")
    assert desk.homes[-1] == ("U2", "h1")


async def test_the_messages_tab_is_no_home(bot: BotOverHttp, desk: StandInDesk) -> None:
    assert (await bot.event({**OPENED, "tab": "messages"})).status == 200
    assert desk.homes == []


@pytest.mark.parametrize("user", ["", None, "U2\n", "U" * 300])
async def test_a_forged_opening_is_acked_and_kept_for_nobody(
    bot: BotOverHttp, desk: StandInDesk, user: object
) -> None:
    assert (await bot.event({**OPENED, "user": user})).status == 200
    assert desk.homes == []


async def test_what_cannot_be_kept_is_acked_and_said_to_nobody(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi
) -> None:
    desk.failure = lambda: Unavailable("The database is away.")
    assert (await bot.event(OPENED)).status == 200
    assert slack.calls == []


async def test_approve_opens_its_form_from_a_home(bot: BotOverHttp, slack: SlackApi) -> None:
    await bot.click(actions.APPROVE, actions.round_value(OPEN), **AT_HOME)
    opened = await slack.heard("views.open")
    assert opened["view"]["callback_id"] == actions.APPROVE_FORM


@pytest.mark.parametrize(
    ("action_id", "asked"),
    [(actions.START, Start("P4", "app")), (actions.READY, Ready("P4", project="app"))],
)
async def test_a_button_of_a_phase_asks_and_answers_by_direct_message(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi, action_id: str, asked: object
) -> None:
    assert (await bot.click(action_id, "app/P4", **AT_HOME)).status == 200
    said = await slack.heard("chat.postMessage")
    assert said["channel"] == "U2"
    ((command, asker),) = desk.asked
    assert command == asked
    assert (asker.user, asker.channel, asker.delivery) == ("U2", "", "trigger:t.2")


@pytest.mark.parametrize("value", ["", "P4", "/P4", "app/", "x" * 1999])
@pytest.mark.parametrize("action_id", [actions.START, actions.READY])
async def test_a_forged_button_asks_for_nothing(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi, action_id: str, value: str
) -> None:
    assert (await bot.click(action_id, value, **AT_HOME)).status == 200
    await slack.heard("chat.postMessage")
    assert desk.asked == []
