"""The workspace's clock: set forward by whoever wants to see another day, never back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.sandbox.clock import WorkspaceClock
from bot.sandbox.controls import Controls
from bot.sandbox.people import Refused
from tests.sandbox.conftest import ANN, GENERAL, StepClock

if TYPE_CHECKING:
    import aiohttp

    from bot.sandbox.people import Person
    from bot.sandbox.server import SandboxServer
    from bot.sandbox.workspace import Workspace

HOUR = timedelta(hours=1)


async def test_messages_are_of_the_hour_it_was_set_to(
    ann: Person, clock: StepClock, server: SandboxServer, session: aiohttp.ClientSession
) -> None:
    before = await ann.say("before", channel=GENERAL)
    told = await Controls(session, server.url).forward(3600)
    after = await ann.say("after", channel=GENERAL)
    assert told["ahead"] == 3600
    assert told["now"] == (clock() + HOUR).timestamp()
    assert float(after.ts) - float(before.ts) >= 3600


async def test_whoever_goes_by_it_is_told_and_so_is_the_page(workspace: Workspace) -> None:
    heard: list[datetime] = []
    workspace.on_forward = lambda: heard.append(workspace.clock())
    seen = workspace.changes.last
    began = workspace.clock()
    workspace.set_forward(HOUR)
    workspace.set_forward(HOUR)
    assert heard == [began + HOUR, began + 2 * HOUR]
    assert workspace.changes.last == seen + 2


@pytest.mark.parametrize("seconds", [0, -1, 1e15, float("nan"), "60", None, True])
async def test_it_is_not_set_back_nor_into_nonsense(
    server: SandboxServer, session: aiohttp.ClientSession, workspace: Workspace, seconds: Any
) -> None:
    with pytest.raises(Refused):
        await Controls(session, server.url).forward(seconds)
    assert workspace.clock.ahead == timedelta()


async def test_the_morning_is_the_persons_own(
    server: SandboxServer, session: aiohttp.ClientSession, workspace: Workspace
) -> None:
    body = {"morning_of": ANN}
    async with session.post(f"{server.url}workspace/clock", json=body) as response:
        told = await response.json()
    assert told["ok"]
    assert (
        workspace.clock().astimezone(UTC).isoformat() == "2026-11-03T08:00:00+00:00"
    )  # nine in Berlin


async def test_the_morning_of_a_zone_is_asked_for_by_its_name(
    server: SandboxServer, session: aiohttp.ClientSession, workspace: Workspace
) -> None:
    url = f"{server.url}workspace/clock"
    async with session.post(url, json={"morning_in": "Asia/Kolkata"}) as response:
        assert (await response.json())["ok"]
    assert workspace.clock().astimezone(UTC).isoformat() == "2026-11-03T03:30:00+00:00"
    for odd in ("Europe/Atlantis", "../etc", 7):
        async with session.post(url, json={"morning_in": odd}) as response:
            assert response.status == 409


@pytest.mark.parametrize(
    ("now", "zone", "morning"),
    [
        (datetime(2026, 3, 2, 8, 0, tzinfo=UTC), "UTC", datetime(2026, 3, 3, 9, 0, tzinfo=UTC)),
        (
            datetime(2026, 3, 2, 8, 0, tzinfo=UTC),
            "Europe/Berlin",
            datetime(2026, 3, 3, 8, 0, tzinfo=UTC),
        ),
        (
            datetime(2026, 3, 2, 23, 30, tzinfo=UTC),
            "Europe/Berlin",
            datetime(2026, 3, 4, 8, 0, tzinfo=UTC),
        ),  # there it is the third
        (
            datetime(2026, 3, 28, 12, 0, tzinfo=UTC),
            "Europe/Berlin",
            datetime(2026, 3, 29, 7, 0, tzinfo=UTC),
        ),  # summer time begins
        (
            datetime(2026, 3, 2, 8, 0, tzinfo=UTC),
            "Nowhere/Land",
            datetime(2026, 3, 3, 9, 0, tzinfo=UTC),
        ),
    ],
)
def test_tomorrow_at_nine(now: datetime, zone: str, morning: datetime) -> None:
    clock = WorkspaceClock(lambda: now)
    clock.forward(clock.until_morning(zone))
    assert clock() == morning
