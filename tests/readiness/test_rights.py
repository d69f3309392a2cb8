"""Who may give which verdict, as which role: every refusal by name."""

from dataclasses import replace

import pytest

from bot.readiness.refusals import (
    AlreadyApproved,
    Barred,
    GapsStand,
    LandingUnderWay,
    LeavesNobody,
    NotAReviewer,
    OneRoleEach,
    Refusal,
    Refused,
    RoleFilled,
    RoleUnclear,
    RoundOver,
)
from bot.readiness.review import approve
from bot.readiness.rights import may_decide, roles_open_to
from bot.readiness.round import Bar, Round, RoundState, Ruling
from bot.readiness.rounds import begin_landing
from tests.readiness.cast import TERMS, approved_by, ballot, barring, gaps_by, review_round, terms

OPEN = review_round()
BOTH = [Ruling.APPROVE, Ruling.GAPS]
TWO_ROLES = terms(security=(1, "ann sam"), ops=(1, "ann otto"))


def refusal(
    review: Round, slack_id: str, role: str | None = None, ruling: Ruling = Ruling.APPROVE
) -> Refusal:
    with pytest.raises(Refused) as refused:
        may_decide(review, slack_id, role, ruling)
    return refused.value.reason


@pytest.mark.parametrize("ruling", BOTH)
def test_the_only_role_a_person_can_fill_is_inferred(ruling: Ruling) -> None:
    assert may_decide(OPEN, "U-SAM", None, ruling).role == "security"
    assert may_decide(OPEN, "U-SAM", "SECURITY", ruling).role == "security"


@pytest.mark.parametrize("ruling", BOTH)
@pytest.mark.parametrize("slack_id", ["U-ZOE", "U-DANA", "sam", "u-sam", ""])
def test_someone_in_no_role_is_no_reviewer(slack_id: str, ruling: Ruling) -> None:
    assert refusal(OPEN, slack_id, None, ruling) == NotAReviewer(
        "P4", "", ("architecture", "security", "ops")
    )
    assert roles_open_to(OPEN, slack_id) == ()


@pytest.mark.parametrize("role", ["ops", "legal"])
def test_a_reviewer_of_another_role_is_no_reviewer_of_this_one(role: str) -> None:
    assert refusal(OPEN, "U-SAM", role) == NotAReviewer(
        "P4", role, ("architecture", "security", "ops")
    )


@pytest.mark.parametrize("ruling", BOTH)
@pytest.mark.parametrize("bar", list(Bar))
def test_a_barred_person_gives_no_verdict(bar: Bar, ruling: Ruling) -> None:
    review = review_round(barring(TERMS, ann=bar))

    assert refusal(review, "U-ANN", None, ruling) == Barred("P4", bar)
    assert roles_open_to(review, "U-ANN") == ()
    assert may_decide(review, "U-ABE", None, ruling).role == "architecture"


@pytest.mark.parametrize("ruling", BOTH)
def test_with_several_roles_one_has_to_be_named(ruling: Ruling) -> None:
    review = review_round(TWO_ROLES)

    assert refusal(review, "U-ANN", None, ruling) == RoleUnclear("P4", ("security", "ops"), ruling)
    assert may_decide(review, "U-ANN", "ops", ruling).role == "ops"
    assert roles_open_to(review, "U-ANN") == ("security", "ops")


@pytest.mark.parametrize("ruling", BOTH)
def test_of_several_roles_the_one_still_awaited_is_inferred(ruling: Ruling) -> None:
    review = approved_by(review_round(TWO_ROLES), "sam")

    assert may_decide(review, "U-ANN", None, ruling).role == "ops"
    assert roles_open_to(review, "U-ANN") == ("ops",)


@pytest.mark.parametrize("role", [None, "security"])
def test_approving_twice_is_told_so(role: str | None) -> None:
    review = approved_by(OPEN, "sam")

    assert refusal(review, "U-SAM", role) == AlreadyApproved("P4", "security")
    assert roles_open_to(review, "U-SAM") == ()


