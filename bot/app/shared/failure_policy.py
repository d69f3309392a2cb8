"""What becomes of work that is refused, delayed or put aside: somebody hears of it, in words."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from bot.app.api.answers import Repeated, RetryKept
from bot.app.api.commands import Asker, RetryParked
from bot.app.shared.notifications import Telling, enqueue_all
from bot.app.shared.participants import owners_to_tell
from bot.ports.clock import Clock
from bot.ports.intents import (
    OPS_TRACK,
    Answer,
    AskMerge,
    ChangeEvidence,
    ChangeOps,
    CheckEvidence,
    Claimed,
    FollowMerge,
    FollowStanding,
    Intent,
    LandSignoff,
    MoveStatus,
    OpenRound,
    ShowCard,
    TellChannel,
    Work,
)
from bot.ports.store import Store, Transaction
from bot.readiness.branch import NO_PHASE
from bot.readiness.events import Parked, RequestRefused, StatusMoved, StillTrying
from bot.readiness.refusals import NotAnOwner, Refused
from bot.readiness.round import Round

Asked = MoveStatus | ChangeEvidence | OpenRound | CheckEvidence | ChangeOps
W = TypeVar("W", bound=Asked)


class Trouble:
    """Tells people what they would otherwise wait for in vain."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def refusing(
        self, handler: Callable[[W, Claimed], Awaitable[None]]
    ) -> Callable[[W, Claimed], Awaitable[None]]:
        """Return the handler with its refusals answered to whoever asked."""

        async def refused_or_done(work: W, claimed: Claimed) -> None:
            try:
                await handler(work, claimed)
            except Refused as refused:
                telling = self._telling(work.project, claimed)
                answer = telling.answer(work.reply, RequestRefused(refused.reason))
                async with self._store.transaction() as tx:
                    await enqueue_all(tx, answer)
                    await tx.finish(claimed)

        return refused_or_done

    async def delayed(self, claimed: Claimed, why: str) -> None:
        """Tell who waits that it is still being tried."""
        work = claimed.intent.work
        async with self._store.transaction() as tx:
            match work:
                case MoveStatus() | ChangeEvidence() | OpenRound() | CheckEvidence() | ChangeOps():
                    telling = self._telling(work.project, claimed)
                    event = StillTrying(work.phase, why)
                    await enqueue_all(tx, telling.person(work.actor.slack, event))
                case LandSignoff() | FollowMerge():
                    telling = self._telling(work.project, claimed)
                    review = await tx.round(work.round_id)
                    hearing = owners_to_tell(review) if review else ()
                    event = StillTrying(work.phase, why)
                    await enqueue_all(tx, *telling.people(hearing, event))
                case _:
                    pass  # a message that is late needs no message that says so

    async def parked(  # noqa: PLR0911 - one for each kind of work that somebody waits for
        self, claimed: Claimed, why: str, mend: str
    ) -> Sequence[Intent]:
        """Return what tells people that an intent waits for one of them."""
        intent, work = claimed.intent, claimed.intent.work
        match work:
            case MoveStatus() | ChangeEvidence() | OpenRound() | CheckEvidence() | ChangeOps():
                event = self._event("request", work.phase, intent, why, mend)
                return (self._telling(work.project, claimed).person(work.actor.slack, event),)
            case LandSignoff():
                return await self._round_parked("sign-off", work, claimed, (why, mend))
            case FollowMerge():
                return await self._round_parked("pull request", work, claimed, (why, mend))
            case ShowCard():
                return await self._round_parked("card", work, claimed, (why, mend))
            case FollowStanding() | AskMerge():
                return await self._standing_parked(work, claimed, why, mend)
            case Answer():
                event = self._event("answer", "", intent, why, mend)
                return (self._telling(work.project, claimed).person(work.reply.user, event),)
            case TellChannel(event=StatusMoved(phase=phase, actor=actor)):
                event = self._event("message", phase, intent, why, mend)
                return (self._telling(work.project, claimed).person(actor.slack, event),)
            case _:
                return ()  # the log has it: there is nobody to tell, or no other way to reach them

    async def retry(self, command: RetryParked, asker: Asker) -> RetryKept | Repeated:
        """Make a parked intent due again, at the word of somebody who was told of it, once."""
        async with self._store.transaction() as tx:
            if not await tx.first_time(*asker.deliveries):
                return Repeated()
            parked = await tx.parked(command.correlation_id)
            found = next((p.intent for p in parked if p.intent.id == command.intent_id), None)
            if found is None:
                return Repeated()
            review = await tx.round(command.correlation_id)
            if not await _waits_on_it(tx, found.work, asker.user):
                _require_concerned(found.work, review, asker)
            await tx.unpark(found.id, self._clock.now())
            if review is not None:
                telling = Telling(review.project, review.id, asker.delivery, asker.at)
                await enqueue_all(tx, telling.card(review.id))
        return RetryKept(review.phase if review else _phase_of(found.work))

    async def _round_parked(
        self,
        what: str,
        work: LandSignoff | FollowMerge | ShowCard,
        claimed: Claimed,
        said: tuple[str, str],
    ) -> Sequence[Intent]:
        async with self._store.transaction() as tx:
            review = await tx.round(work.round_id)
        if review is None:
            return ()
        telling = self._telling(work.project, claimed)
        event = self._event(what, review.phase, claimed.intent, *said)
        card = () if isinstance(work, ShowCard) else (telling.card(review.id),)
        return (*card, *telling.people(owners_to_tell(review), event))

    async def _standing_parked(
        self, work: FollowStanding | AskMerge, claimed: Claimed, why: str, mend: str
    ) -> Sequence[Intent]:
        """Tell those whose changes wait on the standing branch."""
        async with self._store.transaction() as tx:
            row = await tx.branch(work.project, NO_PHASE)
        telling = self._telling(work.project, claimed)
        event = self._event("pull request", OPS_TRACK, claimed.intent, why, mend)
        return tuple(telling.person(user, event) for user in (row.people if row else ()))

    def _event(self, what: str, phase: str, intent: Intent, why: str, mend: str) -> Parked:
        return Parked(what, phase, intent.id, intent.correlation_id, why, mend)

    def _telling(self, project: str, claimed: Claimed) -> Telling:
        # An intent that is tried again may be parked again, and that is told again.
        cause = f"{claimed.intent.id}#{claimed.attempt}"
        return Telling(project, claimed.intent.correlation_id, cause, self._clock.now())


