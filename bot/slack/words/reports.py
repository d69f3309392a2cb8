"""What the verbs that only read answer: the board, one phase, what waits on me, gaps, history."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from bot.app.api import answers as a
from bot.readiness.phase import Phase, UnknownStatus
from bot.readiness.place import Problem
from bot.readiness.round import Decision, Gap, GapState, Round, RoundState, Ruling, Seat
from bot.readiness.signoffs import SignoffCheck
from bot.readiness.status import Action, Status
from bot.slack.prose import (
    Code,
    Line,
    Link,
    Note,
    Part,
    Span,
    Strong,
    When,
    names,
    several,
    short,
    shown,
    some_of,
)
from bot.slack.words import signoffs
from bot.slack.words.blockers import blocker
from bot.slack.words.changes import change_line
from bot.slack.words.events import awaited, of_round, phase_title
from bot.slack.words.ops import tracked_line
from bot.slack.words.refusals import problem_line
from bot.slack.words.terms import (
    STATE_WORD,
    STATUS_MARK,
    command,
    gap_line,
    name,
    unknown_owners,
    waived_line,
)


def read_at(as_of: a.AsOf) -> Line:
    """Return of which commit and time an answer is."""
    return (
        "Read at commit ",
        Link(short(as_of.commit).text, as_of.url),
        ", fetched ",
        When(as_of.at),
        ".",
    )


def status_spans(phase: Phase, signoff: SignoffCheck | None = None) -> tuple[Span, ...]:
    """Return a phase's status; one outside the vocabulary with its line and the nearest.

    `signoff`: how it stands, of a phase that reads Signed Off.
    """
    if isinstance(phase.status, UnknownStatus):
        found = phase.status
        mend = f" {found.fix}" if found.why else f"; did you mean {found.nearest.value}?"
        return (
            f"? “{shown(found.text, 60)}” {shown(found.why, 120) or 'is no status'} (",
            Code(shown(str(found.place), 120)),
            f"){'.' if found.why else ''}{mend}",
        )
    if signoff is not None:
        return (signoffs.marked_status(signoff),)
    return (f"{STATUS_MARK[phase.status]} {phase.status.value}",)


def board(given: a.Board) -> Note:
    """Return all phases with their status, owners and reviews."""
    parts = [Part(tuple(_board_row(row) for row in given.rows))]
    if given.planned:
        queued = f" {STATUS_MARK[Status.NOT_STARTED]} {Status.NOT_STARTED.value}"
        planned = tuple((*phase_title(*item), queued) for item in given.planned)
        parts.append(Part(planned, ("In the roadmap only:",)))
    parts.append(to_be_fixed(given.problems))
    signed = sum(r.round is not None and r.round.live for r in given.rows)
    return Note(
        (
            Strong(name(given.as_of.project)),
            f": {several(len(given.rows), 'phase')}, {several(signed, 'open review')}.",
        ),
        tuple(p for p in parts if p.items),
        (read_at(given.as_of),),
    )


_MOST_PROBLEMS: Final = 5


def to_be_fixed(problems: Sequence[Problem]) -> Part:
    """Return the first lines that can't be read, and how many more there are."""
    lines = [problem_line(problem) for problem in problems[:_MOST_PROBLEMS]]
    if more := len(problems) - len(lines):
        lines.append((f"… and {more} more: ", Code("gatebot check"), " names them all."))
    return Part(tuple(lines), ("Can't be read, and to be fixed:",))


def _board_row(row: a.BoardRow) -> Line:
    owners = names(row.owners)
    return (
        *phase_title(row.phase.id, row.phase.title),
        " — ",
        *status_spans(row.phase, row.signoff),
        f"; {owners}" if owners else "; no owner",
        f"; {_round_words(row.round)}" if row.round and row.round.live else "",
        f"; {several(row.open_gaps, 'open gap')}" if row.open_gaps else "",
        signoffs.since_then(row.signoff),
    )


