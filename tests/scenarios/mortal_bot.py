"""The bot as a process that dies at one named point, by SIGKILL.

A point is `<what>:before` or `<what>:after`. For what is kept in the database, before and after
are those of the commit; for what is sent, those of the call.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.outbox.worker import Lease
from bot.platform.logs import configure
from bot.ports.card import Card
from bot.ports.chat import MessageRef
from bot.ports.git_host import Write
from bot.ports.pull_requests import PullText
from bot.ports.store import Transaction
from bot.readiness.branch import PhaseBranch
from bot.readiness.events import Event, Landed
from bot.readiness.round import Round, RoundState
from bot.runtime.wiring import Dressing, assembled
from bot.settings import load_settings
from tests.support.passing import Passing


class _Fate:
    point = ""  # none: it lives until it is told to stop


def reach(point: str) -> None:
    if point == _Fate.point:
        os.kill(os.getpid(), signal.SIGKILL)


class MortalTransaction(Passing):
    """Sees which state is about to be kept."""

    def __init__(self, part: Transaction) -> None:
        super().__init__(part)
        self.keeping: set[str] = set()

    async def add_round(self, round_: Round, brief: Any) -> None:
        await self._part.add_round(round_, brief)
        self.keeping.add("round")

    async def save_round(self, round_: Round) -> None:
        await self._part.save_round(round_)
        self.keeping.add("landing begun" if round_.landing else f"{round_.state.value} round")

    async def save_card_ref(self, round_id: str, ref: MessageRef) -> None:
        await self._part.save_card_ref(round_id, ref)
        self.keeping.add("card place")

    async def save_branch(self, branch: PhaseBranch) -> None:
        await self._part.save_branch(branch)
        self.keeping.add(f"branch {branch.version}")

    async def drop_branch(self, branch: PhaseBranch) -> None:
        await self._part.drop_branch(branch)
        self.keeping.add("no branch")

    async def first_time(self, *keys: str) -> bool:
        self.keeping.add("delivery")
        first: bool = await self._part.first_time(*keys)
        return first


class MortalStore(Passing):
    """Dies around the commit of a unit of work."""

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[MortalTransaction]:
        async with self._part.transaction() as tx:
            seen = MortalTransaction(tx)
            yield seen
            for what in seen.keeping:
                reach(f"{what}:before")
        for what in seen.keeping:
            reach(f"{what}:after")


class MortalHost(Passing):
    """Dies around a push."""

    async def write(self, change: Write) -> str:
        what = "sign-off push" if ": signed off" in change.message else "request push"
        reach(f"{what}:before")
        sha: str = await self._part.write(change)
        reach(f"{what}:after")
        return sha


class MortalPulls(Passing):
    """Dies around what is done about the one pull request of a sign-off."""

    def on_branch(self, branch: str) -> Any:
        return MortalHost(self._part.on_branch(branch))

    async def create_branch(self, branch: str, at: str) -> None:
        await self._around("branch", self._part.create_branch(branch, at))

    async def delete_branch(self, branch: str) -> None:
        await self._around("branch's end", self._part.delete_branch(branch))

    async def open_pull_request(self, branch: str, title: PullText, body: PullText) -> Any:
        return await self._around("open", self._part.open_pull_request(branch, title, body))

    async def ask_auto_merge(self, number: int) -> Any:
        return await self._around("auto-merge", self._part.ask_auto_merge(number))

    async def close_pull_request(self, number: int, why: PullText) -> None:
        await self._around("close", self._part.close_pull_request(number, why))

    async def _around(self, what: str, doing: Any) -> Any:
        reach(f"{what}:before")
        done = await doing
        reach(f"{what}:after")
        return done


class MortalChat(Passing):
    """Dies around a message."""

    async def post_card(self, channel: str, card: Card, intent_id: str) -> MessageRef:
        reach("card post:before")
        ref: MessageRef = await self._part.post_card(channel, card, intent_id)
        reach("card post:after")
        return ref

    async def update_card(self, ref: MessageRef, card: Card) -> None:
        landed = card.round.state is RoundState.LANDED
        reach("last drawing:before" if landed else "drawing:before")
        await self._part.update_card(ref, card)
        reach("last drawing:after" if landed else "drawing:after")

    async def tell_thread(self, ref: MessageRef, event: Event, intent_id: str) -> None:
        await self._around("thread line", event, self._part.tell_thread(ref, event, intent_id))

    async def tell_person(self, user: str, event: Event, intent_id: str) -> None:
        await self._around("direct message", event, self._part.tell_person(user, event, intent_id))

    async def _around(self, what: str, event: Event, sending: Any) -> None:
        if isinstance(event, Landed):
            reach(f"{what}:before")
        await sending
        if isinstance(event, Landed):
            reach(f"{what}:after")


def live(point: str, env: Mapping[str, str], log: Path, say_ready: Callable[[], None]) -> None:
    """Be the bot in this process, until SIGTERM or until `point` is reached."""
    _Fate.point = point
    os.environ.clear()
    os.environ.update(env)
    sys.stderr = log.open("a", encoding="utf-8")
    asyncio.run(_serve(say_ready))


async def _serve(say_ready: Callable[[], None]) -> None:
    configure(console=False)
    dressing = Dressing(
        host=MortalHost,
        pulls=MortalPulls,
        store=MortalStore,
        chat=MortalChat,
        lease=Lease(seconds=1.0, renewed_every=0.25),
    )
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with assembled(load_settings(), dressing=dressing) as gatebot:
        await gatebot.run(stop, say_ready)
