from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.sandbox.conftest import GENERAL, StepClock
from tests.sandbox.shapes import actions, button

if TYPE_CHECKING:
    import aiohttp
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.sandbox.controls import Controls
    from bot.sandbox.people import Person
    from tests.sandbox.scripted_app import SocketApp


@pytest.fixture
async def after_command(ann: Person, app: SocketApp) -> AsyncWebhookClient:
    await ann.command("/gate", channel=GENERAL)
    return AsyncWebhookClient((await app.next()).payload["response_url"])


async def after_click(web: AsyncWebClient, ann: Person, app: SocketApp) -> AsyncWebhookClient:
    await web.chat_postMessage(channel=GENERAL, text="card", blocks=[actions(button("ok"))])
    await ann.click((await ann.see(GENERAL))[-1], "ok")
    return AsyncWebhookClient((await app.next()).payload["response_url"])


async def test_an_answer_is_ephemeral_unless_it_says_otherwise(
    after_command: AsyncWebhookClient, ann: Person, bob: Person
) -> None:
    assert (await after_command.send(text="to you")).body == "ok"
    await after_command.send(text="to all", response_type="in_channel")
    assert [m.text for m in await ann.see(GENERAL)] == ["to you", "to all"]
    assert [m.text for m in await bob.see(GENERAL)] == ["to all"]


async def test_five_uses_and_no_sixth(after_command: AsyncWebhookClient, ann: Person) -> None:
    statuses = [(await after_command.send(text=f"{n}")).status_code for n in range(6)]
    assert statuses == [200] * 5 + [404]
    assert (await after_command.send(text="x")).body == '{"ok": false, "error": "used_url"}'
    assert len(await ann.see(GENERAL)) == 5


async def test_thirty_minutes_and_not_longer(
    after_command: AsyncWebhookClient, clock: StepClock
) -> None:
    clock.step(minutes=30)
    assert (await after_command.send(text="just in time")).status_code == 200
    clock.step(seconds=1)
    late = await after_command.send(text="too late")
    assert (late.status_code, late.body) == (404, '{"ok": false, "error": "expired_url"}')


async def test_replacing_the_original(web: AsyncWebClient, ann: Person, app: SocketApp) -> None:
    answer = await after_click(web, ann, app)
    await answer.send(text="decided", replace_original=True)
    (seen,) = await ann.see(GENERAL)
    assert (seen.text, seen.blocks, seen.edited) == ("decided", [], True)


async def test_replacing_an_ephemeral_works_too(
    web: AsyncWebClient, ann: Person, bob: Person, app: SocketApp
) -> None:
    blocks = [actions(button("ok"))]
    await web.chat_postEphemeral(channel=GENERAL, user=ann.user, text="x", blocks=blocks)
    await ann.click((await ann.see(GENERAL))[0], "ok")
    answer = AsyncWebhookClient((await app.next()).payload["response_url"])
    await answer.send(text="done", replace_original=True)
    (seen,) = await ann.see(GENERAL)
    assert (seen.text, seen.ephemeral) == ("done", True)
    assert await bob.see(GENERAL) == []


async def test_deleting_the_original(web: AsyncWebClient, ann: Person, app: SocketApp) -> None:
    answer = await after_click(web, ann, app)
    await answer.send(delete_original=True)
    assert await ann.see(GENERAL) == []


async def test_without_a_word_about_the_original_it_stays(
    web: AsyncWebClient, ann: Person, app: SocketApp
) -> None:
    answer = await after_click(web, ann, app)
    await answer.send(text="noted")
    assert [(m.text, m.ephemeral) for m in await ann.see(GENERAL)] == [
        ("card", False),
        ("noted", True),
    ]


async def test_an_answer_may_go_into_a_thread(
    web: AsyncWebClient, ann: Person, app: SocketApp
) -> None:
    answer = await after_click(web, ann, app)
    (card,) = await ann.see(GENERAL)
    await answer.send_dict({"text": "below", "response_type": "in_channel", "thread_ts": card.ts})
    assert [m.text for m in await ann.see(GENERAL)] == ["card"]
    assert [m.text for m in await ann.thread(card)] == ["card", "below"]


async def test_an_answer_may_meet_trouble_after_it_was_shown(
    after_command: AsyncWebhookClient, ann: Person, controls: Controls
) -> None:
    await controls.fault("response_url", "fail", status=503, carried_out=True)
    assert (await after_command.send(text="shown")).status_code == 503
    assert [m.text for m in await ann.see(GENERAL)] == ["shown"]


async def test_what_slack_refuses_is_refused_and_not_counted(
    after_command: AsyncWebhookClient,
) -> None:
    for _ in range(6):
        bad = await after_command.send(text="x", blocks=[{"type": "nonsense"}])
        assert bad.status_code == 400
        assert '"invalid_blocks"' in bad.body
    assert (await after_command.send(text="fine")).status_code == 200


async def test_a_body_that_is_no_json_object(
    after_command: AsyncWebhookClient, session: aiohttp.ClientSession
) -> None:
    async with session.post(after_command.url, data="[1]") as response:
        assert response.status == 400
    async with session.post(f"{after_command.url}x", json={"text": "x"}) as response:
        assert response.status == 404