def _round_words(review: Round) -> str:
    left = awaited(review)
    waits = f", awaits {left}" if left and review.state is RoundState.OPEN else ""
    return f"round {review.number} {STATE_WORD[review.state]}{waits}"


def report(given: a.PhaseReport) -> Note:
    """Return one phase: what blocks it, and who can unblock it."""
    owners = names(given.owners, "and")
    review = given.round
    parts = [
        Part(tuple(_seat_line(s, given) for s in given.awaited), ("Awaited:",)),
        Part(tuple(blocker(b) for b in given.blockers), ("In the way of sign-off:",)),
        Part(tuple(gap_line(g) for g in given.gaps), ("Gaps:",)),
        Part(tuple(waived_line(w) for w in given.waived), ("Waived:",)),
        *_signoff_parts(given),
        Part(tuple(_step_line(s, given.phase) for s in given.next_steps), ("Next:",)),
    ]
    return Note(
        (
            *phase_title(given.phase.id, given.phase.title),
            " — ",
            *status_spans(given.phase, given.signoff),
            f". Owned by {owners}." if owners else ". It has no owner.",
            f" Review: {_round_words(review)}." if review else "",
        ),
        tuple(p for p in parts if p.items),
        (*unknown_owners(given.strangers), read_at(given.as_of)),
    )


def _signoff_parts(given: a.PhaseReport) -> list[Part]:
    """Return why the sign-off can't be relied on, and what to do; what changed file by file."""
    signoff = given.signoff
    if signoff is None or signoff.holds:
        return []
    parts = []
    if signoff.changes:
        heading: Line = (
            "⚠ Changed since sign-off, from commit ",
            short(signoff.since),
            " to ",
            Link(short(given.as_of.commit).text, signoff.url),
            ":",
        )
        again: Line = ("If it is meant, have it affirmed: ", command("ready", given.phase.id))
        parts.append(Part((*(change_line(c) for c in signoff.changes), again), heading))
    if signoff.ended or not signoff.changes:
        parts.append(_doubted(signoff))
    return parts


def _doubted(signoff: SignoffCheck) -> Part:
    return Part((signoffs.line_with_fix(signoff),), ("Its sign-off can't be relied on:",))


def _seat_line(seat: Seat, given: a.PhaseReport) -> Line:
    known = dict(given.names)
    people = [known.get(p, p) for p in seat.people]
    who = some_of(seat.count, people) if people else "nobody may fill it"
    return (Strong(name(seat.role)), f": {who}")


def _step_line(step: Action, phase: Phase) -> Line:
    verb = {Action.SIGN_OFF: "approve", Action.LIST_GAPS: "gaps"}.get(step, step.value)
    tail = ("<what is missing>",) if step is Action.LIST_GAPS else ()
    affirms = step is Action.REQUEST and phase.status is Status.SIGNED_OFF
    why = " to have the sign-off affirmed in a new round" if affirms else ""
    return (command(verb, phase.id, *tail), why)


def mine(given: a.Mine) -> Note:
    """Return what waits on one person."""
    count = len(given.reviews)
    said = f"{several(count, 'review')} wait{'s' if count == 1 else ''} for you."
    if not count:
        said = "No review waits for you."
    parts = [
        Part(tuple(_review_line(r) for r in given.reviews), ("Your verdict is awaited:",)),
        Part(tuple(_owned_line(o) for o in given.owned), ("You own:",)),
    ]
    return Note(
        (said,),
        tuple(p for p in parts if p.items),
        (
            ("All phases: ", command("status"), ". All verbs: ", command("help"), "."),
            read_at(given.as_of),
        ),
    )


def _review_line(waiting: a.ReviewWaiting) -> Line:
    return (
        *of_round(waiting.round),
        f" as {names(waiting.roles, 'or')}: ",
        command("approve", waiting.round.phase),
        " or ",
        command("gaps", waiting.round.phase, "<what is missing>"),
    )


