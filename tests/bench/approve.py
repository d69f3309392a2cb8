"""An approval over signed HTTP with its durable commit, against bare Bolt acking the same."""

import asyncio
import gc
import json
import statistics
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from sys import executable
from tempfile import TemporaryDirectory
from typing import Any, Final

from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.demo.repository import make_repository
from bot.platform.clock import SystemClock
from bot.ports.intents import Claimed
from bot.ports.outbox import Outbox
from bot.runtime.wiring import Dressing, assembled
from bot.settings import Settings
from bot.slack import action_ids as actions
from storage.engine import open_engine
from storage.migrate import migrate
from storage.store import SqlStore
from tests.bench.load import Order
from tests.bench.report import TIMES, Figure
from tests.bench.rounds import approvals, keep, rounds
from tests.support.stage import CHANNEL, Stage, staged

PAIRS: Final = 4
RATE: Final = 200
AT_RATE: Final = 300  # a segment: a second and a half
IN_FLIGHT: Final = 16
AT_ONCE: Final = 400
WARM_UP: Final = 200
_TOTAL: Final = WARM_UP + PAIRS * (AT_RATE + AT_ONCE)
BARE: Final = "bare Bolt acking the same payload"


class Resting:
    """An outbox with nothing to claim.

    Slack takes about a message a second in a channel, so no worker keeps up with this load; what
    is timed is the way of a click to its ack.
    """

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def __getattr__(self, name: str) -> Any:
        return getattr(self._outbox, name)

    async def claim(self, now: datetime, lease_seconds: float) -> Claimed | None:  # noqa: ARG002 - the port's
        """Claim nothing."""
        return None

    async def next_due(self, now: datetime) -> datetime | None:  # noqa: ARG002 - the port's
        """Wait for nothing."""
        return None


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two servers."""

    port: int
    secret: str


@dataclass(frozen=True, slots=True)
class Loader:
    """The load generator's process, and the file of bodies it posts."""

    process: Process
    bodies: Path

    async def post(self, side: Side, first: int, count: int, rate: float = 0.0) -> dict[str, Any]:
        """Post some bodies; raises RuntimeError where one was refused."""
        order = Order(side.port, side.secret, str(self.bodies), first, count, rate, IN_FLIGHT)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(asdict(order)).encode() + b"\n")
        answer: dict[str, Any] = json.loads(await self.process.stdout.readline())
        if answer["refused"]:
            raise RuntimeError(f"{answer['refused']} of {count} deliveries were refused")
        return answer


def measure() -> Iterable[Figure]:
    """Return both ratios: p99 at 200/s, and requests a second at 16 in flight."""
    with TemporaryDirectory(prefix="gatebot-bench-") as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> Iterable[Figure]:
    await make_repository(folder / "made.git", datetime.now(UTC))
    async with AsyncExitStack() as stack:
        stage = await stack.enter_async_context(
            staged(folder, folder / "made.git", delivery="http")
        )
        bodies = await _prepare(stage)
        secret = stage.server.workspace.plan.app.signing_secret
        ours = Side(await stack.enter_async_context(_gatebot(stage.settings())), secret)
        bare = Side(await stack.enter_async_context(_bare_bolt(secret)), secret)
        loader = Loader(await stack.enter_async_context(_loading()), bodies)
        figures = await _side_by_side(loader, ours, bare)
    gc.unfreeze()
    await _check_kept(stage)
    return figures


async def _prepare(stage: Stage) -> Path:
    """Keep the rounds, and write the deliveries that approve them; return their file."""
    prepared = rounds("demo", -(-_TOTAL // 3))
    engine = open_engine(stage.settings().database_url)
    await migrate(engine)
    await keep(SqlStore(engine, SystemClock()), prepared, CHANNEL)
    await engine.dispose()
    bodies = stage.folder / "bodies.json"
    bodies.write_text(json.dumps(list(approvals(prepared))), encoding="utf-8")
    return bodies


async def _check_kept(stage: Stage) -> None:
    """See that every approval that was timed is in the database: no refusal was timed."""
    engine = open_engine(stage.settings().database_url)
    async with SqlStore(engine, SystemClock()).transaction() as tx:
        kept = sum(len(each.approvals()) for each in await tx.live_rounds("demo"))
    await engine.dispose()
    if kept != _TOTAL:
        raise RuntimeError(f"{kept} approvals were kept of {_TOTAL}")


@asynccontextmanager
async def _loading() -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        executable, "-m", "tests.bench.load", stdin=PIPE, stdout=PIPE, limit=2**22
    )
    try:
        yield process
    finally:
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()


@asynccontextmanager
async def _gatebot(settings: Settings) -> AsyncIterator[int]:
    """Serve the bot as it is, but for its worker, which rests; yield its port."""
    stop, ready = asyncio.Event(), asyncio.Event()
    async with assembled(settings, dressing=Dressing(outbox=Resting)) as bot:
        running = asyncio.create_task(bot.run(stop, ready.set))
        await ready.wait()
        try:
            yield bot.address[1]
        finally:
            stop.set()
            await running


@asynccontextmanager
async def _bare_bolt(secret: str) -> AsyncIterator[int]:
    """Serve an app that does nothing but ack, by Bolt's own adapter; yield its port."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T0BENCH", bot_token="xoxb-bench")

    async def ack_it(ack: AsyncAck) -> None:
        await ack()

    app = AsyncApp(signing_secret=secret, authorize=authorize, process_before_response=True)
    app.view_submission(actions.APPROVE_FORM)(ack_it)
    runner = web.AppRunner(app.web_app("/slack/events"), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def _side_by_side(loader: Loader, ours: Side, bare: Side) -> Iterable[Figure]:
    """Take turns, a segment each; return the medians of the ratios of neighbours."""
    for side in (bare, ours):
        await loader.post(side, 0, WARM_UP)
    gc.collect()
    gc.freeze()  # as `gatebot serve` does once it is ready
    late: list[tuple[float, float]] = []
    fast: list[tuple[float, float]] = []
    at = WARM_UP
    for _ in range(PAIRS):
        late_by = [_p99(await loader.post(s, at, AT_RATE, RATE)) for s in (bare, ours)]
        late.append((late_by[0], late_by[1]))
        at += AT_RATE
        rates = [_rate(await loader.post(s, at, AT_ONCE)) for s in (bare, ours)]
        fast.append((rates[0], rates[1]))
        at += AT_ONCE
    return _figures(late, fast)


def _figures(late: list[tuple[float, float]], fast: list[tuple[float, float]]) -> Iterable[Figure]:
    bare_ms, our_ms = (statistics.median(side) for side in zip(*late, strict=True))
    bare_rate, our_rate = (statistics.median(side) for side in zip(*fast, strict=True))
    yield Figure(
        f"approve, p99 at {RATE}/s",
        statistics.median(ours / bare for bare, ours in late),
        TIMES,
        f"{BARE}: {our_ms:.2f} ms to {bare_ms:.2f} ms",
        aim=6.0,
        better="lower",
    )
    yield Figure(
        f"approve, requests/s at {IN_FLIGHT} in flight",
        statistics.median(ours / bare for bare, ours in fast),
        TIMES,
        f"{BARE}: {our_rate:.0f}/s to {bare_rate:.0f}/s",
        aim=0.15,
        better="higher",
    )


def _p99(answer: dict[str, Any]) -> float:
    latencies: list[float] = answer["latencies_ms"]
    return statistics.quantiles(latencies, n=100)[98]


def _rate(answer: dict[str, Any]) -> float:
    return len(answer["latencies_ms"]) / float(answer["seconds"])
