"""The words of a review card: its banner, who decided what, what is open."""

from typing import Final, assert_never

from bot.ports.card import Card
from bot.readiness.evidence import Verdict
from bot.readiness.round import Decision, Round, RoundState, Ruling, Seat
from bot.readiness.status import Status
from bot.slack.prose import Line, Link, Span, Strong, When, names, short, shown, some_of
from bot.slack.words import merging
from bot.slack.words.events import awaited
from bot.slack.words.forms import EVIDENCE
from bot.slack.words.terms import (
    STATUS_MARK,
    command,
    finding_line,
    name,
    named_line,
    waived_line,
)

MOST_NAMES: Final = 5
_TROUBLE_FIRST: Final = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS)


def title(review: Round) -> str:
    """Return the heading: phase and title."""
    text = shown(review.title, 110)
    return f"{shown(review.phase, 36)} · {text}" if text else shown(review.phase, 36)


def summary(card: Card) -> str:
    """Return the card in one line, for notifications and screen readers."""
    review = card.round
    head = f"Review of {shown(review.phase, 40)} {shown(review.title, 120)}, round {review.number}"
    return f"{head}: {_gist(card)}"


def _gist(card: Card) -> str:  # noqa: PLR0911 - one for each state
    review = card.round
    match review.state:
        case RoundState.OPEN if review.gaps_listed():
            return "gaps listed"
        case RoundState.OPEN:
            return f"awaits {awaited(review)}"
        case RoundState.APPROVED:
            if card.parked:
                return "approved, not landed"
            waits = card.merge is not None and card.merge.number
            return "approved, waiting for merge" if waits else "approved, landing"
        case RoundState.LANDED:
            return "signed off"
        case RoundState.SUPERSEDED:
            return "replaced by a newer round"
        case RoundState.WITHDRAWN:
            return "withdrawn"
        case RoundState.VOIDED:
            return "void"
        case _:
            assert_never(review.state)


def banner(card: Card) -> Line:  # noqa: PLR0911 - one for each state
    """Return where the round stands and what comes next."""
    review = card.round
    again = command("ready", review.phase)
    match review.state:
        case RoundState.OPEN if review.gaps_listed():
            return (
                Strong("✖ Gaps listed. "),
                "This round can't be approved. The owner addresses the gaps and asks again: ",
                again,
                ".",
            )
        case RoundState.OPEN:
            return (Strong("Open for review. "), f"Awaited: {awaited(review)}.")
        case RoundState.APPROVED if card.parked:
            return (
                Strong("⚠ Approved, not landed. "),
                "The sign-off is not in the tracker: it waits for a person.",
            )
        case RoundState.APPROVED if card.merge is not None and card.merge.number:
            return merging.waiting(card.merge)
        case RoundState.APPROVED:
            return (Strong("Approved, landing. "), "The sign-off is being written to the tracker.")
        case RoundState.LANDED:
            commit = short(review.landed_commit).text or "the tracker"
            return (Strong("✔ Signed off. "), "Landed as ", Link(commit, card.landed_url), ".")
        case RoundState.SUPERSEDED:
            return (Strong("— Replaced. "), "A newer round took its place: decide on its card.")
        case RoundState.WITHDRAWN:
            said = "An owner took the request back. Ask anew: "
            return (Strong("— Withdrawn. "), said, again, ".")
        case RoundState.VOIDED:
            return (
                Strong("✖ Void. "),
                "Something changed before the sign-off was in the tracker, so nothing is signed ",
                "off. The thread says what. Ask anew: ",
                again,
                ".",
            )
        case _:
            assert_never(review.state)


def facts(card: Card) -> Line:
    """Return status, round, requester, commit and time."""
    review = card.round
    return (
        f"{_status(card.status)} · round {review.number} · asked by ",
        f"{name(review.requester.display)} ",
        When(review.requested_at),
        " · commit ",
        Link(short(review.commit).text, card.commit_url),
    )


def _status(status: Status | None) -> str:
    return f"{STATUS_MARK[status]} {status.value}" if status else "? status not readable"


def seat_lines(card: Card) -> list[Line]:
    """Return a line per role: who decided what, and who is still awaited."""
    return [_seat_line(card, seat) for seat in card.round.terms.seats]


