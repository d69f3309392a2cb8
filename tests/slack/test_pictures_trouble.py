"""Whatever goes wrong with a picture, its message goes out: once, and soon."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.ports.errors import ChannelGone, UnknownOutcome
from bot.slack.message import Message, Picture
from bot.slack.outbound.chat import web_client
from bot.slack.outbound.pictures import FEWER_PAUSES, PAUSES, UPLOAD_WITHIN
from bot.slack.outbound.uploads import Uploads
from bot.slack.outbound.web_errors import SlackRefusal
from bot.slack.views.progress import progress
from tests.slack.catalogue import PROGRESS
from tests.slack.fake_slack import Failure, FakeSlack
from tests.slack.gallery import CHANNEL, gallery
from tests.slack.ops_catalogue import FULL
from tests.slack.test_pictures import BOARD, Dot, dotted

ASK, COMPLETE = "files.getUploadURLExternal", "files.completeUploadExternal"


async def test_a_file_that_is_not_ready_is_tried_again_a_few_times() -> None:
    async with gallery() as there:
        await there.controls.fault("slack_file", "fail", times=3)
        await there.post(FULL)
        assert there.waits == [0.5, 1.0, 2.0]
        assert len(await there.images()) == len(await there.seen()) == 1


async def test_a_file_that_is_never_ready_gives_way_to_text_and_rests() -> None:
    async with gallery() as there:
        await there.controls.fault("slack_file", "fail", times=99)
        with capture_logs() as logs:
            await there.post(FULL)
            await there.post(FULL)
        (first, second) = await there.seen()
        assert BOARD in first.shown
        assert BOARD in second.shown
        assert there.waits == [0.5, 1.0, 2.0], "the second did not wait"
        assert [log["event"] for log in logs] == ["no_picture"]
        await there.controls.clear_faults()
        there.clock.at += timedelta(minutes=2)
        await there.post(FULL)
        assert len(await there.images()) == 1, "tried again, with a new upload"
        assert there.uploads == 2


async def test_where_uploads_are_taken_and_never_shown_pictures_rest_for_an_hour() -> None:
    async with gallery() as there:
        await there.controls.fault("slack_file", "fail", times=99)
        with capture_logs() as logs:
            for minutes in (0, 2, 2, 50):
                there.clock.at += timedelta(minutes=minutes)
                await there.post(FULL)
            assert there.uploads == 2, "after the second, none within the hour"
            there.clock.at += timedelta(minutes=9)
            await there.post(FULL)
            there.clock.at += timedelta(minutes=9)
            await there.post(FULL)
        assert there.uploads == 3, "one each hour"
        assert all(BOARD in message.shown for message in await there.seen())
        first, second = logs
        assert {log["event"] for log in logs} == {"no_picture"}
        assert "by itself" in first["mend"]
        assert "rules for files" in second["mend"]


async def test_a_picture_that_is_shown_between_two_refusals_parts_them() -> None:
    async with gallery() as there:
        with capture_logs() as logs:
            for _ in range(2):
                await there.controls.fault("slack_file", "fail", times=4)
                await there.post(FULL)
                there.clock.at += timedelta(minutes=2)
                await there.post(FULL)
                await there.controls.fault("slack_file", "fail")
                await there.post(FULL)
                there.clock.at += timedelta(minutes=2)
                await there.post(FULL)
        assert len(await there.images()) == 4, "each time, after a minute's rest"
        assert {log["why"] for log in logs} == {logs[0]["why"]}
        assert len(logs) == 4, "said anew after each that was shown"


async def test_two_pictures_that_are_refused_at_once_are_one_refusal() -> None:
    async with gallery() as there:
        await there.controls.fault("slack_file", "fail", times=99)
        await asyncio.gather(*(there.voice.tell(CHANNEL, dotted(n)) for n in range(3)))
        await there.controls.clear_faults()
        there.clock.at += timedelta(minutes=2)
        await there.post(FULL)
        assert len(await there.images()) == 1


def test_no_message_waits_much_longer_than_ten_seconds() -> None:
    assert UPLOAD_WITHIN + sum(PAUSES) <= 10
    assert UPLOAD_WITHIN + sum(FEWER_PAUSES) <= 10
    assert 1 + len(FEWER_PAUSES) + 1 <= 5, "uses of one response_url"


async def test_a_file_that_was_shown_and_is_refused_is_forgotten_at_once() -> None:
    async with gallery() as there:
        await there.post(FULL)
        await there.controls.fault("slack_file", "fail")
        await there.post(FULL)
        assert BOARD in (await there.seen())[1].shown
        assert there.waits == []
        there.clock.at += timedelta(minutes=2)
        await there.post(FULL)
        assert there.uploads == 2


async def test_without_the_scope_it_is_said_once_what_to_do() -> None:
    async with gallery(without=("files:write",)) as there:
        with capture_logs() as logs:
            for _ in range(3):
                await there.post(FULL)
                there.clock.at += timedelta(minutes=50)
        assert all(BOARD in message.shown for message in await there.seen())
        (said,) = logs
        assert (said["event"], said["log_level"]) == ("no_picture", "warning")
        assert "files:write" in said["mend"]
        assert "manifest.yml" in said["mend"]


@pytest.mark.parametrize("step", [ASK, "upload_url", COMPLETE])
@pytest.mark.parametrize(
    "trouble",
    [
        {"kind": "rate_limit", "retry_after": 90},
        {"kind": "fail", "status": 503},
        {"kind": "fail", "status": 403},
        {"kind": "fail", "status": 503, "carried_out": True},
        {"kind": "drop"},
        {"kind": "delay", "seconds": 30},
    ],
)
async def test_whichever_step_of_an_upload_fails_the_message_goes_out_once_in_text(
    step: str, trouble: dict[str, object]
) -> None:
    # Only what never answers is waited for; nothing else depends on how fast the machine is.
    async with gallery(within=1.5 if trouble["kind"] == "delay" else 20.0) as there:
        await there.controls.fault(step, **trouble)  # type: ignore[arg-type]  # fields of a fault
        with capture_logs() as logs:
            await there.post(FULL)
            await there.post(FULL)
        assert [BOARD in message.shown for message in await there.seen()] == [True, True]
        (said,) = logs
        assert said["event"] == "no_picture"
        secrets = (there.server.url, "xoxb", "upload/", "ticket")
        assert not any(secret in str(said) for secret in secrets)
        there.clock.at += timedelta(seconds=91)
        await there.post(FULL)
        assert len(await there.images()) == 1, "tried again when its time has come"


async def test_a_post_of_unknown_outcome_is_left_to_be_looked_for() -> None:
    async with gallery() as there:
        await there.controls.fault("chat.postMessage", "drop", carried_out=True)
        with pytest.raises(UnknownOutcome):
            await there.post(FULL)
        assert len(await there.seen()) == 1


async def test_a_refusal_that_is_not_the_pictures_fault_is_raised() -> None:
    async with gallery() as there:
        with pytest.raises(ChannelGone, match="C0NOWHERE"):
            await there.post(FULL, "C0NOWHERE")
        assert there.waits == []
        assert there.pictures.resting is False


@dataclass(frozen=True)
class Broken:
    """A drawing with a fault of ours."""

    def png(self) -> bytes:
        raise ZeroDivisionError


async def test_a_drawing_that_fails_costs_no_message() -> None:
    async with gallery() as there:
        block = {"type": "divider"}
        message = Message("whole", (block,), Picture(Broken(), "Broken", "nothing", 0, 1))
        with capture_logs() as logs:
            await there.voice.tell(CHANNEL, message)
        assert [m.text for m in await there.seen()] == ["whole"]
        assert [log["event"] for log in logs] == ["fault", "no_picture"]


async def test_an_answer_whose_address_has_expired_did_not_arrive() -> None:
    async with gallery() as there:
        url = f"{there.server.url}response/gone"
        assert await there.voice.answer_late(url, progress(PROGRESS)) is False
        assert await there.voice.answer_late("https://evil.example/", progress(PROGRESS)) is False
        assert await there.seen() == []


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/upload",
        "http://files.slack.com/upload",
        "https://files.slack.com.evil.example/upload",
        "https://files.slack.com@evil.example/upload",
        "https://evil.example/?files.slack.com",
        "https://files.slack.com:8443/upload",
        "https://[slack.com/upload",
        "ftp://127.0.0.1/upload",
        "",
    ],
)
async def test_bytes_are_sent_to_slack_alone(slack: FakeSlack, url: str) -> None:
    answer = {"ok": True, "file_id": "F1", "upload_url": url}
    slack.fail(ASK, Failure(body=answer))
    async with aiohttp.ClientSession() as session:
        uploads = Uploads(web_client("xoxb-test", slack.url, session), session)
        assert uploads.trusted("https://files.slack.com/upload/v1/abc")
        assert uploads.trusted("https://files.slack-gov.com/upload/v1/abc")
        assert uploads.trusted(f"{slack.url}upload/x")
        drawing = dotted(1).picture
        assert drawing is not None
        with pytest.raises(SlackRefusal):
            await uploads.upload(Dot(1).png(), drawing)
    assert [method for method, _ in slack.calls] == [ASK]


async def test_no_redirect_is_followed(slack: FakeSlack) -> None:
    there = f"{slack.url}files.here"
    slack.fail(ASK, Failure(body={"ok": True, "file_id": "F1", "upload_url": there}))
    slack.fail("files.here", Failure(status=307, headers={"Location": f"{slack.url}files.there"}))
    async with aiohttp.ClientSession() as session:
        uploads = Uploads(web_client("xoxb-test", slack.url, session), session)
        drawing = dotted(1).picture
        assert drawing is not None
        with pytest.raises(SlackRefusal, match="upload_status_307"):
            await uploads.upload(Dot(1).png(), drawing)
    assert [method for method, _ in slack.calls] == [ASK, "files.here"]
