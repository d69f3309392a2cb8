from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.persistence import FILE, load, save
from bot.sandbox.server import SandboxServer
from bot.sandbox.workspace import Workspace
from tests.sandbox.conftest import ANN, BOT, GENERAL, LOUNGE, StepClock
from tests.sandbox.shapes import actions, button, home, section

if TYPE_CHECKING:
    from pathlib import Path

    import aiohttp

    from bot.sandbox.people import Person
    from bot.sandbox.team import TeamPlan


async def test_a_workspace_comes_back_as_it_was(
    web: AsyncWebClient,
    ann: Person,
    workspace: Workspace,
    team: TeamPlan,
    clock: StepClock,
    session: aiohttp.ClientSession,
    tmp_path: Path,
) -> None:
    metadata = {"event_type": "intent", "event_payload": {"id": "1"}}
    posted = await web.chat_postMessage(
        channel=GENERAL, text="card", blocks=[actions(button("b"))], metadata=metadata
    )
    await web.chat_postMessage(channel=GENERAL, text="reply", thread_ts=posted["ts"])
    await web.chat_postEphemeral(channel=GENERAL, user=ANN, text="psst")
    await web.chat_postMessage(channel=ANN, text="direct")
    await web.views_publish(user_id=ANN, view=home(section("home")))
    await ann.bring_in(BOT, channel=LOUNGE)
    workspace.set_forward(timedelta(hours=30))
    save(workspace, tmp_path)

    kept = Workspace(team, clock)
    assert load(kept, tmp_path)
    assert kept.messages.everything() == workspace.messages.everything()
    assert kept.channels == workspace.channels
    assert kept.views.homes == workspace.views.homes
    assert kept.changes.last == workspace.changes.last
    assert kept.clock() == clock() + timedelta(hours=30)
    again = SandboxServer(kept)
    await again.start()
    there = AsyncWebClient("xoxb-sandbox", base_url=again.api_url, session=session)
    newer = await there.chat_update(channel=GENERAL, ts=posted["ts"], text="still mine")
    later = await there.chat_postMessage(channel=GENERAL, text="later")
    await again.stop()
    assert newer["ok"]
    assert later["ts"] not in {message.ts for message in workspace.messages.everything()}


def test_nothing_kept_is_no_error(workspace: Workspace, tmp_path: Path) -> None:
    assert not load(workspace, tmp_path / "none")


def test_another_versions_file_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"version": 99}')
    with pytest.raises(ValueError, match="version 99"):
        load(workspace, tmp_path)
