"""Signed nonsense: every field of every payload, replaced by what should not be there."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.app.api.forms import ApprovalForm, GapsForm
from bot.readiness.round import GapTarget
from bot.readiness.status import Status
from bot.slack import action_ids as actions
from bot.slack.views import fields, modals
from tests.slack_in.bot_over_http import FORM, BotOverHttp
from tests.slack_in.desk import AUDIT, OPEN, StandInDesk

USER = {"id": "U2", "username": "bo", "team_id": "T1"}
CLICK = {
    "type": "block_actions",
    "user": USER,
    "team": {"id": "T1", "domain": "d"},
    "channel": {"id": "C1", "name": "x"},
    "container": {"type": "message", "channel_id": "C1", "message_ts": "1.1"},
    "trigger_id": "t.2",
    "response_url": "",
    "actions": [
        {
            "type": "button",
            "action_id": actions.APPROVE,
            "block_id": "b",
            "value": actions.round_value(OPEN),
        }
    ],
}
APPROVE = {
    "type": "view_submission",
    "user": USER,
    "team": {"id": "T1"},
    "trigger_id": "t.3",
    "view": {
        **modals.approval(ApprovalForm(OPEN, ("security",), AUDIT, Status.READY, ())),
        "id": "V1",
        "hash": "h",
        "state": {
            "values": {fields.ROLE: {fields.ROLE: {"selected_option": {"value": "security"}}}}
        },
    },
}
LIST_GAPS = {
    **APPROVE,
    "view": {
        **modals.gaps(GapsForm(OPEN, ("security",), AUDIT, (), ()), 1),
        "id": "V1",
        "state": {
            "values": {
                fields.text(0): {fields.TEXT: {"type": "plain_text_input", "value": "x"}},
                fields.about(0): {
                    fields.ABOUT: {"selected_option": {"value": fields.subject(GapTarget.FREE, "")}}
                },
            }
        },
    },
}
MENTION = {
    "type": "event_callback",
    "team_id": "T1",
    "event_id": "Ev1",
    "authorizations": [{"team_id": "T1", "user_id": "UBOTSELF", "is_bot": True}],
    "event": {
        "type": "app_mention",
        "user": "U2",
        "channel": "C1",
        "ts": "2.2",
        "thread_ts": "1.1",
        "text": "<@UBOTSELF> status",
    },
}
JUNK: tuple[Any, ...] = (None, 7, True, [], {}, [None], {"a": []}, "", "\x00\ud800", "x" * 5000)


def forged(payload: Any, whole: Any) -> Iterator[Any]:
    """Yield `whole` for every field of `payload`: with each junk in its place, and without it."""
    items = (
        payload.items()
        if isinstance(payload, dict)
        else enumerate(payload)
        if isinstance(payload, list)
        else ()
    )
    for key, value in list(items):
        for junk in JUNK:
            payload[key] = junk
            yield copy.deepcopy(whole)
        if isinstance(payload, dict):
            del payload[key]
            yield copy.deepcopy(whole)
        payload[key] = value
        yield from forged(value, whole)


@pytest.mark.parametrize("payload", [CLICK, APPROVE, LIST_GAPS])
async def test_no_forged_interaction_breaks_anything(
    bot: BotOverHttp, desk: StandInDesk, payload: dict[str, Any]
) -> None:
    whole = copy.deepcopy(payload)
    if "view" in whole:
        del whole["view"]["blocks"][2:]
    with capture_logs() as logs:
        for forgery in forged(whole, whole):
            ack = await bot.interact(forgery)
            assert ack.status in {200, 400}, forgery
        await bot.inflight.drain(5)
    assert [log for log in logs if log["log_level"] == "error"] == []
    assert {asker.user for _, asker in desk.asked} <= {"U2"}


async def test_no_forged_event_breaks_anything(bot: BotOverHttp, desk: StandInDesk) -> None:
    whole = copy.deepcopy(MENTION)
    with capture_logs() as logs:
        for forgery in forged(whole, whole):
            ack = await bot.post(json.dumps(forgery), "application/json")
            assert ack.status in {200, 400}, forgery
        await bot.inflight.drain(5)
    assert [log for log in logs if log["log_level"] == "error"] == []
    assert all(asker.user == "U2" for _, asker in desk.asked)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("{" * 100_000, "application/json"),
        ("[" * 100_000, "application/json"),
        ('{"payload":', "application/json"),
        ("[]", "application/json"),
        ("7", "application/json"),
        ("payload=%7B", FORM),
        ("payload=[]", FORM),
        ("payload=7", FORM),
        ("payload=null", FORM),
        ("command=%2Fgate", FORM),
        ("command=%2Fgate&user_id=&channel_id=C&trigger_id=t", FORM),
        (f"command=%2Fgate&user_id={'U' * 300}&channel_id=C&trigger_id=t", FORM),
        ("", FORM),
        ("\ufffd=\ufffd", FORM),
    ],
)
async def test_no_forged_body_breaks_anything(
    bot: BotOverHttp, desk: StandInDesk, body: str, content_type: str
) -> None:
    with capture_logs() as logs:
        ack = await bot.post(body, content_type)
    assert ack.status in {200, 400}
    assert [log for log in logs if log["log_level"] == "error"] == []
    assert desk.asked == []


async def test_an_oversize_body_is_not_read(bot: BotOverHttp) -> None:
    assert (await bot.post("x" * 600_000, FORM)).status == 413
