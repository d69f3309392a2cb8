"""The worker: claims intents, runs them, and says what becomes of each: done, again, or parked."""

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog

from bot.ports.clock import Clock
from bot.ports.errors import Fault, NotYet, StaleState, Unavailable, UnknownOutcome
from bot.ports.intents import Claimed, Intent, Work
from bot.ports.outbox import Outbox

Handler = Callable[[Any, Claimed], Awaitable[None]]
Parking = Callable[[Claimed, str, str], Awaitable[Sequence[Intent]]]
Delaying = Callable[[Claimed, str], Awaitable[None]]

# A handler that takes longer than this is given up on; what it was doing is looked at anew.
TIME_LIMIT_SECONDS: Final = 40.0
FIRST_RETRY_SECONDS: Final = 0.25
LAST_RETRY_SECONDS: Final = 60.0
# While the outbox itself can't be read or written, it is looked at again this often.
OUTAGE_SECONDS: Final = 1.0
# Someone who waits is told at this attempt: with the backoff above, after some eight seconds.
TELL_AT_ATTEMPT: Final = 6

_log = structlog.get_logger("gatebot.worker")


@dataclass(frozen=True, slots=True)
class Lease:
    """How long an intent is held without a sign of life, and how often one is given (seconds).

    After a crash, what was in hand is taken up again when its lease has lapsed.
    """

    seconds: float = 15.0
    renewed_every: float = 4.0


DEFAULT_LEASE: Final = Lease()


class Worker:
    """Runs intents of different lanes side by side. A handler finishes its own intent.

    `handlers` gives the use case for each kind of work; `park` and `delayed` say who is to hear
    of an intent that is put aside, or that could not be carried out for a while.
    """

    def __init__(  # noqa: PLR0913 - the parts it is made of, named
        self,
        outbox: Outbox,
        clock: Clock,
        handlers: Mapping[type[Work], Handler],
        *,
        park: Parking,
        delayed: Delaying,
        width: int = 8,
        lease: Lease = DEFAULT_LEASE,
    ) -> None:
        self._outbox = outbox
        self._clock = clock
        self._handlers = handlers
        self._park = park
        self._delayed = delayed
        self._width = width
        self._lease = lease
        self._woken = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Look at the outbox now: something was added."""
        self._woken.set()

    async def step(self) -> bool:
        """Claim one due intent and run it; False if there was none."""
        claimed = await self._outbox.claim(self._clock.now(), self._lease.seconds)
        if claimed is None:
            return False
        await self._run(claimed)
        return True

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then finish what is running."""
        stopping = asyncio.create_task(stop.wait())
        stopping.add_done_callback(lambda _: self.wake())
        try:
            while not stop.is_set():
                self._woken.clear()
                try:
                    if not await self._fill():
                        await self._rest()
                except Unavailable as error:
                    # A locked database, or one that is restarted, is back before long.
                    _log.warning("the outbox can't be had; it is tried again", why=str(error))
                    await asyncio.wait((stopping,), timeout=OUTAGE_SECONDS)
            await asyncio.gather(*self._running)
        finally:
            stopping.cancel()

    async def _fill(self) -> bool:
        """Start one intent if there is room and one is due; False if there is nothing to start."""
        if len(self._running) >= self._width:
            return False
        claimed = await self._outbox.claim(self._clock.now(), self._lease.seconds)
        if claimed is None:
            return False
        task = asyncio.create_task(self._run(claimed))
        self._running.add(task)
        task.add_done_callback(self._done)
        return True

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self.wake()

    async def _rest(self) -> None:
        """Wait until something is added or ends, or the next intent falls due."""
        if len(self._running) >= self._width:
            await self._woken.wait()
            return
        due = await self._outbox.next_due(self._clock.now())
        seconds = LAST_RETRY_SECONDS if due is None else (due - self._clock.now()).total_seconds()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(0.02, min(seconds, LAST_RETRY_SECONDS))):
                await self._woken.wait()

    async def _run(self, claimed: Claimed) -> None:
        intent = claimed.intent
        with structlog.contextvars.bound_contextvars(
            project=intent.work.project,
            correlation_id=intent.correlation_id,
            intent=intent.id,
            work=type(intent.work).__name__,
        ):
            renewing = asyncio.create_task(self._keep(claimed))
            try:
                await self._attempt(claimed)
            except StaleState:
                # Another worker has it, or had it first; the outbox knows which.
                _log.warning("lease lost", attempt=claimed.attempt)
            except Unavailable as error:
                # What became of it can't be written down: it is taken up when its lease lapses.
                _log.warning("the outbox can't be had; its lease will lapse", why=str(error))
            finally:
                renewing.cancel()
                await asyncio.wait((renewing,))

    async def _keep(self, claimed: Claimed) -> None:
        """Hold the intent for as long as its handler runs; a lost lease shows when it ends."""
        while True:
            await asyncio.sleep(self._lease.renewed_every)
            until = self._clock.now() + timedelta(seconds=self._lease.seconds)
            with contextlib.suppress(StaleState, Unavailable):
                await self._outbox.renew(claimed, until)

    async def _attempt(self, claimed: Claimed) -> None:
        handler = self._handlers[type(claimed.intent.work)]
        try:
            async with asyncio.timeout(TIME_LIMIT_SECONDS):
                await handler(claimed.intent.work, claimed)
        except NotYet as early:
            await self._hold(claimed, str(early), early.retry_after)
        except Unavailable as error:
            await self._again(claimed, str(error), error.retry_after)
        except UnknownOutcome as error:
            await self._again(claimed, str(error), None)
        except TimeoutError:
            await self._again(claimed, f"no answer within {TIME_LIMIT_SECONDS:.0f} s", None)
        except Fault as error:
            await self._put_aside(claimed, str(error), error.mend)
        except StaleState:
            await self._again(claimed, "the state changed under it", 0.0)
        except Exception as error:  # noqa: BLE001 - a bug parks one intent, not the worker
            _log.exception("an intent failed for a reason of our own")
            mend = f"Report it with the log of correlation id {claimed.intent.correlation_id}."
            await self._put_aside(claimed, f"gatebot failed: {type(error).__name__}.", mend)

    async def _again(self, claimed: Claimed, why: str, after: float | None) -> None:
        due = retry_at(self._clock.now(), claimed.attempt, after)
        _log.warning("trying again", why=why, attempt=claimed.attempt, due=due.isoformat())
        await self._outbox.retry(claimed, due, why)
        if claimed.attempt == TELL_AT_ATTEMPT:
            await self._delayed(claimed, why)

    async def _hold(self, claimed: Claimed, why: str, seconds: float | None) -> None:
        due = retry_at(self._clock.now(), claimed.attempt, seconds)
        _log.info("held until its hour", why=why, due=due.isoformat())
        await self._outbox.retry(claimed, due, why)

    async def _put_aside(self, claimed: Claimed, why: str, mend: str) -> None:
        _log.error("parked", why=why, mend=mend)
        await self._outbox.park(claimed, why, mend, await self._park(claimed, why, mend))


def retry_at(now: datetime, attempt: int, after: float | None) -> datetime:
    """Return when to try again: as the other side asked, or twice as long each time, spread."""
    if after is not None:
        return now + timedelta(seconds=after)
    longest = min(FIRST_RETRY_SECONDS * 2.0 ** min(attempt - 1, 16), LAST_RETRY_SECONDS)
    return now + timedelta(seconds=random.uniform(longest / 2, longest))  # noqa: S311 - jitter
