"""The clock's side of digests: what is due is claimed, then posted, each day once a channel."""

import uuid
from dataclasses import replace

import structlog

from bot.intents import Claimed, PostDigest, new_intent
from bot.ports import ChannelGone, Chat, Clock, StaleState, Store, Transaction, Unavailable
from bot.projects import Projects
from bot.readiness.events import RequestRefused
from bot.readiness.ops_events import DigestStopped
from bot.readiness.refusals import Refused
from bot.readiness.schedule import (
    CATCH_UP,
    Firing,
    Schedule,
    Slot,
    due_slot,
    is_late,
    local_day,
    zone_exists,
)
from bot.usecases.digest import Digests
from bot.usecases.telling import Telling, enqueue_all

_log = structlog.get_logger("gatebot.digest")


class FireDigests:
    """Claims the digests that are due; called every minute, by every replica."""

    def __init__(self, store: Store, projects: Projects, clock: Clock) -> None:
        self._store = store
        self._projects = projects
        self._clock = clock
        self._warned: set[Schedule] = set()

    async def __call__(self) -> None:
        """Claim what is due, all in one transaction: the claim and what is to be posted for it."""
        try:
            async with self._store.transaction() as tx:
                for schedule in await tx.schedules():
                    if slot := self._due(schedule):
                        await self._claim(tx, schedule, slot)
        except (Unavailable, StaleState) as error:
            _log.warning("digests not claimed; the next minute tries again", why=str(error))

    def _due(self, schedule: Schedule) -> Slot | None:
        known = any(p.name == schedule.project for p in self._projects.all())
        if not known or not zone_exists(schedule.zone):
            self._warn(schedule)
            return None
        return due_slot(schedule, self._clock.now())

    def _warn(self, schedule: Schedule) -> None:
        """Say once of a schedule what would else be said every minute, as long as it stands."""
        if schedule not in self._warned:
            project, zone = schedule.project, schedule.zone
            _log.warning(
                "no digest: the project is gone from gatebot.toml, or this machine lacks the zone",
                channel=schedule.channel,
                project=project,
                zone=zone,
            )
        self._warned.add(schedule)

    async def _claim(self, tx: Transaction, schedule: Schedule, slot: Slot) -> None:
        if not await tx.claim_firing(schedule.channel, slot.day):
            return
        work = PostDigest(schedule.project, schedule.channel, slot.day, slot.due)
        key = f"digest:{schedule.channel}:{slot.day}"
        at = self._clock.now()
        await tx.enqueue(new_intent(work, key=key, correlation_id=str(uuid.uuid4()), at=at))


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

    async def __call__(self, work: PostDigest, claimed: Claimed) -> None:
        """Post the digest, unless its channel wants none any more or its time has passed."""
        async with self._store.transaction() as tx:
            schedule = await tx.schedule(work.channel)
            last = await tx.last_firing(work.channel, before=work.day)
        if (
            schedule is None
            or schedule.project != work.project
            or not self._in_time(work, schedule)
        ):
            _log.info("digest dropped", channel=work.channel, day=work.day)
            await self._finish(work, claimed, "")
            return
        try:
            commit = await self._post(work, claimed, schedule, last)
        except ChannelGone as gone:
            await self._stop(schedule, claimed, str(gone))
            return
        await self._finish(work, claimed, commit)

    def _in_time(self, work: PostDigest, schedule: Schedule) -> bool:
        """Tell whether a digest that had to wait is still worth posting, on its own day."""
        now = self._clock.now()
        today = local_day(schedule.zone, now).isoformat()
        return today == work.day and now <= work.due + CATCH_UP

    async def _post(
        self, work: PostDigest, claimed: Claimed, schedule: Schedule, last: Firing | None
    ) -> str:
        """Post, and return the head the digest was made of; "" where it could not be made."""
        now = self._clock.now()
        project = self._projects.named(work.project)
        try:
            digest = await self._digests.make(project, schedule.zone, now, last)
        except Refused as refused:
            event = RequestRefused(refused.reason)
            if not await self._posted(work, claimed):
                await self._chat.tell_channel(work.channel, event, claimed.intent.id)
            return ""
        if is_late(Slot(work.day, work.due), now):
            digest = replace(digest, due=work.due)
        silent = digest.empty and not schedule.always
        if not silent and not await self._posted(work, claimed):
            await self._chat.post_digest(work.channel, digest, claimed.intent.id)
        return digest.commit

    async def _posted(self, work: PostDigest, claimed: Claimed) -> bool:
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
        intent = claimed.intent
        telling = Telling(schedule.project, intent.correlation_id, intent.id, self._clock.now())
        event = DigestStopped(schedule.channel, why)
        async with self._store.transaction() as tx:
            await tx.save_schedule(replace(schedule, stopped=why))
            await enqueue_all(tx, telling.person(schedule.set_by, event))
            await tx.finish(claimed)
