"""Verdicts: what an approval and a list of gaps do to a round and to the gaps of its phase."""

from collections.abc import Sequence
from dataclasses import replace

from bot.readiness.gaps import accepted_by, listed, of_phase
from bot.readiness.refusals import EvidenceChanged, Refused
from bot.readiness.rights import decision_of, may_decide
from bot.readiness.round import Decision, Gap, GapState, NewGap, Round, RoundState, Ruling
from bot.readiness.text import clean_note
from bot.readiness.verdict import Approval, Ballot, GapsRuling


def approve(review: Round, gaps: Sequence[Gap], ballot: Ballot) -> Approval:
    """Return what an approval does; `gaps` are all gaps of the phase.

    It is bound to the evidence it saw, accepts the addressed gaps of its role, and completes the
    round where it fills the last seat while no gap stands.

    Raises:
        Refused: as `may_decide`, or `EvidenceChanged`, or `BadText` for the note.
    """
    seat = may_decide(review, ballot.reviewer.slack, ballot.role, Ruling.APPROVE)
    seen = ballot.seen_digest or ""
    if seen != review.digest:
        raise Refused(EvidenceChanged(review.phase, seen, review.digest))
    decision = _decision(review, ballot, seat.role, Ruling.APPROVE)
    after = replace(review, decisions=(*review.decisions, decision), version=review.version + 1)
    here = of_phase(review, gaps)
    complete = _complete(after, here)
    if complete:
        after = replace(after, state=RoundState.APPROVED)
    return Approval(after, decision, accepted_by(seat.role, here), complete)


def list_gaps(
    review: Round, gaps: Sequence[Gap], ballot: Ballot, new: Sequence[NewGap]
) -> GapsRuling:
    """Return what listing gaps does; `gaps` are all gaps of the phase.

    The reviewer's earlier verdict stays in the history, no longer in force, and a round that was
    approved is open again. It can't be approved any more: that takes a new one.

    Raises:
        Refused: as `may_decide`, or `EvidenceChanged` where a digest was seen, or `BadText`.
    """
    seat = may_decide(review, ballot.reviewer.slack, ballot.role, Ruling.GAPS)
    if ballot.seen_digest not in (None, review.digest):
        raise Refused(EvidenceChanged(review.phase, ballot.seen_digest or "", review.digest))
    found = listed(review, of_phase(review, gaps), seat.role, ballot, new)
    decision = _decision(review, ballot, seat.role, Ruling.GAPS)
    earlier = decision_of(review, ballot.reviewer.slack)
    history = (replace(d, in_force=False) if d is earlier else d for d in review.decisions)
    after = replace(
        review,
        state=RoundState.OPEN,
        decisions=(*history, decision),
        version=review.version + 1,
    )
    return GapsRuling(after, decision, found)


def _complete(review: Round, gaps: Sequence[Gap]) -> bool:
    stands = review.gaps_listed() or any(gap.state is GapState.OPEN for gap in gaps)
    return not stands and not review.awaited()


def _decision(review: Round, ballot: Ballot, role: str, ruling: Ruling) -> Decision:
    return Decision(
        id=ballot.id,
        role=role,
        reviewer=ballot.reviewer,
        ruling=ruling,
        at=ballot.at,
        digest=review.digest,
        note=clean_note("note", ballot.note),
    )