async def _waits_on_it(tx: Transaction, work: Work, user: str) -> bool:
    """Tell whether it is about the standing branch, and a change of this person's is on that."""
    if not isinstance(work, FollowStanding | AskMerge):
        return False
    row = await tx.branch(work.project, NO_PHASE)
    return row is not None and user in row.people


def _require_concerned(work: Work, review: Round | None, asker: Asker) -> None:
    """Only those who are told of a parked intent may try it again."""
    if review is not None:
        concerned = owners_to_tell(review)
        if all(person.slack != asker.user for person in concerned):
            names = tuple(person.display for person in concerned)
            raise Refused(NotAnOwner(review.phase, "try again", names))
    elif _asker_of(work) != asker.user:
        raise Refused(NotAnOwner(_phase_of(work), "try again", (_asker_of(work),)))


def _asker_of(work: Work) -> str:
    """Return who made a request that belongs to no round: it is theirs alone."""
    if isinstance(work, Asked | Answer):
        return work.reply.user
    match work:
        case TellChannel(event=StatusMoved(actor=actor)):
            return actor.slack
        case _:
            return ""


def _phase_of(work: Work) -> str:
    if isinstance(work, Asked):
        return work.phase
    match work:
        case TellChannel(event=StatusMoved(phase=phase)):
            return phase
        case _:
            return ""
