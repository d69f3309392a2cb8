"""Reminding, by hand: whom a round waits for is sent a direct message, once a working day."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from bot.app.api.answers import Reminded, Repeated
from bot.app.api.commands import Asker
from bot.app.shared.participants import round_or_refuse, with_members
from bot.ports.chat import Chat
from bot.ports.errors import Fault, Unavailable
from bot.ports.intents import Intent, RemindPerson, new_intent
from bot.ports.store import Store
from bot.readiness.ops import require_known
from bot.readiness.ops_refusals import NobodyAwaited, RemindedToday
from bot.readiness.people import as_reviewer, require_owner
from bot.readiness.refusals import NoOpenRound, Refused
from bot.readiness.reminding import Reminding, next_by_day
from bot.readiness.rights import roles_open_to
from bot.readiness.round import Reviewer, Round
from bot.readiness.schedule import Schedule, local_day, zone_exists
from bot.repository.projects import Project, Projects

DEFAULT_ZONE: Final = "UTC"
PATIENCE_SECONDS: Final = 1.5  # whoever asks has to be answered within three
_log = structlog.get_logger("gatebot.remind")


class Reminders:
    """Sends reminders at somebody's word; at night, on the next morning where the person is."""

    def __init__(self, store: Store, projects: Projects, chat: Chat) -> None:
        self._store = store
        self._projects = projects
        self._chat = chat

    async def __call__(self, round_id: str, asker: Asker) -> Reminded | Repeated:
        """Remind everyone who may still decide. Raises Refused: no such round, or a stranger."""
        async with self._store.transaction() as tx:
            review = await round_or_refuse(tx, round_id)
        snapshot = await self._projects.current(self._projects.named(review.project))
        by = as_reviewer(require_known(snapshot.file.policy, asker.user))
        return await self._remind(review, by, snapshot.file.policy.rules.reminding, asker)

    async def of_phase(self, project: Project, asked: str, asker: Asker) -> Reminded | Repeated:
        """Do so for a phase's open round, at the word of one of its owners. Raises Refused."""
        snapshot = await self._projects.current(project)
        phase = snapshot.phase(asked)
        by = as_reviewer(require_owner(snapshot.file.policy, phase, asker.user, "remind"))
        async with self._store.transaction() as tx:
            rounds = await tx.rounds(project.name, phase.id)
        if not rounds or not rounds[-1].live:
            raise Refused(NoOpenRound(phase.id, rounds[-1].state if rounds else None, "remind of"))
        return await self._remind(rounds[-1], by, snapshot.file.policy.rules.reminding, asker)

    async def _remind(
        self, review: Round, by: Reviewer, rules: Reminding, asker: Asker
    ) -> Reminded | Repeated:
        review = await members_now(review, self._chat)
        people = awaited(review)
        if not people:
            raise Refused(_nobody(review))
        async with self._store.transaction() as tx:
            brief = await tx.brief(review.id)
            zone = zone_of_project(await tx.schedules(), review.project)
        calls = await self._calls(people, zone, rules, asker.at)
        names = {person: brief.display(person) if brief else person for person in people}
        intents = {
            person: reminder(
                review, person, local_day(call.zone, call.at).isoformat(), asker.at, by
            )
            for person, call in calls.items()
            if not call.left
        }
        async with self._store.transaction() as tx:
            if not await tx.first_time(*asker.deliveries):
                return Repeated()
            sent = [person for person, intent in intents.items() if await tx.enqueue(intent)]
            if intents and not sent:
                raise Refused(_already(review, intents, calls, names, asker.at))
        return _reminded(review, sent, calls, names, asker.at)

    async def _calls(
        self, people: Iterable[str], fallback: str, rules: Reminding, now: datetime
    ) -> Mapping[str, "_Call"]:
        """Return when each of these may be reminded. Raises Unavailable before an ack is late."""
        asked = [self._call(person, fallback, rules, now) for person in people]
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return dict(zip(people, await asyncio.gather(*asked), strict=True))
        except TimeoutError as error:
            raise Unavailable("Slack does not say in time where people are.") from error

    async def _call(self, person: str, fallback: str, rules: Reminding, now: datetime) -> "_Call":
        where = await self._chat.whereabouts(person)
        zone = where.zone if zone_exists(where.zone) else fallback
        return _Call(zone, next_by_day(now, zone, rules.holidays), where.left)


@dataclass(frozen=True, slots=True)
class _Call:
    """When somebody is reminded, by the calendar of which zone; not at all, if they have left."""

    zone: str
    at: datetime
    left: bool


def reminder(
    review: Round, person: str, day: str, at: datetime, by: Reviewer | None = None
) -> Intent:
    """Return the intent that reminds a person of a round on one day (ISO) of theirs.

    Its key is what keeps two people, two presses, two replicas and the clock from doing it twice.
    """
    work = RemindPerson(review.project, review.id, person, day, by)
    key = reminder_key(review, person, day)
    return new_intent(work, key=key, correlation_id=review.id, at=at)


def reminder_key(review: Round, person: str, day: str) -> str:
    """Return the key of a person's reminder of a round on one day."""
    return f"remind:{review.id}:{person}:{day}"


def awaited(review: Round) -> dict[str, tuple[str, ...]]:
    """Return Slack id → the roles in which a round still waits for this person's verdict."""
    people = dict.fromkeys(person for seat in review.awaited() for person in seat.people)
    return {person: roles for person in people if (roles := roles_open_to(review, person))}


async def members_now(review: Round, chat: Chat) -> Round:
    """Return the round with its user groups filled as they are now. Raises Unavailable.

    A group that can't be read any more has those it had when the round was opened: they are to
    hear of it, whatever else it holds back.
    """
    groups = {seat.group for seat in review.terms.seats if seat.group}
    try:
        return with_members(review, {group: await chat.group_members(group) for group in groups})
    except Fault as fault:
        _log.warning("user group not read", round=review.id, why=str(fault), mend=fault.mend)
        return review


def zone_of_project(schedules: Sequence[Schedule], project: str) -> str:
    """Return the zone for people of whom Slack tells none: that of a digest, else UTC."""
    zones = (s.zone for s in schedules if s.project == project and zone_exists(s.zone))
    return next(zones, DEFAULT_ZONE)


def _nobody(review: Round) -> NobodyAwaited:
    return NobodyAwaited(review.phase, tuple(d.reviewer.display for d in review.gaps_listed()))


def _already(
    review: Round,
    people: Iterable[str],
    calls: Mapping[str, _Call],
    names: Mapping[str, str],
    now: datetime,
) -> RemindedToday:
    later = tuple((names[p], calls[p].at) for p in people if calls[p].at > now)
    today = tuple(names[p] for p in people if calls[p].at <= now)
    return RemindedToday(review.phase, today, later)


def _reminded(
    review: Round,
    sent: Sequence[str],
    calls: Mapping[str, _Call],
    names: Mapping[str, str],
    now: datetime,
) -> Reminded:
    later = tuple((names[p], calls[p].at) for p in sent if calls[p].at > now)
    at_once = tuple(names[p] for p in sent if calls[p].at <= now)
    return Reminded(review, at_once, later, tuple(names[p] for p, c in calls.items() if c.left))
