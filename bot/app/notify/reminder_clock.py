"""The clock's side of reminders: rounds that wait too long are claimed, then people are told."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog

from bot.app.notify.reminders import awaited, members_now, reminder, reminder_key, zone_of_project
from bot.app.shared.participants import owners_to_tell
from bot.ports.chat import Chat
from bot.ports.clock import Clock
from bot.ports.errors import Fault, NotYet, StaleState, Unavailable
from bot.ports.intents import Claimed, Intent, RemindPerson, TellPerson, new_intent
from bot.ports.store import Store
from bot.readiness.ops_events import ReminderNotSent, ReviewReminded
from bot.readiness.reminding import Reminding, day_hours, missed_day, reminder_day
from bot.readiness.round import Round, RoundState
from bot.readiness.schedule import local_day, zone_exists
from bot.repository.projects import Projects

_log = structlog.get_logger("gatebot.remind")


class FireReminders:
    """Claims the reminders that are due; called every minute, by every replica."""

    def __init__(self, store: Store, projects: Projects, chat: Chat, clock: Clock) -> None:
        self._store = store
        self._projects = projects
        self._chat = chat
        self._clock = clock
        self._claimed: frozenset[str] = frozenset()  # what this process need not claim again
        self._warned: set[str] = set()  # rounds of which the log has it

    async def __call__(self) -> None:
        """Claim what is due, by the key of each: a person is reminded of a round once a day."""
        now = self._clock.now()
        try:
            due = await self._due(now)
            new = [one for one in due if one.intent.key not in self._claimed]
            if new:
                async with self._store.transaction() as tx:
                    had = await tx.enqueued([key for one in new for key in one.instead_of])
                    await tx.enqueue_all([n.intent for n in new if not had & n.instead_of])
        except (Unavailable, StaleState) as error:
            _log.warning("reminders not claimed; the next minute tries again", why=str(error))
        else:
            self._claimed = frozenset(one.intent.key for one in due)

    async def _due(self, now: datetime) -> list["_Due"]:
        async with self._store.transaction() as tx:
            schedules = await tx.schedules()
            rounds = [r for p in self._projects.all() for r in await tx.live_rounds(p.name)]
        found: list[_Due] = []
        for review in rounds:
            rules = self._rules(review)
            if _reminds(review, rules, now):
                zone = zone_of_project(schedules, review.project)
                found += await self._of_round(review, rules, zone, now)
        return found

    def _rules(self, review: Round) -> Reminding:
        """Return the rules of the project as they were read last."""
        known = self._projects.cached(self._projects.named(review.project))
        return known.file.policy.rules.reminding if known else Reminding(on=False)

    async def _of_round(
        self, review: Round, rules: Reminding, fallback: str, now: datetime
    ) -> list["_Due"]:
        found: list[_Due] = []
        try:
            for person in awaited(await members_now(review, self._chat)):
                zone = await zone_of(person, self._chat, fallback)
                if due := _due_for(person, review, rules, zone, now):
                    found.append(due)
        except (Unavailable, Fault) as error:
            if review.id not in self._warned:
                _log.warning("not known whom to remind", round=review.id, why=str(error))
            self._warned.add(review.id)
        return found


@dataclass(frozen=True, slots=True)
class _Due:
    """A reminder to claim, unless there was one of `instead_of` (keys): it makes up for those."""

    intent: Intent
    instead_of: frozenset[str] = frozenset()


def _due_for(person: str, review: Round, rules: Reminding, zone: str, now: datetime) -> _Due | None:
    """Return what a person is to be reminded by now; of a day that nobody looked on, too."""
    asked = review.requested_at
    if day := reminder_day(asked, now, zone, rules):
        return _Due(reminder(review, person, day.isoformat(), now))
    if (missed := missed_day(asked, now, zone, rules)) is None:
        return None
    today = local_day(zone, now)
    since = (missed + timedelta(days=n) for n in range((today - missed).days))
    keys = frozenset(reminder_key(review, person, day.isoformat()) for day in since)
    return _Due(reminder(review, person, today.isoformat(), now), keys)


def _reminds(review: Round, rules: Reminding, now: datetime) -> bool:
    """Tell whether a round can remind at all, before anyone is asked where people are.

    One with gaps can't be approved any more: it waits for its owner, who was told.
    """
    waits = review.state is RoundState.OPEN and not review.gaps_listed()
    return waits and rules.on and now - review.requested_at >= rules.first


def _roles(review: Round, work: RemindPerson) -> tuple[str, ...]:
    """Return as whom a person is still to be reminded; the clock asks for nothing of no use."""
    in_vain = work.by is None and bool(review.gaps_listed())
    return () if in_vain else awaited(review).get(work.user, ())


async def zone_of(person: str, chat: Chat, fallback: str) -> str:
    """Return a person's time zone, else the one to fall back to. Raises Unavailable."""
    zone = (await chat.whereabouts(person)).zone
    return zone if zone_exists(zone) else fallback