def _seat_line(card: Card, seat: Seat) -> Line:
    decided = [d for d in card.round.decisions if d.in_force and d.role == seat.role]
    spans: list[Span] = [Strong(f"{name(seat.role)}: ")]
    said = [_decision_spans(decision) for decision in decided[:MOST_NAMES]]
    if (more := len(decided) - MOST_NAMES) > 0:
        said.append((f"and {more} more",))
    if left := _awaited_words(card, seat):
        said.append((left,))
    for place, each in enumerate(said):
        spans += [*(["; "] if place else []), *each]
    return tuple(spans)


def _decision_spans(decision: Decision) -> Line:
    mark = "✔" if decision.ruling is Ruling.APPROVE else "✖"
    ruled = "approved" if decision.ruling is Ruling.APPROVE else "listed gaps"
    note = shown(decision.note, 80)
    lead = f"{mark} {name(decision.reviewer.display)} {ruled} "
    return (lead, When(decision.at), f" “{note}”" if note else "")


def _awaited_words(card: Card, seat: Seat) -> str:
    review = card.round
    left = seat.count - len(review.approvals(seat.role))
    if left <= 0:
        return ""
    if not review.live:
        return "not decided" if left == seat.count else f"{left} more not decided"
    if any(d.role == seat.role for d in review.gaps_listed()):
        return "approval takes a new round"
    people = [card.brief.display(p) for p in free(review, seat)]
    return (
        f"… awaited: {some_of(left, people, MOST_NAMES)}"
        if people
        else "… awaited, and nobody may fill it"
    )


def free(review: Round, seat: Seat) -> list[str]:
    """Return the Slack ids of those who may still fill a seat."""
    taken = {d.reviewer.slack for d in review.decisions if d.in_force}
    return [p for p in seat.people if p not in taken and review.terms.bar(p) is None]


def barred_line(card: Card) -> Line | None:
    """Return who can't fill a seat although named for one; None where there is nobody."""
    seated = {p for seat in card.round.terms.seats for p in seat.people}
    who = [
        f"{card.brief.display(p)} ({bar.value})"
        for p, bar in card.round.terms.barred
        if p in seated
    ]
    return (f"Does not count in this round: {names(who)}.",) if who else None


def waived_lines(review: Round) -> list[Line]:
    """Return what this round need not have, why, who said so, and until when."""
    return [waived_line(each) for each in review.terms.waived]


def parked_lines(card: Card) -> list[Line]:
    """Return why the sign-off waits for a person; nothing where it isn't wanted any more."""
    if card.parked is None or card.round.state is not RoundState.APPROVED:
        return []
    return [
        (Strong("⚠ Waits for a person. "), shown(card.parked.why, 400)),
        (f"{shown(card.parked.mend, 400)} The owner has a Try again button.",),
    ]


def mention_lead(review: Round) -> str:
    """Return the words before the reviewers who are called, once."""
    return f"Your verdict on {shown(review.phase, 40)}, please:"


def footer(review: Round) -> str:
    """Return the small print."""
    return f"Correlation id {shown(review.id, 60)}"


def evidence_heading(card: Card) -> Line:
    """Return the heading of the evidence."""
    findings = card.brief.audit.findings
    passing = sum(f.verdict.value == "pass" for f in findings)
    return (Strong("Evidence"), f" ({passing} of {len(findings)} pass)")


def evidence_lines(card: Card) -> list[Line]:
    """Return a line per item: first what fails, with what was found, then what is unknown.

    What passes is only named: what was looked at stands on the Evidence sheet.
    """
    findings = sorted(card.brief.audit.findings, key=lambda f: _TROUBLE_FIRST.index(f.verdict))
    return [named_line(f) if f.verdict is Verdict.PASS else finding_line(f) for f in findings]


def behind_evidence(count: int) -> Line:
    """Return how many more items there are, and where."""
    return (f"… and {count} more: press {EVIDENCE}.",)


def gaps_heading(count: int) -> Line:
    """Return the heading of the gaps that are not accepted yet."""
    return (Strong("Gaps"), f" ({count} not accepted yet)")
