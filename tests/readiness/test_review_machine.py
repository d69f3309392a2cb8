"""Random verdicts, in any order, by anyone: what must never happen in a round."""

from collections import Counter

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.readiness.gaps import address
from bot.readiness.refusals import Refused
from bot.readiness.review import approve, list_gaps
from bot.readiness.rights import roles_open_to
from bot.readiness.round import Bar, Gap, GapState, NewGap, Round, RoundState, Ruling, Terms
from bot.readiness.rounds import (
    begin_landing,
    cancel_landing,
    landed,
    supersede,
    void,
    withdraw,
)
from tests.readiness.cast import EVERYBODY, ballot, barring, review_round, terms

ROLES = ("architecture", "security", "ops")
people = st.sampled_from(EVERYBODY)
roles = st.none() | st.sampled_from((*ROLES, "legal"))
seats = st.tuples(st.integers(1, 2), st.sets(people).map(" ".join))


@st.composite
def any_terms(draw: st.DrawFn) -> Terms:
    wanted = draw(st.lists(seats, min_size=1, max_size=3))
    under = terms(**dict(zip(ROLES, wanted, strict=False)))
    return barring(under, **draw(st.dictionaries(people, st.sampled_from(Bar), max_size=2)))


class Review(RuleBasedStateMachine):
    """One phase: rounds come and go, and people try whatever they like."""

    review: Round
    gaps: dict[str, Gap]

    @initialize(under=any_terms())
    def open(self, under: Terms) -> None:
        self.review = review_round(under)
        self.gaps = {}

    @rule(name=people, role=roles)
    def approves(self, name: str, role: str | None) -> None:
        before = self.review
        could = roles_open_to(before, f"U-{name.upper()}")
        try:
            found = approve(before, tuple(self.gaps.values()), ballot(name, before, role))
        except Refused:
            assert role not in could
            assert role is not None or len(could) != 1
            return
        assert found.decision.role in could
        assert found.complete == (found.round.state is RoundState.APPROVED)
        self.keep(found.round, found.accepted)

    @rule(name=people, role=roles, text=st.sampled_from(["No TLS.", "no tls.", "No logs."]))
    def lists_gaps(self, name: str, role: str | None, text: str) -> None:
        before = self.review
        try:
            found = list_gaps(
                before, tuple(self.gaps.values()), ballot(name, before, role), [NewGap(text)]
            )
        except Refused:
            return
        assert found.round.state is RoundState.OPEN
        assert all(gap.state is GapState.OPEN for gap in found.gaps)
        self.keep(found.round, found.gaps)

    @rule()
    def owner_addresses_all(self) -> None:
        for gap in self.gaps.values():
            if gap.state is GapState.OPEN:
                self.gaps[gap.id] = address(gap, "Done.")

    @rule()
    def landing_begins_and_is_cancelled(self) -> None:
        if self.review.state is RoundState.APPROVED:
            held = begin_landing(self.review)
            assert roles_open_to(held, "U-ANN") == ()
            self.keep(cancel_landing(held), (), by=2)

    @rule(end=st.sampled_from(["land", "supersede", "withdraw", "void"]), again=any_terms())
    def ends_and_is_asked_again(self, end: str, again: Terms) -> None:
        if end == "land" and self.review.state is not RoundState.APPROVED:
            return
        over = {
            "land": lambda: landed(self.review, "e" * 40),
            "supersede": lambda: supersede(self.review),
            "withdraw": lambda: withdraw(self.review, "U-DANA"),
            "void": lambda: void(self.review),
        }[end]()
        assert not over.live
        assert over.decisions == self.review.decisions
        self.owner_addresses_all()  # a request is blocked until then
        self.review = review_round(again, self.review.number + 1)

    def keep(self, after: Round, changed: tuple[Gap, ...], by: int = 1) -> None:
        assert after.version == self.review.version + by
        history = [(d.id, d.role, d.ruling) for d in self.review.decisions]
        assert [(d.id, d.role, d.ruling) for d in after.decisions][: len(history)] == history
        self.review = after
        self.gaps.update({gap.id: gap for gap in changed})

    @invariant()
    def it_is_approved_exactly_when_every_seat_is_filled_and_no_gap_stands(self) -> None:
        counted = Counter(d.role for d in self.review.approvals())
        filled = all(counted[s.role] == s.count for s in self.review.terms.seats)
        stands = any(d.in_force and d.ruling is Ruling.GAPS for d in self.review.decisions)
        assert (self.review.state is RoundState.APPROVED) == (filled and not stands)
        if self.review.state is RoundState.APPROVED:
            assert all(gap.state is not GapState.OPEN for gap in self.gaps.values())

    @invariant()
    def nobody_counts_twice_or_beyond_the_count(self) -> None:
        who = Counter(d.reviewer.slack for d in self.review.decisions if d.in_force)
        assert all(times == 1 for times in who.values())
        for seat in self.review.terms.seats:
            assert len(self.review.approvals(seat.role)) <= seat.count

    @invariant()
    def only_those_of_the_role_count_and_the_barred_never(self) -> None:
        under = self.review.terms
        for decision in self.review.decisions:
            seat = under.seat(decision.role)
            assert seat is not None
            assert decision.reviewer.slack in seat.people
            assert under.bar(decision.reviewer.slack) is None
            assert decision.digest == self.review.digest

    @invariant()
    def a_gap_has_one_number(self) -> None:
        assert sorted(gap.number for gap in self.gaps.values()) == list(
            range(1, len(self.gaps) + 1)
        )
        keys = [(gap.role, gap.text.casefold()) for gap in self.gaps.values()]
        assert len(keys) == len(set(keys))


TestReview = Review.TestCase
TestReview.settings = settings(max_examples=150, stateful_step_count=25, deadline=None)
