"""The life of a round: what ends it, what holds it still, and its versions."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.readiness.refusals import (
    LandingUnderWay,
    NotAnOwner,
    NotApproved,
    Refusal,
    Refused,
    RoundOver,
)
from bot.readiness.round import Round, RoundState
from bot.readiness.rounds import (
    Asking,
    begin_landing,
    cancel_landing,
    is_asked_again,
    landed,
    open_round,
    supersede,
    void,
    withdraw,
)
from bot.readiness.status import Action
from tests.readiness.cast import (
    HEAD,
    NOW,
    TERMS,
    approved_by,
    audit,
    gaps_by,
    phase,
    review_round,
    reviewer,
)

OPEN = review_round()
APPROVED = approved_by(OPEN, "ann", "sam", "otto")
LANDING = begin_landing(APPROVED)
OVER = [RoundState.LANDED, RoundState.SUPERSEDED, RoundState.WITHDRAWN, RoundState.VOIDED]


def refusal(change: Callable[[Round], Round], review: Round) -> Refusal:
    with pytest.raises(Refused) as refused:
        change(review)
    return refused.value.reason


def withdrawn(review: Round) -> Round:
    return withdraw(review, "U-DANA")


def test_a_round_is_pinned_to_what_the_audit_looked_at() -> None:
    asking = Asking("id-1", "demo", 3, reviewer("dana"), NOW)

    found = open_round(asking, phase(), audit(), TERMS, (reviewer("dana"),))

    assert (found.id, found.project, found.number) == ("id-1", "demo", 3)
    assert (found.phase, found.title) == ("P4", "Title of P4")
    assert (found.commit, found.policy_oid) == (HEAD, "b" * 40)
    assert found.digest == audit().digest
    assert (found.requester, found.requested_at) == (reviewer("dana"), NOW)
    assert (found.terms, found.owners) == (TERMS, (reviewer("dana"),))
    assert (found.state, found.decisions, found.landing) == (RoundState.OPEN, (), False)


def test_the_same_request_again_is_known_until_anything_has_happened() -> None:
    by, digest = OPEN.requester.slack, OPEN.digest
    assert is_asked_again(OPEN, by, digest)
    assert not is_asked_again(OPEN, "U-ANN", digest)
    assert not is_asked_again(OPEN, by, "sha256:other")
    for changed in (APPROVED, approved_by(OPEN, "ann"), *(replace(OPEN, state=s) for s in OVER)):
        assert not is_asked_again(changed, by, digest)


@pytest.mark.parametrize("review", [OPEN, APPROVED])
@pytest.mark.parametrize(
    ("change", "state"), [(supersede, RoundState.SUPERSEDED), (withdrawn, RoundState.WITHDRAWN)]
)
def test_a_round_that_ends_stays_in_the_history_with_its_decisions(
    change: Callable[[Round], Round], state: RoundState, review: Round
) -> None:
    found = change(review)

    assert found == replace(review, state=state, version=review.version + 1)


@pytest.mark.parametrize("change", [supersede, withdrawn])
def test_a_landing_under_way_can_not_be_pulled_away(change: Callable[[Round], Round]) -> None:
    assert refusal(change, LANDING) == LandingUnderWay("P4")


@pytest.mark.parametrize("change", [supersede, withdrawn, void])
@pytest.mark.parametrize("state", OVER)
def test_a_round_that_is_over_does_not_end_again(
    change: Callable[[Round], Round], state: RoundState
) -> None:
    assert refusal(change, replace(OPEN, state=state)) == RoundOver("P4", "round-1", state)


@pytest.mark.parametrize("slack_id", ["U-ANN", "U-ZOE", "dana"])
def test_only_an_owner_withdraws(slack_id: str) -> None:
    reason = refusal(lambda review: withdraw(review, slack_id), OPEN)

    assert reason == NotAnOwner("P4", Action.WITHDRAW, ("Dana",))


@pytest.mark.parametrize("state", [RoundState.OPEN, *OVER])
@pytest.mark.parametrize("change", [begin_landing, lambda review: landed(review, HEAD)])
def test_only_an_approved_round_lands(change: Callable[[Round], Round], state: RoundState) -> None:
    assert refusal(change, replace(OPEN, state=state)) == NotApproved("P4", "round-1", state)


def test_an_approval_replaced_before_the_landing_began_stops_it() -> None:
    review = gaps_by(APPROVED, "sam", "No TLS.")

    assert refusal(begin_landing, review) == NotApproved("P4", "round-1", RoundState.OPEN)


def test_a_landing_begins_once_and_is_cancelled_once() -> None:
    cancelled = cancel_landing(LANDING)

    assert LANDING.landing
    assert LANDING.version == APPROVED.version + 1
    assert begin_landing(LANDING) == LANDING
    assert not cancelled.landing
    assert cancelled.version == LANDING.version + 1
    assert cancel_landing(cancelled) == cancelled


def test_a_landed_round_knows_its_commit_and_may_be_told_twice() -> None:
    found = landed(LANDING, HEAD)

    assert (found.state, found.landing, found.landed_commit) == (RoundState.LANDED, False, HEAD)
    assert found.version == LANDING.version + 1
    assert landed(found, HEAD) == found
    assert refusal(lambda review: landed(review, "d" * 40), found) == NotApproved(
        "P4", "round-1", RoundState.LANDED
    )


@pytest.mark.parametrize("review", [OPEN, APPROVED, LANDING])
def test_a_changed_pin_voids_the_round_also_while_it_lands(review: Round) -> None:
    found = void(review)

    assert (found.state, found.landing) == (RoundState.VOIDED, False)
    assert found.decisions == review.decisions
    assert found.version == review.version + 1
