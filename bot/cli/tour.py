"""`gatebot tour`: the whole story, headless: a local workspace, a real repository."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.cli.defaults import TOUR_STATE
from bot.cli.outcome import Exit, complain
from bot.cli.output import say
from bot.cli.stage import Delivery, bot_in
from bot.cli.state import NotAStateFolder, StateFolder, keep_private, usable
from bot.demo.repository import DemoRepository, make_repository
from bot.demo.story import StepFailed, play
from bot.demo.team import team, with_own_tokens
from bot.platform.logs import configure
from bot.sandbox.server import SandboxServer
from bot.sandbox.workspace import Workspace
from bot.settings import secret_values

LIMIT_SECONDS: Final = 60.0


def tour(state: Path | None, *, fresh: bool, delivery: Delivery) -> Exit:
    """Play the story. Exits non-zero if any step differs from what it should be."""
    keep_private()
    folder = StateFolder(state or TOUR_STATE)
    try:
        _prepare(folder, keep=state is not None and not fresh)
    except NotAStateFolder as error:
        complain(str(error))
        return Exit.USAGE
    say(f"The tour keeps its state in {folder.path}\n")
    try:
        asyncio.run(_tour(folder, delivery))
    except StepFailed as error:
        complain(f"the tour went wrong. {error}", f"What the bot logged is in {folder.log}")
        return Exit.FAILED
    except TimeoutError:
        complain(f"the tour took over {LIMIT_SECONDS:.0f} s.", f"The bot's log is {folder.log}")
        return Exit.FAILED
    return Exit.OK


def _prepare(folder: StateFolder, *, keep: bool) -> None:
    """Make the folder anew; `keep` spares one that holds a tour. Raises NotAStateFolder."""
    with usable(folder.path):
        if keep and folder.used():
            raise NotAStateFolder(
                f"{folder.path} holds a tour already. "
                "--fresh starts it again, or name another folder."
            )
        folder.clear()
        folder.claim()


async def _tour(folder: StateFolder, delivery: Delivery) -> None:
    with folder.open_log(keep=False) as log:
        async with asyncio.timeout(LIMIT_SECONDS):
            configure(secrets=secret_values(os.environ), stream=log, console=False)
            repository = await make_repository(folder.repository, datetime.now(UTC))
            await _staged(folder, delivery, repository)


async def _staged(folder: StateFolder, delivery: Delivery, repository: DemoRepository) -> None:
    """Start the workspace and the bot, play, and stop both."""
    server = SandboxServer(Workspace(with_own_tokens(team(delivery))))
    await server.start()
    try:
        async with bot_in(folder, server, delivery):
            await play(server.link, repository, say)
    finally:
        await server.stop()
