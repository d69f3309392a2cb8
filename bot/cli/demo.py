"""`gatebot demo`: a workspace in the browser, the bot and a real repository, in one process."""

import asyncio
import errno
import fcntl
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.cli.defaults import DEMO_STATE
from bot.cli.outcome import Exit, complain
from bot.cli.output import say, say_link
from bot.cli.stage import bot_in
from bot.cli.state import NotAStateFolder, StateFolder, keep_private, usable
from bot.demo.guide import GUIDE
from bot.demo.pane import RepositoryPane
from bot.demo.repository import DemoRepository, make_repository
from bot.demo.team import team, with_own_tokens
from bot.platform.logs import configure
from bot.ports.errors import Fault, Unavailable
from bot.sandbox.page_api import Beside
from bot.sandbox.persistence import keep_until, load
from bot.sandbox.server import SandboxServer
from bot.sandbox.workspace import Workspace
from bot.settings import secret_values

_TRIED_PORTS: Final = 20  # after the one that was asked for


def demo(state: Path | None, *, fresh: bool, port: int) -> Exit:
    """Serve the demo until it is told to stop; what has happened in it is kept."""
    keep_private()
    folder = StateFolder(state or DEMO_STATE)
    try:
        with _alone_in(folder):
            return _serve(folder, fresh=fresh, port=port)
    except _InUse:
        complain(f"another demo is running on {folder.path}. Stop it, or name another --state.")
        return Exit.FAILED
    except NotAStateFolder as error:
        complain(str(error))
        return Exit.USAGE


def _serve(folder: StateFolder, *, fresh: bool, port: int) -> Exit:
    _prepare(folder, fresh=fresh)
    try:
        asyncio.run(_demo(folder, port))
    except (Fault, Unavailable, OSError, ValueError) as error:
        complain(f"the demo stopped: {error}", f"What the bot logged is in {folder.log}")
        return Exit.FAILED
    return Exit.OK


def _prepare(folder: StateFolder, *, fresh: bool) -> None:
    """Make the folder where there is none; `fresh` clears it. Raises NotAStateFolder."""
    with usable(folder.path):
        if fresh:
            folder.clear()
        folder.claim()


async def _demo(folder: StateFolder, port: int) -> None:
    stopping = _until_signalled()
    with folder.open_log(keep=True) as log:
        configure(secrets=secret_values(os.environ), stream=log, console=False)
        await _made(folder)
        workspace = Workspace(with_own_tokens(team()))
        load(workspace, folder.workspace)
        pane = RepositoryPane(DemoRepository(folder.repository))
        server = await _started(workspace, Beside(pane, GUIDE), port)
        try:
            async with bot_in(folder, server, "socket") as bot:
                say_link("Open", server.link)
                _say(
                    "The link is for you alone, and for this start.",
                    f"The demo keeps its state in {folder.path}. Ctrl-C stops it.",
                )
                bot.add_done_callback(lambda _: stopping.set())
                await keep_until(stopping, workspace, folder.workspace)
        finally:
            await server.stop()
        _say(
            "",
            "Stopped. 'gatebot demo' goes on from here, '--fresh' starts again from the beginning.",
        )


async def _made(folder: StateFolder) -> None:
    """Make the repository where there is none: aside first, so that half a one is never used."""
    if folder.repository.exists():
        return
    aside = folder.path / "repo.new"
    if aside.exists():
        shutil.rmtree(aside)
    await make_repository(aside, datetime.now(UTC))
    aside.rename(folder.repository)


def _until_signalled() -> asyncio.Event:
    """Return what is set when a signal to stop comes, from now on."""
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    return stopping


async def _started(workspace: Workspace, beside: Beside, port: int) -> SandboxServer:
    """Serve at the port, or at the next free one, which is said."""
    for tried in (*range(port, port + _TRIED_PORTS), 0):
        server = SandboxServer(workspace, port=tried, beside=beside)
        try:
            await server.start()
        except OSError as error:
            if error.errno not in {errno.EADDRINUSE, errno.EACCES} or not tried:
                raise
        else:
            if tried != port:
                _say(f"Port {port} is taken, so this is another one.")
            return server
    raise OSError(errno.EADDRINUSE, "no port is free")


class _InUse(Exception):
    """Another process works in the folder."""


@contextmanager
def _alone_in(folder: StateFolder) -> Iterator[None]:
    """Hold the folder for this process.

    The lock stands beside the folder, which may be cleared. Raises _InUse where another process
    holds it, and NotAStateFolder where nothing can be made there.
    """
    path = folder.path.absolute()
    with usable(folder.path):
        path.parent.mkdir(parents=True, exist_ok=True)
        held = path.with_name(f".{path.name}.lock").open("a")
    with held as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise _InUse from taken
        yield


def _say(*lines: str) -> None:
    for line in lines:
        say(line)
