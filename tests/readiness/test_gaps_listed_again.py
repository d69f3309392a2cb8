"""A reviewer names an earlier gap by its id: it is the same gap, open again."""

from dataclasses import replace

import pytest

from bot.readiness.gaps import listed_again
from bot.readiness.refusals import NoSuchGap, Refused
from bot.readiness.review import list_gaps
from bot.readiness.round import GapState, GapTarget
from tests.readiness.cast import ballot, gap, review_round

ROUND = review_round(number=2)
TIED = replace(gap(3, GapState.ADDRESSED), target=GapTarget.EVIDENCE, about="api/openapi.yaml")


def test_a_gap_named_by_id_keeps_its_number_and_is_open_again() -> None:
    drafts = listed_again((gap(1), TIED), ("p4-g3",))

    (found,) = list_gaps(ROUND, (gap(1), TIED), ballot("sam", ROUND), drafts).gaps

    assert (found.id, found.state, found.about) == ("P4-G3", GapState.OPEN, "api/openapi.yaml")


def test_a_gap_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        listed_again((gap(1),), ("P4-G9",))

    assert caught.value.reason == NoSuchGap("P4-G9", ("P4-G1",))
