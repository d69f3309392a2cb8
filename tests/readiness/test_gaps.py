"""The life of a gap, and its id as people type it."""

from dataclasses import replace

import pytest

from bot.readiness.gaps import address, find_gap, parse_gap_id
from bot.readiness.refusals import BadText, GapClosed, NoSuchGap, Refused
from bot.readiness.review import approve, list_gaps
from bot.readiness.round import Gap, GapState, GapTarget, NewGap
from tests.readiness.cast import ballot, gap, review_round, reviewer

ROUND = review_round(number=2)


def listed(*new: NewGap, known: tuple[Gap, ...] = (), by: str = "sam") -> tuple[Gap, ...]:
    return list_gaps(ROUND, known, ballot(by, ROUND), new).gaps


def test_gaps_are_numbered_on_within_the_phase() -> None:
    known = (gap(4, text="Old."), replace(gap(9), phase="P5"), replace(gap(8), project="other"))

    found = listed(NewGap("One."), NewGap("Two."), known=known)

    assert [g.id for g in found] == ["P4-G5", "P4-G6"]


def test_a_new_gap_says_who_listed_it_where_and_what_it_is_about() -> None:
    (found,) = listed(NewGap(" No  TLS.\n", GapTarget.EVIDENCE, "api/openapi.yaml"))

    assert found == Gap(
        project="demo",
        phase="P4",
        number=1,
        round_id="round-2",
        role="security",
        reviewer=reviewer("sam"),
        text="No TLS.",
        target=GapTarget.EVIDENCE,
        about="api/openapi.yaml",
        state=GapState.OPEN,
        listed_at=ballot("sam", ROUND).at,
    )


@pytest.mark.parametrize("state", [GapState.ADDRESSED, GapState.ACCEPTED])
@pytest.mark.parametrize("text", ["No TLS.", " no  tls. ", "NO TLS\N{ONE DOT LEADER}"])
def test_listing_a_gap_again_reopens_it(state: GapState, text: str) -> None:
    known = replace(gap(3, state), note="Fixed in abc.")

    (found,) = listed(NewGap(text), known=(known,))

    assert found.id == "P4-G3"
    assert found.state is GapState.OPEN
    assert found.round_id == "round-2"
    assert found.listed_at == ballot("sam", ROUND).at
    assert (found.text, found.note) == ("No TLS.", "Fixed in abc.")


@pytest.mark.parametrize(
    "other",
    [
        gap(3, GapState.ADDRESSED, role="ops"),
        gap(3, GapState.ADDRESSED, text="No mTLS."),
        replace(gap(3, GapState.ADDRESSED), about="ERD.md"),
        replace(gap(3, GapState.ADDRESSED), target=GapTarget.DELIVERABLE),
    ],
)
def test_a_gap_of_another_role_text_target_or_subject_is_a_new_one(other: Gap) -> None:
    (found,) = listed(NewGap("No TLS."), known=(other,))

    assert found.number == 4


def test_a_gap_that_is_open_yet_keeps_its_number_and_its_place() -> None:
    assert listed(NewGap("no tls."), known=(gap(3),)) == (gap(3),)


def test_a_gap_given_twice_is_listed_once() -> None:
    found = listed(NewGap("No TLS."), NewGap("No logs."), NewGap("no TLS."))

    assert [g.text for g in found] == ["No TLS.", "No logs."]


def test_a_list_without_gaps_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        listed()

    assert refused.value.reason == BadText("gap", "empty")


def test_a_gap_is_addressed_with_a_note_and_again_with_another() -> None:
    once = address(gap(), "See ADR-7.\r\nAnd ADR-8.")
    twice = address(once, "See ADR-9.")

    assert (once.state, once.note) == (GapState.ADDRESSED, "See ADR-7.\nAnd ADR-8.")
    assert (twice.state, twice.note) == (GapState.ADDRESSED, "See ADR-9.")


def test_an_accepted_gap_is_closed() -> None:
    with pytest.raises(Refused) as refused:
        address(gap(2, GapState.ACCEPTED), "Late.")

    assert refused.value.reason == GapClosed("P4-G2")


def test_a_gap_is_addressed_in_words() -> None:
    with pytest.raises(Refused) as refused:
        address(gap(), "  ")

    assert refused.value.reason == BadText("note", "empty", 4000)


def test_the_whole_life_listed_addressed_accepted_and_reopened() -> None:
    (first,) = listed(NewGap("No TLS."))
    done = address(first, "Done.")
    later = review_round(number=3)
    (accepted,) = approve(later, (done,), ballot("sam", later)).accepted
    last = review_round(number=4)
    (again,) = list_gaps(last, (accepted,), ballot("sam", last), [NewGap("No TLS.")]).gaps

    states = [g.state for g in (first, done, accepted, again)]
    assert states == [GapState.OPEN, GapState.ADDRESSED, GapState.ACCEPTED, GapState.OPEN]
    assert again.round_id == "round-4"
    assert {g.id for g in (first, done, accepted, again)} == {"P4-G1"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P4-G2", ("P4", 2)),
        (" p4-g12 ", ("p4", 12)),
        ("TN-07-G3", ("TN-07", 3)),
        ("X-G1-G2", ("X-G1", 2)),
        ("P4-G0", None),
        ("P4-G02", None),
        ("P4-G", None),
        ("P4", None),
        ("-G1", None),
        ("P4-G²", None),
        ("P4-G1234567890", None),
        ("", None),
    ],
)
def test_a_gap_id_is_read(text: str, expected: tuple[str, int] | None) -> None:
    assert parse_gap_id(text) == expected


def test_a_gap_is_found_forgiving_of_case() -> None:
    assert find_gap((gap(1), gap(2)), "p4-g2") == gap(2)


@pytest.mark.parametrize("asked", ["P4-G9", "P5-G1", "2", ""])
def test_a_gap_that_is_not_there_is_answered_with_the_open_ones(asked: str) -> None:
    with pytest.raises(Refused) as refused:
        find_gap((gap(1), gap(2, GapState.ADDRESSED)), asked)

    assert refused.value.reason == NoSuchGap(asked, ("P4-G1",))
