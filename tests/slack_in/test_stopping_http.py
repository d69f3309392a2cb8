"""A stop over HTTP: what came is answered; what comes goes to another replica."""

import asyncio

from bot.app.api.commands import Approve
from tests.slack_in.bot_over_http import BotOverHttp
from tests.slack_in.desk import StandInDesk
from tests.slack_in.slack_api import SlackApi


async def test_a_delivery_under_way_is_answered_and_a_new_one_is_sent_elsewhere(
    bot: BotOverHttp, desk: StandInDesk, slack: SlackApi
) -> None:
    desk.gate.clear()
    under_way = asyncio.create_task(bot.command("approve P4", response_url=slack.hook("late")))
    await desk.arrived.wait()
    draining = asyncio.create_task(bot.inflight.drain(5))
    assert "Still working" in (await under_way).text
    assert (await bot.command("start P4")).status == 503
    assert not draining.done()
    desk.gate.set()
    assert await draining == 0
    assert len(slack.said("hook:late")) == 1  # the late answer was part of what was under way
    assert [command for command, _ in desk.asked] == [Approve("P4")]