class SendReminders:
    """Sends a reminder that was claimed, if the round still waits and it is by day there."""

    def __init__(self, store: Store, chat: Chat, clock: Clock) -> None:
        self._store = store
        self._chat = chat
        self._clock = clock

    async def __call__(self, work: RemindPerson, claimed: Claimed) -> None:
        """Send it. One who can't be reminded is told to the owners, once a round."""
        async with self._store.transaction() as tx:
            review = await tx.round(work.round_id)
            schedules = await tx.schedules()
        review = await members_now(review, self._chat) if review else None
        roles = _roles(review, work) if review else ()
        zone = zone_of_project(schedules, work.project)
        if review is None or not roles or not await self._in_time(work, zone):
            _log.info("reminder dropped", user=work.user, day=work.day)
            await self._finish(claimed)
            return
        await self._send(work, claimed, review, roles)

    async def _in_time(self, work: RemindPerson, fallback: str) -> bool:
        """Tell whether the day hours of its day are not over. Raises NotYet before them.

        The zone may be another one than when it was claimed, and the hour a late one.
        """
        zone, now = await zone_of(work.user, self._chat, fallback), self._clock.now()
        opens, closes = day_hours(date.fromisoformat(work.day), zone)
        if now < opens:
            why = f"It is not by day yet where {work.user} is."
            raise NotYet(why, (opens - now).total_seconds())
        return now < closes

    async def _send(
        self, work: RemindPerson, claimed: Claimed, review: Round, roles: tuple[str, ...]
    ) -> None:
        if (await self._chat.whereabouts(work.user)).left:
            why = "The account is switched off."
            await self._tell_owners(work, claimed, review, roles, why)
            return
        try:
            if not await self._told(work, claimed):
                event = ReviewReminded(review, roles, work.by)
                await self._chat.tell_person(work.user, event, claimed.intent.id)
        except Fault as fault:
            await self._tell_owners(work, claimed, review, roles, str(fault))
            return
        await self._finish(claimed)

    async def _told(self, work: RemindPerson, claimed: Claimed) -> bool:
        """Look whether an earlier attempt got through after all."""
        if claimed.attempt == 1:
            return False
        intent = claimed.intent
        return await self._chat.find(work.user, intent.id, intent.created_at) is not None

    async def _tell_owners(
        self, work: RemindPerson, claimed: Claimed, review: Round, roles: tuple[str, ...], why: str
    ) -> None:
        _log.warning("reminder not sent", user=work.user, why=why)
        async with self._store.transaction() as tx:
            brief = await tx.brief(review.id)
            name = brief.display(work.user) if brief else work.user
            event = ReminderNotSent(review, name, roles, why)
            for owner in owners_to_tell(review):
                key = f"no reminder:{review.id}:{work.user}/{owner.slack}"
                tell = TellPerson(work.project, owner.slack, event)
                at = self._clock.now()
                await tx.enqueue(new_intent(tell, key=key, correlation_id=review.id, at=at))
            await tx.finish(claimed)

    async def _finish(self, claimed: Claimed) -> None:
        async with self._store.transaction() as tx:
            await tx.finish(claimed)
