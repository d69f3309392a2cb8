"""Who may fill a round's seats, who is barred and why, and that it fails closed."""

from dataclasses import replace
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from bot.readiness.blockers import NobodyEligible
from bot.readiness.policy import Gate, Policy, ReviewRules, Role
from bot.readiness.round import Bar, Seat, Terms
from bot.readiness.seating import Need, missing, shortages
from bot.readiness.terms import eligible, eligible_terms, nobody_eligible
from tests.readiness.cast import barring, phase, policy, terms

NO_AUTHORS: frozenset[str] = frozenset()
P4 = phase(owners=("otto",))


def bars(under: Terms) -> dict[str, str]:
    return {who: why.value for who, why in under.barred}


def opened(by: Policy, authors: frozenset[str] = NO_AUTHORS, requester: str = "U-DANA") -> Terms:
    return eligible_terms(by, P4, requester, authors, {})


def test_the_default_roles_are_architecture_security_and_ops_one_each() -> None:
    assert opened(policy()).seats == (
        Seat("architecture", 1, ("U-ANN", "U-ABE")),
        Seat("security", 1, ("U-SAM",)),
        Seat("ops", 1, ("U-OTTO",)),
    )


def test_the_requester_and_the_owners_are_barred() -> None:
    assert bars(opened(policy(), requester="U-ANN")) == {
        "U-ANN": "requester",
        "U-DANA": "owner",
        "U-OTTO": "owner",
    }


def test_an_owner_who_asks_is_barred_as_the_requester() -> None:
    assert bars(opened(policy())) == {"U-DANA": "requester", "U-OTTO": "owner"}


def test_self_review_lifts_the_bars_of_requester_and_owners_only() -> None:
    rules = ReviewRules(self_review=True, evidence_authors_may_review=False)
    found = opened(policy(rules=rules), frozenset({"otto@example.org"}))

    assert bars(found) == {"U-OTTO": "evidence author"}


def test_evidence_authors_are_barred_by_policy_only() -> None:
    authors = frozenset({"Sam@Example.org"})
    strict = policy(rules=ReviewRules(evidence_authors_may_review=False))

    assert opened(policy(), authors).bar("U-SAM") is None
    assert opened(strict, authors).bar("U-SAM") is Bar.EVIDENCE_AUTHOR
    assert opened(strict, authors).bar("U-ANN") is None


def test_where_authors_are_barred_a_reviewer_without_email_is_too() -> None:
    strict = policy(rules=ReviewRules(evidence_authors_may_review=False))
    people = {**strict.people, "sam": replace(strict.people["sam"], email="")}

    assert opened(replace(strict, people=people)).bar("U-SAM") is Bar.EMAIL_UNKNOWN


def grouped(*people: str) -> Policy:
    by = policy(gate=Gate(requires={"Ops": 1}))
    return replace(by, roles={"ops": Role("ops", people, "S-OPS")})


def test_a_group_role_has_its_members_as_they_were_when_asked() -> None:
    found = eligible_terms(grouped("otto"), P4, "U-DANA", NO_AUTHORS, {"ops": ("U-1", "U-OTTO")})

    assert found.seats == (Seat("Ops", 1, ("U-OTTO", "U-1"), "S-OPS"),)


def test_a_group_whose_members_are_not_known_fails_closed() -> None:
    found = eligible_terms(grouped(), P4, "U-DANA", NO_AUTHORS, {})

    assert nobody_eligible(found, grouped()) == (NobodyEligible("Ops", 1, 0, ()),)


def test_each_group_has_its_own_members() -> None:
    members = {"security": ("U-1",), "OPS": ("U-2",)}

    found = eligible_terms(grouped(), P4, "U-DANA", NO_AUTHORS, members)

    assert found.seats == (Seat("Ops", 1, ("U-2",), "S-OPS"),)


def test_members_given_for_a_role_without_a_group_give_no_right() -> None:
    found = eligible_terms(policy(), P4, "U-DANA", NO_AUTHORS, {"security": ("U-ZOE",)})

    assert found.seat("SECURITY") == Seat("security", 1, ("U-SAM",))


def test_a_role_the_policy_does_not_define_fails_closed() -> None:
    by = policy(gate=Gate(requires={"legal": 1}))

    assert nobody_eligible(opened(by), by) == (NobodyEligible("legal", 1, 0, ()),)


def test_a_gate_that_asks_for_no_reviewer_fails_closed() -> None:
    by = policy(gate=Gate(requires={"ops": 0}))

    assert nobody_eligible(opened(by), by) == (NobodyEligible("", 1, 0, ()),)


def test_nobody_eligible_says_who_is_barred_and_why() -> None:
    under = barring(terms(ops=(1, "otto dana"), security=(1, "sam")), otto=Bar.OWNER)

    assert eligible(under, under.seats[0]) == ("U-DANA",)
    assert nobody_eligible(under, policy()) == ()
    both = barring(under, otto=Bar.OWNER, dana=Bar.REQUESTER)
    assert nobody_eligible(both, policy()) == (
        NobodyEligible("ops", 1, 0, (("Otto", Bar.OWNER), ("Dana", Bar.REQUESTER))),
    )


def test_two_roles_that_only_one_person_could_fill_fail_closed() -> None:
    under = terms(security=(1, "sam"), ops=(1, "sam"))

    assert nobody_eligible(under, policy()) == (
        NobodyEligible("ops", 1, 1, (), rivals=("security",)),
    )


def test_a_role_short_by_itself_is_told_so_and_its_rival_too() -> None:
    under = terms(security=(1, "sam"), ops=(2, "sam"))

    assert nobody_eligible(under, policy()) == (
        NobodyEligible("security", 1, 1, (), rivals=("ops",)),
        NobodyEligible("ops", 2, 1, ()),
    )


def test_roles_each_short_by_themselves_are_no_rivals() -> None:
    under = terms(security=(2, "sam"), ops=(2, "sam"))

    assert nobody_eligible(under, policy()) == (
        NobodyEligible("security", 2, 1, ()),
        NobodyEligible("ops", 2, 1, ()),
    )


def test_someone_who_is_twice_in_a_role_counts_once() -> None:
    assert nobody_eligible(terms(ops=(2, "otto otto")), policy()) == (
        NobodyEligible("ops", 2, 1, ()),
    )


def test_people_are_moved_between_roles_until_all_can_be_filled() -> None:
    under = terms(a=(1, "ann sam"), b=(1, "ann otto"), c=(1, "ann"), d=(1, "sam zoe"))

    assert nobody_eligible(under, policy()) == ()


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.sets(st.sampled_from("abcde"))), min_size=1, max_size=3
    )
)
def test_seats_can_be_filled_exactly_when_some_order_of_people_fills_them(
    wanted: list[tuple[int, set[str]]],
) -> None:
    needs = [Need(str(i), count, tuple(sorted(who))) for i, (count, who) in enumerate(wanted)]
    slots = [set(need.people) for need in needs for _ in range(need.count)]

    best = max(
        sum(who in slot for who, slot in zip(line, slots, strict=False))
        for line in permutations("abcde_", 6)
    )

    assert missing(needs) == len(slots) - best
    assert bool(shortages(needs)) == (best < len(slots))
