"""Who may give which verdict in a round, as which role."""

from bot.readiness.refusals import (
    AlreadyApproved,
    Barred,
    GapsStand,
    LandingUnderWay,
    LeavesNobody,
    NotAReviewer,
    OneRoleEach,
    Refused,
    RoleFilled,
    RoleUnclear,
    RoundOver,
)
from bot.readiness.round import Decision, Round, Ruling, Seat
from bot.readiness.seating import Need, missing
from bot.readiness.terms import eligible


def roles_open_to(review: Round, slack_id: str) -> tuple[str, ...]:
    """Return the roles in which this person could approve now."""
    barred = review.terms.bar(slack_id) is not None
    if not review.live or review.landing or barred or decision_of(review, slack_id):
        return ()
    return tuple(seat.role for seat in _open_seats(review, slack_id))


def decision_of(review: Round, slack_id: str) -> Decision | None:
    """Return the person's decision in force in this round; there is one at most."""
    return next((d for d in review.decisions if d.in_force and d.reviewer.slack == slack_id), None)


def may_decide(review: Round, slack_id: str, role: str | None, ruling: Ruling) -> Seat:
    """Return the seat this verdict is for; with no role named, the only one it can be.

    Gaps may be listed until the landing, also as a role that is filled or has gaps already: what
    is missing is worth hearing. An approval needs a place in its role.

    Raises:
        Refused: `RoundOver`, `Barred`, `NotAReviewer`, `OneRoleEach`, `AlreadyApproved`,
            `GapsStand`, `LandingUnderWay`, `RoleFilled`, `LeavesNobody` or `RoleUnclear`.
    """
    if not review.live:
        raise Refused(RoundOver(review.phase, review.id, review.state))
    bar = review.terms.bar(slack_id)
    if bar is not None:
        raise Refused(Barred(review.phase, bar))
    seats = _asked_seats(review, slack_id, role)
    earlier = decision_of(review, slack_id)
    if earlier is not None:
        seats = _again(review, earlier, role, ruling)
    if review.landing:
        raise Refused(LandingUnderWay(review.phase))
    if ruling is Ruling.GAPS:
        return _only(review, _narrowed(review, seats), ruling)
    return _only(review, _free(review, slack_id, seats), ruling)


def _asked_seats(review: Round, slack_id: str, role: str | None) -> tuple[Seat, ...]:
    mine = tuple(s for s in review.terms.seats if slack_id in s.people)
    wanted = review.terms.seat(role) if role else None
    found = tuple(s for s in mine if s is wanted) if role else mine
    if not found:
        known = tuple(s.role for s in review.terms.seats)
        raise Refused(NotAReviewer(review.phase, role or "", known))
    return found


def _again(review: Round, earlier: Decision, role: str | None, ruling: Ruling) -> tuple[Seat, ...]:
    """Return the seat of a person who has decided before: only gaps may follow, in that role."""
    seat = review.terms.seat(earlier.role)
    if seat is None or (role and review.terms.seat(role) is not seat):
        raise Refused(OneRoleEach(review.phase, earlier.role))
    if ruling is Ruling.APPROVE:
        if earlier.ruling is Ruling.APPROVE:
            raise Refused(AlreadyApproved(review.phase, earlier.role))
        raise Refused(GapsStand(review.phase, earlier.role))
    return (seat,)


def _only(review: Round, seats: tuple[Seat, ...], ruling: Ruling) -> Seat:
    if len(seats) > 1:
        raise Refused(RoleUnclear(review.phase, tuple(s.role for s in seats), ruling))
    return seats[0]


def _narrowed(review: Round, seats: tuple[Seat, ...]) -> tuple[Seat, ...]:
    awaited = tuple(s for s in seats if s in review.awaited())
    return awaited or seats


def _free(review: Round, slack_id: str, seats: tuple[Seat, ...]) -> tuple[Seat, ...]:
    better = _open_seats(review, slack_id)
    free = tuple(s for s in seats if s in better)
    if free:
        return free
    _require_place(review, seats[0])
    raise Refused(LeavesNobody(review.phase, seats[0].role, tuple(s.role for s in better)))


def _require_place(review: Round, seat: Seat) -> None:
    if _gaps_stand(review, seat):
        listed = (d for d in review.gaps_listed() if d.role == seat.role)
        by = tuple(d.reviewer.display for d in listed)
        raise Refused(GapsStand(review.phase, seat.role, by))
    if seat not in review.awaited():
        by = tuple(d.reviewer.display for d in review.approvals(seat.role))
        raise Refused(RoleFilled(review.phase, seat.role, by))


def _gaps_stand(review: Round, seat: Seat) -> bool:
    return any(d.role == seat.role for d in review.gaps_listed())


def _open_seats(review: Round, slack_id: str) -> tuple[Seat, ...]:
    """Return the seats the person could take, without those that would starve another role."""
    mine = tuple(
        seat
        for seat in review.awaited()
        if slack_id in seat.people and not _gaps_stand(review, seat)
    )
    left = {seat.role: _left_empty(review, slack_id, seat) for seat in mine}
    return tuple(seat for seat in mine if left[seat.role] == min(left.values()))


def _left_empty(review: Round, slack_id: str, taken: Seat) -> int:
    """Return how many seats stay empty at best once the person has taken this one."""
    gone = {d.reviewer.slack for d in review.decisions if d.in_force} | {slack_id}
    return missing(
        [
            Need(
                seat.role,
                seat.count - len(review.approvals(seat.role)) - (seat is taken),
                tuple(p for p in eligible(review.terms, seat) if p not in gone),
            )
            for seat in review.awaited()
        ]
    )
