"""`digest`: when a channel hears one, and what it would say now."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.app.api.answers import DigestOff, DigestPreview, DigestState, Repeated
from bot.app.api.commands import Asker
from bot.app.api.forms import DigestForm
from bot.app.api.ops_commands import SetDigest
from bot.app.notify.digest import Digests
from bot.app.notify.digest_clock import in_the_way
from bot.app.shared.local_day import zone_of
from bot.ports.chat import Chat
from bot.ports.clock import Clock
from bot.ports.store import Store, Transaction
from bot.readiness.schedule import Schedule, local_day, next_slot, zone_exists
from bot.repository.projects import Project, Projects

PREVIEW_ZONE: Final = "UTC"  # where a channel has set no other


class DigestSettings:
    """Keeps schedules. Whoever can speak in a channel may set what it hears."""

    def __init__(
        self, store: Store, projects: Projects, digests: Digests, chat: Chat, clock: Clock
    ) -> None:
        self._store = store
        self._projects = projects
        self._chat = chat
        self._digests = digests
        self._clock = clock

    async def show(self, channel: str) -> DigestState:
        """Return what a channel hears, and when next."""
        async with self._store.transaction() as tx:
            schedule = self._as_kept(await tx.schedule(channel))
            following = await self._next(tx, schedule)
        # A slash command asks about the channel it is typed in, so a name can be had in time.
        who = await self._chat.display_name(schedule.set_by) if schedule else ""
        return DigestState(channel, schedule, following, set_by=who)

    def _as_kept(self, schedule: Schedule | None) -> Schedule | None:
        """Return a schedule; one that can't be kept as one that was stopped, for that reason."""
        if schedule is None or schedule.stopped:
            return schedule
        return replace(schedule, stopped=in_the_way(schedule, self._projects))

    async def form(self, channel: str, user: str) -> DigestForm:
        """Return what the form shows: what is set, else the zone of whoever opens it."""
        async with self._store.transaction() as tx:
            schedule = await tx.schedule(channel)
        return DigestForm(channel, schedule, "" if schedule else await self.zone_of(user))

    async def zone_of(self, user: str) -> str:
        """Return a person's zone; empty where Slack does not tell in time: it is a help alone."""
        return await zone_of(user, self._chat)

    async def set(
        self, project: Project, command: SetDigest, asker: Asker
    ) -> DigestState | Repeated:
        """Keep a channel's schedule, in place of the one it had."""
        schedule = Schedule(
            channel=command.channel or asker.channel,
            project=project.name,
            at=command.at,
            zone=command.zone,
            days=command.days,
            set_by=asker.user,
            set_at=asker.at,
            always=command.always,
        )
        async with self._store.transaction() as tx:
            if not await tx.first_time(*asker.deliveries):
                return Repeated()
            await tx.save_schedule(schedule)
            following = await self._next(tx, schedule)
        return DigestState(schedule.channel, schedule, following, saved=True)

    async def turn_off(self, asker: Asker) -> DigestOff | Repeated:
        """Forget a channel's schedule."""
        async with self._store.transaction() as tx:
            if not await tx.first_time(*asker.deliveries):
                return Repeated()
            was = await tx.drop_schedule(asker.channel)
        return DigestOff(asker.channel, was)

    async def preview(self, project: Project, channel: str) -> DigestPreview:
        """Return the digest as it would be now; nothing is claimed or noted by it.

        It compares with the last one that was posted, today's if that is over.
        """
        now = self._clock.now()
        async with self._store.transaction() as tx:
            schedule = await tx.schedule(channel)
            zone = schedule.zone if schedule else PREVIEW_ZONE
            tomorrow = local_day(zone, now) + timedelta(days=1)
            last = await tx.last_firing(channel, before=tomorrow.isoformat())
        quiet = schedule is not None and not schedule.always
        return DigestPreview(await self._digests.make(project, zone, now, last), quiet)

    async def _next(self, tx: Transaction, schedule: Schedule | None) -> datetime | None:
        """Return when the next digest comes; a day that was claimed is over."""
        if schedule is None or not zone_exists(schedule.zone):
            return None
        slot = next_slot(schedule, self._clock.now())
        if slot is not None and await tx.claimed(schedule.channel, slot.day):
            slot = next_slot(schedule, slot.due)
        return slot.due if slot else None
