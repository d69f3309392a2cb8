"""The terms of a round: its seats, who is barred from them, and whether they can be filled."""

from collections.abc import Iterable, Iterator, Mapping

from bot.readiness.blockers import NobodyEligible
from bot.readiness.people import owners
from bot.readiness.phase import Phase
from bot.readiness.phase_ids import same_word
from bot.readiness.policy import Policy
from bot.readiness.round import Bar, Seat, Terms, Waived
from bot.readiness.seating import Need, Shortage, shortages
from bot.readiness.waivers import roles_asked


def eligible_terms(  # noqa: PLR0913, PLR0917 - all that decides who may fill a seat
    policy: Policy,
    phase: Phase,
    requester: str,
    author_emails: frozenset[str],
    members: Mapping[str, tuple[str, ...]],
    waived: tuple[Waived, ...] = (),
) -> Terms:
    """Return the terms under which a round on this phase opens now.

    Args:
        policy: The policy at the pinned commit.
        phase: The phase, with its owners in the tracker.
        requester: The Slack id of who asks.
        author_emails: The commit authors of the evidence.
        members: Role name → Slack ids, for the roles that are Slack user groups. A group that is
            not here has no members: it fails closed.
        waived: What need not be there: a role among them gets no seat.
    """
    seats = tuple(
        _seat(policy, role, count, members)
        for role, count in roles_asked(policy.gate(phase.id), waived).items()
        if count > 0
    )
    people = [p for seat in seats for p in seat.people]
    return Terms(seats, barred(policy, phase, requester, author_emails, people), waived)


def barred(
    policy: Policy,
    phase: Phase,
    requester: str,
    author_emails: frozenset[str],
    people: Iterable[str],
) -> tuple[tuple[str, Bar], ...]:
    """Return who does not count in a review of this phase, and why (Slack id → Bar).

    `people` (Slack ids) are those who are looked at as authors of the evidence.
    """
    found: dict[str, Bar] = {}
    for slack_id, bar in _bars(policy, phase, requester, author_emails, people):
        found.setdefault(slack_id, bar)  # the first, the most telling, stays
    return tuple(found.items())


def eligible(terms: Terms, seat: Seat) -> tuple[str, ...]:
    """Return the Slack ids that may fill a seat."""
    return tuple(p for p in dict.fromkeys(seat.people) if terms.bar(p) is None)


def nobody_eligible(terms: Terms, policy: Policy) -> tuple[NobodyEligible, ...]:
    """Return the roles that can't be filled, alone or because others need the same people."""
    if not terms.seats:
        return (NobodyEligible("", 1, 0, ()),)
    needs = [Need(s.role, s.count, eligible(terms, s)) for s in terms.seats]
    return tuple(_nobody(terms, policy, short) for short in shortages(needs))


def _nobody(terms: Terms, policy: Policy, short: Shortage) -> NobodyEligible:
    need = short.need
    seat = terms.seat(need.role)
    bars = [(p, terms.bar(p)) for p in dict.fromkeys(seat.people if seat else ())]
    return NobodyEligible(
        role=need.role,
        count=need.count,
        eligible=len(need.people),
        barred=tuple((_display(policy, p), bar) for p, bar in bars if bar),
        rivals=short.rivals if len(need.people) >= need.count else (),
    )


def _display(policy: Policy, slack_id: str) -> str:
    person = policy.person_by_slack(slack_id)
    return person.display if person else slack_id


def _seat(policy: Policy, name: str, count: int, members: Mapping[str, tuple[str, ...]]) -> Seat:
    role = next((r for key, r in policy.roles.items() if same_word(key, name)), None)
    if role is None:
        return Seat(name, count, ())
    named = (policy.people[n].slack for n in role.people if n in policy.people)
    group = next((ids for key, ids in members.items() if same_word(key, name)), ())
    people = dict.fromkeys((*named, *(group if role.group else ())))
    return Seat(name, count, tuple(people), role.group)


def _bars(
    policy: Policy,
    phase: Phase,
    requester: str,
    author_emails: frozenset[str],
    people: Iterable[str],
) -> Iterator[tuple[str, Bar]]:
    if not policy.rules.self_review:
        yield requester, Bar.REQUESTER
        for owner in owners(policy, phase):
            yield owner.slack, Bar.OWNER
    if policy.rules.evidence_authors_may_review:
        return
    authors = {email.strip().casefold() for email in author_emails}
    for slack_id in dict.fromkeys(people):
        person = policy.person_by_slack(slack_id)
        email = person.email.strip().casefold() if person else ""
        if email in authors:
            yield slack_id, Bar.EVIDENCE_AUTHOR
        elif not email:
            yield slack_id, Bar.EMAIL_UNKNOWN
