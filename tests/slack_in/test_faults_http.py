"""What breaks in a listener itself is acked, told with an id, and found by it in the log."""

from collections.abc import AsyncIterator
from datetime import datetime

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.app.api.forms import ApprovalForm
from bot.platform.in_flight import InFlight
from bot.readiness.status import Status
from bot.slack import action_ids as actions
from bot.slack.app import Identity, build_app
from bot.slack.inbound.listeners.parts import Parts
from bot.slack.outbound.chat import web_client
from bot.slack.outbound.responder import Voice
from bot.slack.verbs import Verb
from bot.slack.views import modals
from bot.slack.words.help import VERBS
from bot.web.routes import routes
from bot.web.server import WebServer
from bot.web.slack_events import SlackEvents
from tests.slack_in.bot_over_http import SECRET, TOKEN, BotOverHttp
from tests.slack_in.desk import AUDIT, OPEN, ROUND, StandInDesk
from tests.slack_in.slack_api import SlackApi


class StoppedClock:
    def now(self) -> datetime:
        raise OSError("the clock of /dev/rtc0 is gone")


@pytest.fixture
async def broken(
    slack: SlackApi, desk: StandInDesk, session: aiohttp.ClientSession
) -> AsyncIterator[BotOverHttp]:
    client, inflight = web_client(TOKEN, slack.url, session), InFlight()
    parts = Parts(desk, StoppedClock(), inflight, Voice(client, session), patience=0.2)
    app = build_app(client, Identity("T1", "UBOTSELF", "BSELF"), parts, SECRET)
    server = WebServer(routes(SlackEvents(app, inflight), {}))
    host, port = await server.start("127.0.0.1", 0)
    yield BotOverHttp(f"http://{host}:{port}", session, inflight, server)
    await inflight.drain(5)
    await server.stop()


async def test_a_command_shows_the_id_that_is_in_the_log(broken: BotOverHttp) -> None:
    with capture_logs() as logs:
        ack = await broken.command("approve P4")
    faults = [log for log in logs if log["event"] == "fault"]
    assert (ack.status, len(faults)) == (200, 1)
    assert faults[0]["shown_as"] in ack.everything
    assert "rtc0" not in ack.everything


async def test_a_form_is_replaced_by_the_words(broken: BotOverHttp) -> None:
    form = modals.approval(ApprovalForm(OPEN, ("security",), AUDIT, Status.READY, ()))
    ack = await broken.submit(form)
    assert (ack.status, ack.action) == (200, "update")
    assert "my side" in ack.everything


async def test_a_button_and_an_event_are_acked_and_told_beside_the_ack(
    broken: BotOverHttp, desk: StandInDesk, slack: SlackApi
) -> None:
    value = actions.parked_value(ROUND, "i1")
    event = {"type": "app_mention", "user": "U2", "channel": "C1", "text": "status"}
    assert (await broken.click(actions.TRY_AGAIN, value)).status == 200
    assert (await broken.event(event)).status == 200
    told = await slack.heard("chat.postEphemeral", times=2)
    assert "my side" in told["text"]
    assert desk.asked == []


def test_the_help_knows_every_verb_and_no_other() -> None:
    assert set(VERBS) == {"", *Verb}
