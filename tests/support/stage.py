"""A stage: the demo repository, a local workspace and the bot; tests act on it as people do."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import aiohttp

from bot.demo.clock import SandboxTime
from bot.demo.people import INES
from bot.demo.people import Person as Who
from bot.demo.repository import DemoRepository
from bot.demo.team import PROJECT_CHANNEL, team
from bot.ports.clock import Clock
from bot.runtime.serving import Gatebot
from bot.runtime.wiring import PLAIN, Dressing, assembled
from bot.sandbox.controls import Controls
from bot.sandbox.page_api import NOTHING, Beside
from bot.sandbox.people import Person
from bot.sandbox.seen import Message
from bot.sandbox.server import SandboxServer
from bot.sandbox.team import TeamPlan
from bot.sandbox.workspace import Workspace, unnoticed
from bot.settings import ProjectSettings, Settings
from storage.engine import open_engine
from storage.outbox import SqlOutbox, Waiting
from tests.support.databases import empty_database
from tests.support.ticking import Ticks, ticking

CHANNEL = PROJECT_CHANNEL.id
DATABASE = "gatebot.db"
Delivery = Literal["socket", "http"]


@dataclass
class Stage:
    """Where a scenario plays. People act through `person`, repositories through `repository`."""

    folder: Path
    repository: DemoRepository
    server: SandboxServer
    session: aiohttp.ClientSession
    delivery: Delivery = "socket"
    signing_key: str | None = None  # PEM
    elsewhere: dict[str, str] = field(default_factory=dict)  # settings of a host that isn't local
    secrets: dict[str, str] = field(default_factory=dict)
    ticks: Ticks = field(default_factory=Ticks)

    @property
    def controls(self) -> Controls:
        """Trouble with Slack, on demand."""
        return Controls(self.session, self.server.link)

    def person(self, who: Who) -> Person:
        return Person(self.session, self.server.link, who.slack)

    def settings(self) -> Settings:
        app = self.server.workspace.plan.app
        there = {"repo": str(self.repository.path)} | self.elsewhere
        project = ProjectSettings.model_validate({"name": "demo", "channels": (CHANNEL,)} | there)
        return Settings.model_validate(
            {
                "projects": [project],
                "slack_bot_token": app.bot_token,
                "slack_app_token": app.app_token if self.delivery == "socket" else None,
                "slack_signing_secret": app.signing_secret,
                "slack_api_url": self.server.api_url,
                "signing_key": self.signing_key,
                "database_url": f"sqlite:///{self.folder / DATABASE}",
                "listen": "127.0.0.1:0",
            }
            | self.secrets
        )

    @asynccontextmanager
    async def outbox(self) -> AsyncIterator[SqlOutbox]:
        """Open the bot's outbox, to look at it."""
        engine = open_engine(self.settings().database_url)
        try:
            yield SqlOutbox(engine)
        finally:
            await engine.dispose()

    async def waiting(self) -> Waiting:
        """Return what is still to be done outside the database."""
        async with self.outbox() as outbox:
            return await outbox.waiting(datetime.now(UTC))

    async def settled(self, within: float = 10.0) -> None:
        """Wait until everything is done, or waits for a person."""
        async with asyncio.timeout(within), self.outbox() as outbox:
            while True:
                tick = self.ticks.next
                if await outbox.next_due(datetime.now(UTC)) is None:
                    return
                await tick.wait()

    @asynccontextmanager
    async def bot(
        self, dressing: Dressing = PLAIN, clock: Clock | None = None
    ) -> AsyncIterator[Gatebot]:
        """Run the bot inside, by the workspace's clock; leaving stops it gently.

        It may be run again on the same state.
        """
        dressing = ticking(dressing, self.ticks)
        workspace = self.server.workspace
        async with assembled(self.settings(), clock or SandboxTime(workspace), dressing) as gatebot:
            workspace.on_forward = gatebot.clock_moved
            stop, ready = asyncio.Event(), asyncio.Event()
            running = asyncio.create_task(gatebot.run(stop, ready.set))
            waiting = asyncio.create_task(ready.wait())
            await asyncio.wait((waiting, running), return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            if running.done():
                running.result()
            if self.delivery == "http":
                host, port = gatebot.address
                await self.server.deliver_to(f"http://{host}:{port}/slack/events")
            try:
                yield gatebot
            finally:
                workspace.on_forward = unnoticed
                stop.set()
                await running


@asynccontextmanager
async def staged(
    folder: Path,
    repository: Path,
    *,
    delivery: Delivery = "socket",
    plan: TeamPlan | None = None,
    signing_key: str | None = None,
    beside: Callable[[DemoRepository], Beside] = lambda _: NOTHING,
) -> AsyncIterator[Stage]:
    """Set a stage in `folder`, on a copy of a demo repository; its page shows what is `beside`."""
    async with AsyncExitStack() as stack:
        copy = folder / "repo.git"
        shutil.copytree(repository, copy, symlinks=True)
        (folder / DATABASE).write_bytes(await asyncio.to_thread(empty_database))
        server = SandboxServer(
            Workspace(plan or team(delivery)), beside=beside(DemoRepository(copy))
        )
        await server.start()
        stack.push_async_callback(server.stop)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        yield Stage(folder, DemoRepository(copy), server, session, delivery, signing_key)


def read(message: Message | None) -> str:
    """Return what a person reads in a message; nothing, where there is none."""
    return message.shown if message else ""


async def mend_p4(repository: DemoRepository) -> None:
    """Mend by hand, in one commit each, all that keeps P4 from review on the first day."""
    tracker = "doc/Phase_Readiness_Tracker.md"
    text = await repository.text(tracker) or ""
    failing = ("Data_Retention.md", "TestSchemaAppliesTwice", "TestAllocationAndOutbox")
    kept = "".join(
        line for line in text.splitlines(keepends=True) if not any(f in line for f in failing)
    )
    await repository.human_commit(INES, "List only what is there", {tracker: kept})
    await repository.edit(
        INES,
        "Close TW-042",
        "doc/Agent_Work_Queue.yaml",
        ("production\n    status: in progress", "production\n    status: done"),
    )
    await repository.edit(
        INES,
        "Ask less of P4",
        ".gatebot.yml",
        ("evidence: [doc, contract, code, test, artifact]", "evidence: [doc, contract, code]"),
    )
