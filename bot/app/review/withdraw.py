"""`withdraw`: an owner takes a request back. It stays in the history."""

from bot.app.api.answers import Repeated, WithdrawKept
from bot.app.api.commands import Asker
from bot.app.api.forms import WithdrawForm
from bot.app.shared.notifications import Telling, enqueue_all
from bot.app.shared.participants import owners_to_tell, round_or_refuse
from bot.ports.store import Store
from bot.readiness.events import Withdrawn
from bot.readiness.rounds import withdraw


class WithdrawRounds:
    """Withdraws rounds."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def __call__(self, round_id: str, asker: Asker) -> WithdrawKept | Repeated:
        """Withdraw a round. Raises Refused to all but owners."""
        async with self._store.transaction() as tx:
            if not await tx.first_time(*asker.deliveries):
                return Repeated()
            review = await round_or_refuse(tx, round_id)
            withdrawn = withdraw(review, asker.user)
            await tx.save_round(withdrawn)
            by = next(o for o in review.owners if o.slack == asker.user)
            telling = Telling(review.project, review.id, asker.delivery, asker.at)
            event = Withdrawn(withdrawn, by)
            approvers = (d.reviewer for d in review.approvals())
            hearing = [*owners_to_tell(review), *approvers]
            await enqueue_all(
                tx,
                telling.card(review.id),
                telling.thread(review.id, event),
                *telling.people((r for r in hearing if r.slack != asker.user), event),
            )
        return WithdrawKept(withdrawn)

    async def form(self, round_id: str, user: str) -> WithdrawForm:
        """Return what this owner's form shows. Raises Refused."""
        async with self._store.transaction() as tx:
            review = await round_or_refuse(tx, round_id)
        withdraw(review, user)
        return WithdrawForm(review, next(o for o in review.owners if o.slack == user))
