"""From the last reviewer's click to the commit, against a plain git commit and push of the same.

A local repository (the demo's, its own history and evidence), and the whole bot in a process of its
own: what is timed is the submission over HTTP, the durable approval, the worker, the audit of
every evidence item at head, the edit, its proof, and the push.
"""

import asyncio
import statistics
import time
from collections.abc import Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import urlencode
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app.api.forms import ApprovalForm
from bot.demo.people import ANOUK, INES, KWAME, RAVI
from bot.demo.repository import DemoRepository, make_repository
from bot.platform.clock import SystemClock
from bot.readiness.evidence import Audit
from bot.readiness.round import Round
from bot.slack.views import modals
from storage.engine import open_engine
from storage.outbox import SqlOutbox
from storage.store import SqlStore
from tests.bench.load import signature
from tests.bench.report import TIMES, Figure
from tests.bench.rounds import submission
from tests.bench.serving import served
from tests.support.repository import ANA, acting_as, git
from tests.support.stage import CHANNEL, Stage, mend_p4, staged

SAMPLES: Final = 9
_REVIEWERS: Final = (("architecture", ANOUK), ("security", RAVI), ("ops", KWAME))
_PATIENCE_SECONDS: Final = 20.0


@dataclass(frozen=True, slots=True)
class Click:
    """The bot under test, as Slack reaches it, and its database."""

    stage: Stage
    url: str
    engine: AsyncEngine

    async def post(self, body: str) -> None:
        """Deliver a form, signed; raises aiohttp's error where it is refused."""
        secret = self.stage.server.workspace.plan.app.signing_secret
        headers = signature(body, secret, int(time.time()))
        async with self.stage.session.post(
            f"{self.url}/slack/events", data=body.encode(), headers=headers, raise_for_status=True
        ) as answer:
            await answer.read()

    async def ask(self) -> None:
        """Ask for P4's sign-off, and wait until the round is open and everyone has been told."""
        fields = {
            "command": "/gate",
            "text": "ready P4",
            "user_id": INES.slack,
            "channel_id": CHANNEL,
            "trigger_id": uuid4().hex,
        }
        await self.post(urlencode(fields))
        await self.settled()

    async def approval(self, role: str, user: str) -> str:
        """Return the body of an approval of the round that is open."""
        async with SqlStore(self.engine, SystemClock()).transaction() as tx:
            (review,) = await tx.live_rounds("demo")
            brief = await tx.brief(review.id)
        assert brief is not None
        return submission(modals.approval(_form(review, role, brief.audit)), user)

    async def settled(self) -> None:
        """Wait until nothing is left in the outbox."""
        outbox = SqlOutbox(self.engine)
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while True:
                waiting = await outbox.waiting(SystemClock().now())
                if waiting.pending + waiting.running == 0:
                    return
                await asyncio.sleep(0.02)

    async def seconds_to_commit(self) -> float:
        """Have a round approved; return the seconds from the last click to its commit."""
        await self.ask()
        *first, (role, last) = _REVIEWERS
        for other, person in first:
            await self.post(await self.approval(other, person.slack))
        await self.settled()
        body = await self.approval(role, last.slack)
        head = self._head()
        begun = time.perf_counter()
        click = asyncio.create_task(self.post(body))
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while self._head() == head:  # noqa: ASYNC110 - another process moves the branch
                await asyncio.sleep(0.0005)
        taken = time.perf_counter() - begun
        await click
        await self.settled()
        return taken

    def _head(self) -> bytes:
        return (self.stage.repository.path / "refs" / "heads" / "main").read_bytes()


@dataclass(frozen=True, slots=True)
class PlainGit:
    """A person's clone, and a bare repository of their own to push to."""

    clone: Path
    mirror: Path
    origin: Path

    @classmethod
    def of(cls, origin: Path, folder: Path) -> "PlainGit":
        """Clone a repository twice into a folder."""
        git(folder, "clone", "--quiet", "--bare", str(origin), "mirror.git")
        git(folder, "clone", "--quiet", "mirror.git", "clone")
        return cls(folder / "clone", folder / "mirror.git", origin)

    def seconds_to_push(self) -> float:
        """Commit and push what the origin's last commit changed; return the seconds of that."""
        git(self.clone, "fetch", "--quiet", str(self.origin), "main")
        git(self.clone, "reset", "--quiet", "--hard", "FETCH_HEAD^")
        git(self.clone, "push", "--quiet", "--force", "origin", "HEAD:main")
        git(self.clone, "checkout", "--quiet", "FETCH_HEAD", "--", ".")
        begun = time.perf_counter()
        git(self.clone, "commit", "--quiet", "-m", "P4: signed off", env=acting_as(ANA))
        git(self.clone, "push", "--quiet", "origin", "HEAD:main")
        return time.perf_counter() - begun


def _form(review: Round, role: str, audit: Audit) -> ApprovalForm:
    return ApprovalForm(review, (role,), audit, None, ())


def measure() -> Iterable[Figure]:
    """Return the ratio of the two, the median of the ratios of neighbours."""
    with TemporaryDirectory(prefix="gatebot-bench-") as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> list[Figure]:
    made = folder / "made.git"
    await make_repository(made, datetime.now(UTC))
    await mend_p4(DemoRepository(made))
    database = folder / "gatebot.db"
    async with AsyncExitStack() as stack:
        stage = await stack.enter_async_context(staged(folder, made, delivery="http"))
        bot = await stack.enter_async_context(served(stage, database))
        engine = open_engine(f"sqlite:///{database}")
        stack.push_async_callback(engine.dispose)
        click = Click(stage, bot.url, engine)
        await click.seconds_to_commit()
        plain = PlainGit.of(stage.repository.path, folder)
        plain.seconds_to_push()
        pairs = [(await click.seconds_to_commit(), plain.seconds_to_push()) for _ in range(SAMPLES)]
    ours, theirs = (statistics.median(side) * 1000 for side in zip(*pairs, strict=True))
    return [
        Figure(
            "click to commit, p50",
            statistics.median(ours / theirs for ours, theirs in pairs),
            TIMES,
            f"a plain git commit and push of the same change: {ours:.0f} ms to {theirs:.0f} ms",
            aim=3.0,
            better="lower",
        )
    ]
