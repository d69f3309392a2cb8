"""The sandbox as a process of its own: prints its link, serves until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from bot.sandbox.persistence import keep_until, load
from bot.sandbox.server import SandboxServer
from bot.sandbox.team import TeamPlan, read_plan
from bot.sandbox.workspace import Workspace


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--config", type=Path, help="the team as JSON")
    parser.add_argument("--state", type=Path, help="a folder to keep the workspace in")
    args = parser.parse_args()
    asyncio.run(serve(args.config, args.port, args.state))


async def serve(config: Path | None, port: int, state: Path | None) -> None:
    """Serve until SIGINT or SIGTERM, keeping the workspace in `state` where one is given."""
    workspace = Workspace(read_plan(config) if config else TeamPlan())
    if state is not None:
        load(workspace, state)
    stopping = asyncio.Event()
    for wanted in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(wanted, stopping.set)
    server = SandboxServer(workspace, port=port)
    await server.start()
    sys.stdout.write(f"{server.link}\n")
    sys.stdout.flush()
    if state is None:
        await stopping.wait()
    else:
        await keep_until(stopping, workspace, state)
    await server.stop()


if __name__ == "__main__":
    main()
