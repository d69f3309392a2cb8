"""A sign-off that is in the project's branch: the round is over, and everyone hears of it."""

from bot.app.shared.notifications import Telling, enqueue_all
from bot.app.shared.participants import owners_to_tell
from bot.ports.clock import Clock
from bot.ports.errors import Fault
from bot.ports.intents import Claimed
from bot.ports.store import Transaction
from bot.readiness.events import Landed
from bot.readiness.round import Round, RoundState
from bot.readiness.rounds import landed


async def has_landed(tx: Transaction, claimed: Claimed, commit: str, clock: Clock) -> None:
    """Keep that the intent's round has landed in a commit, tell it, and finish the intent."""
    now = clock.now()
    review = await tx.round(claimed.intent.correlation_id)
    if review is None:
        raise Fault("The round is not in the database any more.", "Restore the database.")
    done = landed(review, commit)
    event = Landed(done, commit, now, await _was_signed_off(tx, review))
    await tx.save_round(done)
    telling = Telling(review.project, review.id, f"{claimed.intent.id}:landed", now)
    await enqueue_all(
        tx,
        telling.card(review.id),
        telling.thread(review.id, event),
        *telling.people(owners_to_tell(done), event),
    )
    await tx.finish(claimed)


async def _was_signed_off(tx: Transaction, review: Round) -> bool:
    rounds = await tx.rounds(review.project, review.phase)
    return any(r.state is RoundState.LANDED and r.id != review.id for r in rounds)