@pytest.mark.parametrize("ruling", BOTH)
def test_one_person_fills_one_role_in_a_round(ruling: Ruling) -> None:
    review = review_round(terms(security=(2, "ann sam zoe"), ops=(2, "ann otto dana")))
    decided = approve(review, (), ballot("ann", review, "ops")).round

    assert refusal(decided, "U-ANN", "security", ruling) == OneRoleEach("P4", "ops")


def test_a_filled_role_takes_no_further_approval() -> None:
    review = approved_by(OPEN, "ann")

    assert refusal(review, "U-ABE") == RoleFilled("P4", "architecture", ("Ann",))
    assert roles_open_to(review, "U-ABE") == ()


def test_a_filled_role_may_still_list_gaps() -> None:
    review = approved_by(OPEN, "ann")

    assert may_decide(review, "U-ABE", None, Ruling.GAPS).role == "architecture"


def test_gaps_never_become_an_approval_in_the_same_round() -> None:
    review = gaps_by(OPEN, "ann", "No diagram.")

    assert refusal(review, "U-ANN") == GapsStand("P4", "architecture")
    assert refusal(review, "U-ABE") == GapsStand("P4", "architecture", ("Ann",))
    assert roles_open_to(review, "U-ABE") == ()


def test_gaps_leave_the_round_open_to_the_other_roles() -> None:
    review = gaps_by(OPEN, "ann", "No diagram.")

    assert may_decide(review, "U-SAM", None, Ruling.APPROVE).role == "security"
    assert roles_open_to(review, "U-SAM") == ("security",)


def test_a_reviewer_who_listed_gaps_may_list_more() -> None:
    review = gaps_by(OPEN, "ann", "No diagram.")

    assert may_decide(review, "U-ANN", None, Ruling.GAPS).role == "architecture"


@pytest.mark.parametrize("ruling", BOTH)
@pytest.mark.parametrize(
    "state",
    [RoundState.LANDED, RoundState.SUPERSEDED, RoundState.WITHDRAWN, RoundState.VOIDED],
)
def test_a_round_that_is_over_takes_no_verdict(state: RoundState, ruling: Ruling) -> None:
    review = replace(OPEN, state=state)

    assert refusal(review, "U-SAM", None, ruling) == RoundOver("P4", "round-1", state)
    assert roles_open_to(review, "U-SAM") == ()


def test_verdicts_are_held_still_while_the_sign_off_is_written() -> None:
    review = begin_landing(approved_by(OPEN, "ann", "sam", "otto"))

    assert refusal(review, "U-ANN", None, Ruling.GAPS) == LandingUnderWay("P4")
    assert refusal(review, "U-ABE", None, Ruling.GAPS) == LandingUnderWay("P4")
    assert refusal(review, "U-ABE") == LandingUnderWay("P4")
    assert refusal(review, "U-ANN") == AlreadyApproved("P4", "architecture")
    assert roles_open_to(review, "U-ABE") == ()


def test_nobody_takes_a_role_that_would_leave_another_without_people() -> None:
    review = review_round(terms(architecture=(1, "ann abe"), security=(1, "ann")))

    assert roles_open_to(review, "U-ANN") == ("security",)
    assert may_decide(review, "U-ANN", None, Ruling.APPROVE).role == "security"
    assert refusal(review, "U-ANN", "architecture") == LeavesNobody(
        "P4", "architecture", ("security",)
    )


def test_a_role_that_is_lost_anyway_keeps_nobody_from_another() -> None:
    review = review_round(
        terms(architecture=(1, "ann abe"), security=(1, "ann abe"), ops=(1, "otto"))
    )
    gaps = gaps_by(review, "otto", "No runbook.")

    assert roles_open_to(gaps, "U-ANN") == ("architecture", "security")