def _owned_line(mine: a.PhaseOfMine) -> Line:
    gaps = names([g.id for g in mine.open_gaps])
    return (
        *phase_title(mine.phase.id, mine.phase.title),
        " — ",
        *status_spans(mine.phase),
        f"; {_round_words(mine.round)}" if mine.round else "",
        f"; open: {gaps}" if gaps else "",
    )


def open_gaps(given: a.OpenGaps) -> Note:
    """Return the gaps not yet accepted, the oldest first; and what the gap trackers hold."""
    where = name(given.phase) if given.phase else name(given.project)
    elsewhere = (
        Part(tuple(tracked_line(g) for g in given.tracked), ("In the gap trackers:",)),
        Part(tuple(problem_line(p) for p in given.problems), ("Can't be read:",)),
    )
    unread = (("What the gap trackers hold can't be read now.",),) if given.unread else ()
    if not given.gaps:
        found = tuple(part for part in elsewhere if part.items)
        return Note((f"No gap is open on {where}.",), found, unread)
    parts = (
        Part(_gaps_in(GapState.OPEN, given), ("Open, the oldest first:",)),
        Part(_gaps_in(GapState.ADDRESSED, given), ("Addressed, waiting for a reviewer:",)),
        *elsewhere,
    )
    return Note(
        (f"{several(len(given.gaps), 'gap')} on {where}.",),
        tuple(part for part in parts if part.items),
        (
            *unread,
            ("An owner answers one with ", command("address", "<gap>", "<what was done>"), "."),
        ),
    )


def _gaps_in(state: GapState, given: a.OpenGaps) -> tuple[Line, ...]:
    owners = dict(given.owners)
    return tuple(
        (*gap_line(g), *_age_and_owner(g, owners.get(g.phase, ()), given.at))
        for g in given.gaps
        if g.state is state
    )


def _age_and_owner(gap: Gap, owners: Sequence[str], at: datetime | None) -> Line:
    days = (at - gap.listed_at).days if at else 0
    return (
        f"; {several(days, 'day')} old" if days > 0 else "",
        f"; {names(owners)} to answer" if owners and gap.state is GapState.OPEN else "",
    )


def history(given: a.History) -> Note:
    """Return every round of a phase, newest first."""
    parts = [_round_part(r, given.gaps) for r in reversed(given.rounds)]
    if given.signoff is not None and not given.signoff.holds:
        parts.insert(0, _doubted(given.signoff))
    if given.signoffs:
        rows = tuple(_signed_line(s) for s in given.signoffs)
        parts.insert(0, Part(rows, ("In the tracker:",)))
    return Note(
        (
            *phase_title(given.phase.id, given.phase.title),
            " — ",
            *status_spans(given.phase, given.signoff),
            f". {several(len(given.rounds), 'round')} so far, newest first.",
        ),
        tuple(parts),
        (read_at(given.as_of),),
    )


def _signed_line(row: a.SignedRow) -> Line:
    return (
        f"{name(row.role)}: {name(row.reviewer)}, {shown(row.date, 40)}, ",
        Code(shown(row.correlation_id, 40) or "—"),
    )


def _round_part(review: Round, gaps: Sequence[Gap]) -> Part:
    asked = review.requested_at.astimezone(UTC)
    heading: Line = (
        f"Round {review.number}, {STATE_WORD[review.state]}: asked by ",
        f"{name(review.requester.display)} on {asked:%Y-%m-%d} at ",
        short(review.commit),
    )
    items = [_decision_line(d) for d in review.decisions]
    items += [gap_line(g, 160) for g in gaps if g.round_id == review.id]
    return Part(tuple(items), heading, ("No verdict.",))


def _decision_line(decision: Decision) -> Line:
    ruled = "✔ approved" if decision.ruling is Ruling.APPROVE else "✖ listed gaps"
    note = shown(decision.note, 200)
    return (
        f"{name(decision.reviewer.display)} {ruled} as {name(decision.role)}, ",
        When(decision.at),
        "" if decision.in_force else " (replaced later)",
        f": {note}" if note else "",
    )
