"""`gatebot tour`: the whole story, headless: a local workspace, a real repository."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from bot.cli.outcome import Exit, complain
from bot.cli.state import NotAStateFolder, StateFolder
from bot.demo.repository import DemoRepository, make_repository
from bot.demo.story import StepFailed, play
from bot.demo.team import PROJECT_CHANNEL, team
from bot.logs import configure
from bot.sandbox.server import SandboxServer
from bot.sandbox.workspace import Workspace
from bot.settings import ProjectSettings, Settings
from bot.wiring import assembled

DEFAULT_STATE: Final = Path(".gatebot/tour")
LIMIT_SECONDS: Final = 60.0

Delivery = Literal["socket", "http"]


def tour(state: Path | None, *, fresh: bool, delivery: Delivery) -> Exit:
    """Play the story. Exits non-zero if any step differs from what it should be."""
    folder = StateFolder(state or DEFAULT_STATE)
    if folder.used() and state is not None and not fresh:
        complain(
            f"{folder.path} holds a tour already. --fresh starts it anew, or name another folder."
        )
        return Exit.USAGE
    try:
        folder.clear()
    except NotAStateFolder as error:
        complain(str(error))
        return Exit.USAGE
    folder.path.mkdir(parents=True)
    print(f"The tour keeps its state in {folder.path}\n", flush=True)  # noqa: T201
    try:
        asyncio.run(_tour(folder, delivery))
    except StepFailed as error:
        complain(f"the tour went wrong. {error}", f"What the bot logged is in {folder.log}")
        return Exit.FAILED
    except TimeoutError:
        complain(f"the tour took over {LIMIT_SECONDS:.0f} s.", f"The bot's log is {folder.log}")
        return Exit.FAILED
    return Exit.OK


async def _tour(folder: StateFolder, delivery: Delivery) -> None:
    with folder.log.open("w", encoding="utf-8") as log:
        async with asyncio.timeout(LIMIT_SECONDS):
            configure(stream=log, console=False)
            repository = await make_repository(folder.repository, datetime.now(UTC))
            await _staged(folder, delivery, repository)


async def _staged(folder: StateFolder, delivery: Delivery, repository: DemoRepository) -> None:
    """Start the workspace and the bot, play, and stop both."""
    plan = team(delivery)
    server = SandboxServer(Workspace(plan))
    await server.start()
    settings = demo_settings(folder, server, delivery)
    write_config(folder, settings)
    try:
        async with assembled(settings) as gatebot:
            stop, ready = asyncio.Event(), asyncio.Event()
            running = asyncio.create_task(gatebot.run(stop, ready.set))
            try:
                await _or_ended(ready, running)
                if delivery == "http":
                    host, port = gatebot.address
                    await server.deliver_to(f"http://{host}:{port}/slack/events")
                await play(server.url, repository, lambda line: print(line, flush=True))  # noqa: T201
            finally:
                stop.set()
                await running
    finally:
        await server.stop()


async def _or_ended(ready: asyncio.Event, running: asyncio.Task[None]) -> None:
    """Wait until the bot is ready; if it ends before, raise what ended it."""
    waiting = asyncio.create_task(ready.wait())
    await asyncio.wait((waiting, running), return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if running.done():
        running.result()


def demo_settings(folder: StateFolder, server: SandboxServer, delivery: Delivery) -> Settings:
    """Return the settings under which the bot works on a state folder in a local workspace."""
    app = server.workspace.plan.app
    return Settings.model_validate(
        {
            "projects": [
                ProjectSettings(
                    name="demo",
                    repo=str(folder.repository.absolute()),
                    channels=(PROJECT_CHANNEL.id,),
                )
            ],
            "slack_bot_token": app.bot_token,
            "slack_app_token": app.app_token if delivery == "socket" else None,
            "slack_signing_secret": app.signing_secret,
            "slack_api_url": server.api_url,
            "database_url": folder.environment()["GATEBOT_DATABASE_URL"],
            "listen": "127.0.0.1:0",
        }
    )


def write_config(folder: StateFolder, settings: Settings) -> None:
    """Write the folder's gatebot.toml, so that other commands can work on its project."""
    project = settings.projects[0]
    channels = ", ".join(f'"{channel}"' for channel in project.channels)
    folder.config.write_text(
        "# The project of this folder. Secrets come from the environment.\n"
        "[[projects]]\n"
        f'name = "{project.name}"\n'
        'repo = "repo.git"\n'
        f'branch = "{project.branch}"\n'
        f"channels = [{channels}]\n",
        encoding="utf-8",
    )
