"""What approvals and lists of gaps do to a round."""

from dataclasses import replace

import pytest

from bot.readiness.refusals import BadText, EvidenceChanged, GapsStand, Refused
from bot.readiness.review import approve, list_gaps
from bot.readiness.round import Bar, GapState, NewGap, RoundState, Ruling
from bot.readiness.rounds import begin_landing, cancel_landing
from tests.readiness.cast import (
    NOW,
    TERMS,
    approved_by,
    ballot,
    barring,
    gap,
    gaps_by,
    review_round,
    reviewer,
    terms,
)

OPEN = review_round()


def test_a_new_round_starts_without_approvals() -> None:
    earlier = approved_by(OPEN, "ann", "sam")
    again = review_round(number=2)

    assert len(earlier.approvals()) == 2
    assert again.approvals() == ()
    assert [seat.role for seat in again.awaited()] == ["architecture", "security", "ops"]


def test_an_approval_is_kept_as_it_was_given() -> None:
    given = ballot("sam", OPEN, "Security", " Looks  good ")

    found = approve(OPEN, (), given)

    assert found.decision == found.round.decisions[-1]
    assert found.decision.id == "round-1/1"
    assert found.decision.role == "security"
    assert found.decision.reviewer == reviewer("sam")
    assert found.decision.ruling is Ruling.APPROVE
    assert found.decision.at > NOW
    assert found.decision.digest == OPEN.digest
    assert found.decision.note == "Looks good"
    assert found.decision.in_force
    assert not found.complete
    assert found.round.state is RoundState.OPEN
    assert found.round.version == OPEN.version + 1


def test_the_round_is_approved_when_every_seat_is_filled() -> None:
    almost = approved_by(OPEN, "abe", "otto")

    last = approve(almost, (), ballot("sam", almost))

    assert almost.state is RoundState.OPEN
    assert last.complete
    assert last.round.state is RoundState.APPROVED
    assert last.round.awaited() == ()


def test_a_count_is_met_by_distinct_people() -> None:
    review = review_round(terms(security=(2, "ann sam")))

    one = approved_by(review, "ann")
    two = approved_by(one, "sam")

    assert one.state is RoundState.OPEN
    assert two.state is RoundState.APPROVED
    assert {d.reviewer.slack for d in two.approvals("security")} == {"U-ANN", "U-SAM"}


@pytest.mark.parametrize("seen", ["sha256:other", "", None])
def test_an_approval_is_bound_to_the_evidence_it_saw(seen: str | None) -> None:
    given = replace(ballot("sam", OPEN), seen_digest=seen)

    with pytest.raises(Refused) as refused:
        approve(OPEN, (), given)

    assert refused.value.reason == EvidenceChanged("P4", seen or "", OPEN.digest)


def test_gaps_seen_on_other_evidence_are_refused_but_need_not_have_seen_any() -> None:
    stale = replace(ballot("sam", OPEN), seen_digest="sha256:other")
    unseen = replace(stale, seen_digest=None)

    with pytest.raises(Refused) as refused:
        list_gaps(OPEN, (), stale, [NewGap("No TLS.")])

    assert refused.value.reason == EvidenceChanged("P4", "sha256:other", OPEN.digest)
    assert list_gaps(OPEN, (), unseen, [NewGap("No TLS.")]).decision.digest == OPEN.digest


def test_a_round_with_gaps_takes_the_other_verdicts_but_is_not_approved() -> None:
    review = gaps_by(OPEN, "ann", "No diagram.")

    review = approved_by(review, "sam", "otto")

    assert review.state is RoundState.OPEN
    assert len(review.approvals()) == 2


def test_gaps_from_a_second_reviewer_keep_a_filled_round_from_approval() -> None:
    review = approved_by(gaps_by(approved_by(OPEN, "ann"), "abe", "No diagram."), "sam", "otto")

    assert review.awaited() == ()
    assert review.state is RoundState.OPEN


def test_an_open_gap_of_the_phase_keeps_it_from_approval_whoever_listed_it() -> None:
    almost = approved_by(OPEN, "ann", "sam")

    found = approve(almost, (gap(1),), ballot("otto", almost))

    assert not found.complete
    assert found.round.state is RoundState.OPEN


def test_a_gap_of_another_phase_or_project_does_not_count() -> None:
    almost = approved_by(OPEN, "ann", "sam")
    others = (replace(gap(1), phase="P5"), replace(gap(2), project="other"))

    assert approve(almost, others, ballot("otto", almost)).complete


def test_until_landed_an_approval_may_be_replaced_by_gaps() -> None:
    approved = approved_by(OPEN, "ann", "sam", "otto")

    found = list_gaps(approved, (), ballot("sam", approved), [NewGap("No TLS.")])

    assert found.round.state is RoundState.OPEN
    assert [d.in_force for d in found.round.decisions] == [True, False, True, True]
    assert [d.role for d in found.round.approvals()] == ["architecture", "ops"]
    assert found.round.gaps_listed() == (found.decision,)
    assert found.round.version == approved.version + 1


def test_gaps_are_never_replaced_by_an_approval() -> None:
    review = gaps_by(OPEN, "sam", "No TLS.")

    with pytest.raises(Refused) as refused:
        approve(review, (), ballot("sam", review))

    assert refused.value.reason == GapsStand("P4", "security")


def test_a_landing_that_is_known_not_to_have_written_lets_gaps_in_again() -> None:
    review = cancel_landing(begin_landing(approved_by(OPEN, "ann", "sam", "otto")))

    assert gaps_by(review, "ann", "No diagram.").state is RoundState.OPEN


def test_a_second_list_replaces_the_first_verdict_and_keeps_it_in_the_history() -> None:
    first = list_gaps(OPEN, (), ballot("sam", OPEN), [NewGap("No TLS.")])

    second = list_gaps(first.round, first.gaps, ballot("sam", first.round), [NewGap("No logs.")])

    assert [d.in_force for d in second.round.decisions] == [False, True]
    assert [g.id for g in second.gaps] == ["P4-G2"]


def test_approving_as_a_role_accepts_the_addressed_gaps_of_that_role() -> None:
    mine = gap(1, GapState.ADDRESSED)
    other = gap(2, GapState.ADDRESSED, role="ops")
    accepted = gap(3, GapState.ACCEPTED)

    found = approve(OPEN, (mine, other, accepted), ballot("sam", OPEN))

    assert found.accepted == (replace(mine, state=GapState.ACCEPTED),)


def test_time_changes_nothing_timeout_is_not_denial() -> None:
    late = replace(ballot("sam", OPEN), at=NOW.replace(year=NOW.year + 5))

    assert approve(OPEN, (), late).round.approvals("security")


def test_a_barred_person_is_never_counted() -> None:
    review = review_round(barring(TERMS, sam=Bar.EVIDENCE_AUTHOR))

    with pytest.raises(Refused):
        approve(review, (), ballot("sam", review))


def test_a_refused_list_changes_nothing_and_names_the_field() -> None:
    with pytest.raises(Refused) as refused:
        list_gaps(OPEN, (), ballot("sam", OPEN), [NewGap("No TLS."), NewGap(" \u200b ")])

    assert refused.value.reason == BadText("gap", "empty", 4000)
