"""The life of a round, from the request to its end. Every change is one version more."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.readiness.evidence import Audit
from bot.readiness.phase import Phase
from bot.readiness.refusals import LandingUnderWay, NotAnOwner, NotApproved, Refused, RoundOver
from bot.readiness.round import Reviewer, Round, RoundState, Terms
from bot.readiness.status import Action


@dataclass(frozen=True, slots=True)
class Asking:
    """A request as it is made: the round's correlation id and number, by whom, when (UTC)."""

    correlation_id: str
    project: str
    number: int
    requester: Reviewer
    at: datetime


def open_round(
    asking: Asking, phase: Phase, audit: Audit, terms: Terms, owners: tuple[Reviewer, ...]
) -> Round:
    """Return a new round, without approvals, pinned to what the audit looked at."""
    return Round(
        id=asking.correlation_id,
        project=asking.project,
        phase=phase.id,
        title=phase.title,
        number=asking.number,
        requester=asking.requester,
        requested_at=asking.at,
        commit=audit.commit,
        digest=audit.digest,
        policy_oid=audit.policy_oid,
        terms=terms,
        owners=owners,
    )


def is_asked_again(review: Round, by: str, digest: str) -> bool:
    """Tell whether a request says what this round says already: nothing has happened since.

    `by` is a Slack id. A verdict changes what a request means: asking then begins anew.
    """
    untouched = review.state is RoundState.OPEN and not review.decisions
    return untouched and review.requester.slack == by and review.digest == digest


def supersede(review: Round) -> Round:
    """Return the round replaced by a newer one. Its decisions stay in the history."""
    _require_changeable(review)
    return replace(review, state=RoundState.SUPERSEDED, version=review.version + 1)


def withdraw(review: Round, slack_id: str) -> Round:
    """Return the round withdrawn by an owner.

    Raises:
        Refused: `NotAnOwner`, `RoundOver`, or `LandingUnderWay`.
    """
    if all(owner.slack != slack_id for owner in review.owners):
        names = tuple(owner.display for owner in review.owners)
        raise Refused(NotAnOwner(review.phase, Action.WITHDRAW, names))
    _require_changeable(review)
    return replace(review, state=RoundState.WITHDRAWN, version=review.version + 1)


def begin_landing(review: Round) -> Round:
    """Return the round with its verdicts held still for a write; again is no change.

    Raises:
        Refused: `NotApproved`, also where an approval has been replaced meanwhile.
    """
    _require_approved(review)
    if review.landing:
        return review
    return replace(review, landing=True, version=review.version + 1)


def cancel_landing(review: Round) -> Round:
    """Return the round taking verdicts again, once it is known that nothing was written."""
    if not review.landing:
        return review
    return replace(review, landing=False, version=review.version + 1)


def landed(review: Round, commit: str) -> Round:
    """Return the round landed in this commit; told of the same commit again is no change.

    Raises:
        Refused: `NotApproved`.
    """
    if review.state is RoundState.LANDED and review.landed_commit == commit:
        return review
    _require_approved(review)
    return replace(
        review,
        state=RoundState.LANDED,
        landing=False,
        landed_commit=commit,
        version=review.version + 1,
    )


def void(review: Round) -> Round:
    """Return the round voided: what was approved is no longer what is there.

    It is the landing that finds this out, so a landing under way does not hinder it.

    Raises:
        Refused: `RoundOver`.
    """
    if not review.live:
        raise Refused(RoundOver(review.phase, review.id, review.state))
    return replace(review, state=RoundState.VOIDED, landing=False, version=review.version + 1)


def _require_changeable(review: Round) -> None:
    if not review.live:
        raise Refused(RoundOver(review.phase, review.id, review.state))
    if review.landing:
        raise Refused(LandingUnderWay(review.phase))


def _require_approved(review: Round) -> None:
    if review.state is not RoundState.APPROVED:
        raise Refused(NotApproved(review.phase, review.id, review.state))
