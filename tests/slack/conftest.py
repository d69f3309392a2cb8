"""A fake Slack, and the Chat port speaking to it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.slack.outbound.chat import SlackChat, web_client
from tests.slack.fake_slack import FakeSlack, StoppedClock, running


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with running() as fake:
        yield fake


@pytest.fixture
async def chat(slack: FakeSlack, clock: StoppedClock) -> AsyncIterator[SlackChat]:
    timeout = aiohttp.ClientTimeout(total=0.5)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        yield SlackChat(web_client("xoxb-test", slack.url, session), session, clock)
