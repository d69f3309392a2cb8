"""The clock's side of digests: what is due is claimed, each day once a channel."""

import uuid

import structlog

from bot.ports.clock import Clock
from bot.ports.errors import StaleState, Unavailable
from bot.ports.intents import PostDigest, TellPerson, new_intent
from bot.ports.store import Store, Transaction
from bot.readiness.ops_events import DigestNotPosted
from bot.readiness.schedule import Schedule, Slot, due_slot, is_late, zone_exists
from bot.repository.projects import Projects

_log = structlog.get_logger("gatebot.digest")


def in_the_way(schedule: Schedule, projects: Projects) -> str:
    """Return why a schedule can't be kept; "" where it can."""
    if not zone_exists(schedule.zone):
        return f"This machine knows no time zone {schedule.zone}."
    if all(p.name != schedule.project for p in projects.all()):
        return f"The project {schedule.project} is gone from gatebot.toml."
    return ""


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
                    if why := in_the_way(schedule, self._projects):
                        await self._warn(tx, schedule, why)
                    elif slot := due_slot(schedule, self._clock.now()):
                        await self._claim(tx, schedule, slot)
        except (Unavailable, StaleState) as error:
            _log.warning("digests not claimed; the next minute tries again", why=str(error))

    async def _warn(self, tx: Transaction, schedule: Schedule, why: str) -> None:
        """Say it once: to the log at once, to whoever set it when nobody has posted in time.

        Another replica may know the project already, or still.
        """
        if schedule not in self._warned:
            _log.warning("no digest", channel=schedule.channel, why=why)
        self._warned.add(schedule)
        if schedule.stopped or not await self._left_out(tx, schedule):
            return
        mend = "Put it back, or set the channel's digest again."
        event = DigestNotPosted(schedule.channel, why, mend)
        work = TellPerson(schedule.project, schedule.set_by, event)
        key = f"no digest:{schedule.channel}:{schedule.set_at.isoformat()}"
        at = self._clock.now()
        await tx.enqueue(new_intent(work, key=key, correlation_id=str(uuid.uuid4()), at=at))

    async def _left_out(self, tx: Transaction, schedule: Schedule) -> bool:
        """Tell whether a digest is late that nobody has claimed. Without its zone nobody knows."""
        if not zone_exists(schedule.zone):
            return True
        slot = due_slot(schedule, now := self._clock.now())
        late = slot is not None and is_late(slot, now)
        return slot is not None and late and not await tx.claimed(schedule.channel, slot.day)

    async def _claim(self, tx: Transaction, schedule: Schedule, slot: Slot) -> None:
        if not await tx.claim_firing(schedule.channel, slot.day):
            return
        work = PostDigest(schedule.project, schedule.channel, slot.day, slot.due)
        key = f"digest:{schedule.channel}:{slot.day}"
        at = self._clock.now()
        await tx.enqueue(new_intent(work, key=key, correlation_id=str(uuid.uuid4()), at=at))
