from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler

from bot.sandbox.people import Refused
from tests.sandbox.conftest import GENERAL

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.sandbox.controls import Controls
    from bot.sandbox.people import Person


async def test_a_rate_limit_answers_429_and_carries_nothing_out(
    web: AsyncWebClient, ann: Person, controls: Controls
) -> None:
    await controls.fault("chat.postMessage", "rate_limit", times=2, retry_after=7)
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            await web.chat_postMessage(channel=GENERAL, text="x")
        assert caught.value.response.status_code == 429
        assert caught.value.response.headers["Retry-After"] == "7"
        assert caught.value.response["error"] == "ratelimited"
    assert (await web.auth_test())["ok"]
    await web.chat_postMessage(channel=GENERAL, text="at last")
    assert [m.text for m in await ann.see(GENERAL)] == ["at last"]


async def test_the_sdks_own_handler_waits_and_tries_again(
    web: AsyncWebClient, controls: Controls
) -> None:
    web.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    await controls.fault("chat.postMessage", "rate_limit", retry_after=0)
    assert (await web.chat_postMessage(channel=GENERAL, text="x"))["ok"]


@pytest.mark.parametrize(("carried_out", "seen"), [(False, []), (True, ["x"])])
async def test_a_failure_before_or_after_carrying_out(
    web: AsyncWebClient, ann: Person, controls: Controls, seen: list[str], *, carried_out: bool
) -> None:
    await controls.fault("chat.postMessage", "fail", status=502, carried_out=carried_out)
    with pytest.raises(SlackApiError) as caught:
        await web.chat_postMessage(channel=GENERAL, text="x")
    assert caught.value.response.status_code == 502
    assert [m.text for m in await ann.see(GENERAL)] == seen


@pytest.mark.parametrize(("carried_out", "seen"), [(False, []), (True, ["x"])])
async def test_a_dropped_connection_leaves_the_outcome_unknown(
    web: AsyncWebClient, ann: Person, controls: Controls, seen: list[str], *, carried_out: bool
) -> None:
    web.retry_handlers.clear()  # the SDK would send it again, not knowing either
    await controls.fault("chat.postMessage", "drop", carried_out=carried_out)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await web.chat_postMessage(channel=GENERAL, text="x")
    assert [m.text for m in await ann.see(GENERAL)] == seen


async def test_the_sdk_repeats_a_call_it_cant_know_the_outcome_of(
    web: AsyncWebClient, ann: Person, controls: Controls
) -> None:
    await controls.fault("chat.postMessage", "drop", carried_out=True)
    await web.chat_postMessage(channel=GENERAL, text="x")
    assert [m.text for m in await ann.see(GENERAL)] == ["x", "x"]


async def test_a_delay_only_waits(web: AsyncWebClient, ann: Person, controls: Controls) -> None:
    await controls.fault("*", "delay", seconds=0.01)
    assert (await web.chat_postMessage(channel=GENERAL, text="slow"))["ok"]
    assert [m.text for m in await ann.see(GENERAL)] == ["slow"]


async def test_faults_can_be_listed_and_forgotten(web: AsyncWebClient, controls: Controls) -> None:
    await controls.fault("auth.test", "fail", times=3)
    (due,) = await controls.faults()
    assert (due["method"], due["times"]) == ("auth.test", 3)
    await controls.clear_faults()
    assert (await web.auth_test())["ok"]
    with pytest.raises(Refused, match="not a fault"):
        await controls.fault("auth.test", "fail", how="badly")
