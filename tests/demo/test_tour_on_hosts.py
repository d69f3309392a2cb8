"""The tour, from its first step to its last, where the repository is on each host's fake."""

import asyncio
from pathlib import Path

import pytest

from bot.demo.clock import SandboxTime
from bot.demo.story import play
from bot.demo.team import PROJECT_CHANNEL, team
from bot.runtime.wiring import assembled
from bot.sandbox.server import SandboxServer
from bot.sandbox.workspace import Workspace
from bot.settings import ProjectSettings, Settings
from tests.demo.hosted import Place, Placing, on_gitea, on_github, on_gitlab


def settings(place: Place, server: SandboxServer, folder: Path) -> Settings:
    app = server.workspace.plan.app
    project = {"name": "demo", "channels": (PROJECT_CHANNEL.id,)} | place.project
    return Settings.model_validate(
        {
            "projects": [ProjectSettings.model_validate(project)],
            "slack_bot_token": app.bot_token,
            "slack_app_token": app.app_token,
            "slack_signing_secret": app.signing_secret,
            "slack_api_url": server.api_url,
            "database_url": f"sqlite:///{folder / 'gatebot.db'}",
            "listen": "127.0.0.1:0",
        }
        | place.secrets
    )


@pytest.mark.parametrize(
    "placed", [on_github, on_gitlab, on_gitea], ids=["github", "gitlab", "gitea"]
)
async def test_the_tour_is_the_same_on_every_host(tmp_path: Path, placed: Placing) -> None:
    told: list[str] = []
    server = SandboxServer(Workspace(team()))
    await server.start()
    try:
        async with (
            placed(tmp_path) as place,
            assembled(settings(place, server, tmp_path), SandboxTime(server.workspace)) as gatebot,
        ):
            server.workspace.on_forward = gatebot.clock_moved
            stop, ready = asyncio.Event(), asyncio.Event()
            running = asyncio.create_task(gatebot.run(stop, ready.set))
            await asyncio.wait(
                (asyncio.create_task(ready.wait()), running), return_when=asyncio.FIRST_COMPLETED
            )
            try:
                played = await play(server.link, place.repository, told.append)
            finally:
                stop.set()
                await running
            changed = await place.repository.text("doc/Phase_Readiness_Tracker.md", played.commit)
    finally:
        await server.stop()
    assert told[-1] == f"signed off: P4 {played.commit}"
    assert changed is not None
    assert "| P4 | ERD and Persistence Model | Signed Off |" in changed
