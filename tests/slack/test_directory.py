"""Where people are: asked of Slack once an hour, and known a while longer when it is silent."""

from datetime import timedelta
from typing import Any

import pytest

from bot.ports.errors import Unavailable
from bot.readiness.readers import Whereabouts
from bot.slack.outbound.chat import SlackChat
from tests.slack.fake_slack import Failure, FakeSlack, StoppedClock


def info(**user: Any) -> Failure:
    return Failure(body={"ok": True, "user": {"id": "U0ADA", **user}})


async def test_a_zone_is_asked_for_once_an_hour(
    chat: SlackChat, slack: FakeSlack, clock: StoppedClock
) -> None:
    slack.fail("users.info", info(tz="Europe/Berlin"), info(tz="Asia/Tokyo"))
    assert await chat.whereabouts("U0ADA") == Whereabouts("Europe/Berlin")
    clock.at += timedelta(minutes=59)
    assert await chat.whereabouts("U0ADA") == Whereabouts("Europe/Berlin")
    clock.at += timedelta(minutes=1)
    assert await chat.whereabouts("U0ADA") == Whereabouts("Asia/Tokyo")
    assert len(slack.made("users.info")) == 2


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (info(tz="UTC", deleted=True), Whereabouts("UTC", left=True)),
        (info(tz=None), Whereabouts()),
        (info(), Whereabouts()),
        (Failure(body={"ok": True}), Whereabouts()),
        (Failure(body={"ok": False, "error": "user_not_found"}), Whereabouts(left=True)),
        (Failure(body={"ok": False, "error": "missing_scope"}), Whereabouts()),
    ],
)
async def test_what_slack_may_say_of_a_person(
    chat: SlackChat, slack: FakeSlack, answer: Failure, found: Whereabouts
) -> None:
    slack.fail("users.info", answer)
    assert await chat.whereabouts("U0ADA") == found


async def test_while_slack_is_silent_what_was_known_stands(
    chat: SlackChat, slack: FakeSlack, clock: StoppedClock
) -> None:
    slack.fail("users.info", Failure(status=429, headers={"Retry-After": "30"}))
    with pytest.raises(Unavailable):
        await chat.whereabouts("U0ADA")
    slack.fail("users.info", info(tz="Europe/Berlin"), Failure(status=503))
    await chat.whereabouts("U0ADA")
    clock.at += timedelta(hours=2)
    assert await chat.whereabouts("U0ADA") == Whereabouts("Europe/Berlin")
