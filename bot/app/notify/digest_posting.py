"""A digest that was claimed is made, then posted: once, in time, and not for nothing.

Silence means that nothing is open. So whatever keeps a digest from being made is said in its place,
and what keeps it from being posted is told to whoever set it, or by the next one.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

import structlog

from bot.app.notify.digest import Digests
from bot.app.shared.notifications import Telling, enqueue_all
from bot.ports.chat import Chat
from bot.ports.clock import Clock
from bot.ports.errors import ChannelGone, Fault, Unavailable
from bot.ports.intents import Claimed, PostDigest
from bot.ports.store import Store
from bot.readiness.digest import Digest
from bot.readiness.events import Event, RequestRefused
from bot.readiness.ops_events import DigestNotMade, DigestNotPosted, DigestStopped
from bot.readiness.refusals import Refused
from bot.readiness.schedule import (
    CATCH_UP,
    DAYS,
    Firing,
    Schedule,
    Slot,
    is_late,
    local_day,
    missed_days,
)
from bot.repository.projects import Projects

# A repository that can't be read is waited for so long; then the channel hears of that.
PATIENCE: Final = timedelta(minutes=30)
# Meanwhile it is asked so often for all the channels that wait for it, not by each of them.
ASK_EVERY: Final = timedelta(seconds=30)
_log = structlog.get_logger("gatebot.digest")


class PostDigests:
    """Makes a digest that was claimed, and posts it; nothing is posted too late, or for nothing."""

    def __init__(
        self, store: Store, projects: Projects, chat: Chat, digests: Digests, clock: Clock
    ) -> None:
        self._store = store
        self._projects = projects
        self._chat = chat
        self._digests = digests
        self._clock = clock
        self._unread: dict[str, datetime] = {}  # project → when it was found so

    async def __call__(self, work: PostDigest, claimed: Claimed) -> None:
        """Post the digest, unless its channel wants none any more or its time has passed."""
        async with self._store.transaction() as tx:
            schedule = await tx.schedule(work.channel)
            last = await tx.last_firing(work.channel, before=work.day)
        if schedule is None or not self._wanted(work, schedule):
            _log.info("digest dropped", channel=work.channel, day=work.day)
            await self._finish(work, claimed, "")
            return
        made = await self._made(work, schedule, last)
        try:
            await self._say(made, work, claimed, schedule)
        except ChannelGone as gone:
            await self._stop(schedule, claimed, str(gone))
        except Fault as fault:
            await self._give_up(schedule, claimed, fault)
        else:
            # One that could not be made leaves the next one to compare with what the last one did.
            before = last.commit if last else ""
            await self._finish(work, claimed, made.commit if isinstance(made, Digest) else before)

    def _wanted(self, work: PostDigest, schedule: Schedule) -> bool:
        """Tell whether a digest that had to wait is still of its schedule, its day and in time."""
        now = self._clock.now()
        today = local_day(schedule.zone, now).isoformat()
        weekday = DAYS[date.fromisoformat(work.day).weekday()]
        its_own = schedule.project == work.project and weekday in schedule.days
        return its_own and today == work.day and now <= work.due + CATCH_UP

    async def _made(
        self, work: PostDigest, schedule: Schedule, last: Firing | None
    ) -> Digest | Event:
        """Return the digest, or why there is none. Raises Unavailable while that may still pass."""
        now = self._clock.now()
        patient = now <= work.due + PATIENCE
        if patient:
            self._spare(work.project, now)
        try:
            project = self._projects.named(work.project)
            digest = await self._digests.make(project, schedule.zone, now, last)
        except Refused as refused:
            return RequestRefused(refused.reason)
        except Fault as fault:
            return DigestNotMade(work.project, str(fault), fault.mend)
        except Unavailable as error:
            if patient:
                self._unread[work.project] = now
                raise
            return DigestNotMade(work.project, str(error))
        if digest.unread and patient:
            self._unread[work.project] = now
            raise Unavailable("The repository can't be read now.")
        late = is_late(Slot(work.day, work.due), now)
        missed = missed_days(schedule, last.day if last else "", work.day)
        return replace(digest, due=work.due if late else None, missed=missed)

    def _spare(self, project: str, now: datetime) -> None:
        """Raise Unavailable where a repository was found not to be read a moment ago."""
        found = self._unread.get(project)
        if found is not None and timedelta(0) <= now - found < ASK_EVERY:
            left = ASK_EVERY - (now - found)
            raise Unavailable("The repository can't be read now.", left.total_seconds())

    async def _say(
        self, made: Digest | Event, work: PostDigest, claimed: Claimed, schedule: Schedule
    ) -> None:
        if isinstance(made, Digest) and made.quiet and not schedule.always:
            return
        if await self._said(work, claimed):
            return
        if isinstance(made, Digest):
            await self._chat.post_digest(work.channel, made, claimed.intent.id)
        else:
            await self._chat.tell_channel(work.channel, made, claimed.intent.id)

    async def _said(self, work: PostDigest, claimed: Claimed) -> bool:
        """Look whether an earlier attempt got through after all."""
        if claimed.attempt == 1:
            return False
        intent = claimed.intent
        return await self._chat.find(work.channel, intent.id, intent.created_at) is not None

    async def _finish(self, work: PostDigest, claimed: Claimed, commit: str) -> None:
        async with self._store.transaction() as tx:
            await tx.note_firing(work.channel, work.day, commit)
            await tx.finish(claimed)

    async def _stop(self, schedule: Schedule, claimed: Claimed, why: str) -> None:
        """Turn the digest off, and tell who set it; it is not tried day after day."""
        event = DigestStopped(schedule.channel, why)
        async with self._store.transaction() as tx:
            if await tx.schedule(schedule.channel) == schedule:  # else it was set anew meanwhile
                await tx.save_schedule(replace(schedule, stopped=why))
            await enqueue_all(tx, self._telling(claimed).person(schedule.set_by, event))
            await tx.finish(claimed)

    async def _give_up(self, schedule: Schedule, claimed: Claimed, fault: Fault) -> None:
        """Tell who set it that it can't be posted; the day stays without one."""
        _log.error("digest not posted", channel=schedule.channel, why=str(fault), mend=fault.mend)
        event = DigestNotPosted(schedule.channel, str(fault), fault.mend)
        async with self._store.transaction() as tx:
            await enqueue_all(tx, self._telling(claimed).person(schedule.set_by, event))
            await tx.finish(claimed)

    def _telling(self, claimed: Claimed) -> Telling:
        intent = claimed.intent
        project = intent.work.project
        return Telling(project, intent.correlation_id, intent.id, self._clock.now())
