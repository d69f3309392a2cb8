"""Voiding a round: nothing is written for it, and everybody who took part hears why."""

from dataclasses import replace

from bot.app.shared.notifications import Telling, enqueue_all
from bot.app.shared.participants import owners_to_tell
from bot.ports.store import Transaction
from bot.readiness.events import NotMerged, Voided
from bot.readiness.rounds import void


async def void_round(tx: Transaction, event: Voided | NotMerged, telling: Telling) -> None:
    """Void the event's round as the database has it now. Raises Refused where it is over."""
    review = await tx.round(event.round.id)
    voided = void(review or event.round)
    told = replace(event, round=voided)
    await tx.save_round(voided)
    approvers = (decision.reviewer for decision in voided.approvals())
    await enqueue_all(
        tx,
        telling.card(voided.id),
        telling.thread(voided.id, told),
        *telling.people((*owners_to_tell(voided), *approvers), told),
    )
