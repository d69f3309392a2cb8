"""Reminding, by hand: whom a round waits for is sent a direct message, once a day at most."""

from bot.intents import Intent, TellPerson, new_intent
from bot.ports import Chat, Store
from bot.projects import Projects
from bot.readiness.ops import require_known
from bot.readiness.ops_events import ReviewReminded
from bot.readiness.people import as_reviewer
from bot.readiness.rights import roles_open_to
from bot.readiness.round import Reviewer, Round
from bot.usecases.answers import Reminded, Repeated
from bot.usecases.commands import Asker
from bot.usecases.verdicts import round_or_refuse, with_members


class Reminders:
    """Sends reminders at somebody's word."""

    def __init__(self, store: Store, projects: Projects, chat: Chat) -> None:
        self._store = store
        self._projects = projects
        self._chat = chat

    async def __call__(self, round_id: str, asker: Asker) -> Reminded | Repeated:
        """Remind everyone who may still decide. Raises Refused: no such round, or a stranger."""
        async with self._store.transaction() as tx:
            review = await round_or_refuse(tx, round_id)
            brief = await tx.brief(round_id)
        snapshot = await self._projects.current(self._projects.named(review.project))
        by = as_reviewer(require_known(snapshot.file.policy, asker.user))
        groups = {s.group for s in review.terms.seats if s.group}
        review = with_members(review, {g: await self._chat.group_members(g) for g in groups})
        reminders = {p: self._reminder(review, p, r, by, asker) for p, r in awaited(review).items()}
        async with self._store.transaction() as tx:
            if not await tx.first_time(asker.delivery):
                return Repeated()
            sent = [person for person, intent in reminders.items() if await tx.enqueue(intent)]
        return Reminded(review, tuple(brief.display(p) if brief else p for p in sent))

    def _reminder(
        self, review: Round, person: str, roles: tuple[str, ...], by: Reviewer, asker: Asker
    ) -> Intent:
        work = TellPerson(review.project, person, ReviewReminded(review, roles, by))
        # The key is what keeps two people, or two presses, from reminding someone twice a day.
        key = f"remind:{review.id}:{person}:{asker.at.date().isoformat()}"
        return new_intent(work, key=key, correlation_id=review.id, at=asker.at)


def awaited(review: Round) -> dict[str, tuple[str, ...]]:
    """Return Slack id → the roles in which a round still waits for this person's verdict."""
    people = dict.fromkeys(person for seat in review.awaited() for person in seat.people)
    return {person: roles for person in people if (roles := roles_open_to(review, person))}
