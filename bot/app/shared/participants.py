"""The people of a round: who hears of it, who sits in its seats, and whether it is open at all."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from bot.ports.store import Transaction
from bot.readiness.refusals import NoOpenRound, PhaseLocked, Refused, RoundOver
from bot.readiness.round import (
    Reviewer,
    Round,
    RoundState,
)

Members: TypeAlias = Mapping[str, tuple[str, ...]]  # user group → who is in it now


class GroupsWanted(Exception):
    """A round has seats for user groups, and nobody has asked Slack yet who is in them."""

    def __init__(self, groups: frozenset[str]) -> None:
        super().__init__(", ".join(sorted(groups)))
        self.groups = groups


async def round_or_refuse(tx: Transaction, round_id: str) -> Round:
    """Return a live round. Raises Refused for one that is not there, or over, or locked."""
    review = await tx.round(round_id)
    if review is None:
        raise Refused(NoOpenRound(""))
    if review.state is RoundState.LANDED:
        raise Refused(PhaseLocked(review.phase, review.landed_commit))
    if not review.live:
        raise Refused(RoundOver(review.phase, review.id, review.state))
    return review


def with_members(review: Round, members: Members) -> Round:
    """Return the round with the user groups of its seats filled as they are now.

    Raises GroupsWanted where `members` lacks one of them.
    """
    groups = frozenset(seat.group for seat in review.terms.seats if seat.group)
    if not groups:
        return review
    if not groups <= members.keys():
        raise GroupsWanted(groups)
    seats = tuple(replace(s, people=members[s.group]) if s.group else s for s in review.terms.seats)
    return replace(review, terms=replace(review.terms, seats=seats))


def owners_to_tell(review: Round) -> tuple[Reviewer, ...]:
    """Return who hears of a round by direct message: who asked, and the phase's owners."""
    seen = {r.slack: r for r in (review.requester, *review.owners)}
    return tuple(seen.values())
