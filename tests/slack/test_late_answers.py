"""An answer through a response_url counts as shown only where Slack's body does not say no."""

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.slack.outbound.chat import web_client
from bot.slack.outbound.pictures import FEWER_PAUSES, Pictures
from bot.slack.outbound.responder import Voice
from bot.slack.outbound.uploads import Uploads
from bot.slack.views.progress import progress
from tests.slack.catalogue import PROGRESS
from tests.slack.checks import words
from tests.slack.fake_slack import Failure, FakeSlack, StoppedClock

ANSWER = progress(PROGRESS)


async def answered(slack: FakeSlack) -> tuple[bool, list[float]]:
    """Return whether an answer with a picture arrived, and the waits for its file."""
    upload = {"ok": True, "file_id": "F1", "upload_url": f"{slack.url}files.here"}
    slack.fail("files.getUploadURLExternal", Failure(body=upload))
    waits = list[float]()

    async def wait(seconds: float) -> None:
        waits.append(seconds)

    async with aiohttp.ClientSession() as session:
        client = web_client("xoxb-test", slack.url, session)
        pictures = Pictures(Uploads(client, session), StoppedClock(), wait)
        voice = Voice(client, session, pictures)
        return await voice.answer_late(f"{slack.url}respond", ANSWER), waits


@pytest.mark.parametrize(
    "body",
    [
        {"ok": False, "error": "invalid_blocks"},
        '\n{"error": "invalid_blocks",\n "ok" : false}',
        {"ok": False, "error": "invalid_blocks", "why": "longer than is read" * 400},
    ],
)
async def test_a_refused_picture_is_tried_again_and_then_drawn_in_text(
    slack: FakeSlack, body: dict[str, object] | str
) -> None:
    slack.fail("respond", *[Failure(body=body)] * 3)
    arrived, waits = await answered(slack)
    assert arrived
    assert waits == [*FEWER_PAUSES]
    (shown,) = slack.responses
    assert "█" in words(shown["blocks"])


async def test_another_no_is_not_taken_for_an_arrival(slack: FakeSlack) -> None:
    slack.refuse("respond", "used_url")
    with capture_logs() as logs:
        arrived, _ = await answered(slack)
    assert not arrived
    assert [log["error"] for log in logs] == ["used_url"]


async def test_a_no_without_a_reason_is_one_too(slack: FakeSlack) -> None:
    slack.fail("respond", Failure(body={"ok": False}))
    arrived, _ = await answered(slack)
    assert not arrived


@pytest.mark.parametrize("body", ["ok", "", {"ok": True}, '<p>"ok": false</p>', "[]"])
async def test_any_other_body_has_arrived(slack: FakeSlack, body: dict[str, object] | str) -> None:
    slack.fail("respond", Failure(body=body))
    arrived, waits = await answered(slack)
    assert arrived
    assert len(slack.made("respond")) == 1
    assert waits == []
