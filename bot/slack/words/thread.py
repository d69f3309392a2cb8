"""The audit lines under a card: one line for each thing that happened in its round."""

from functools import singledispatch
from typing import Final

from bot.readiness import events as e
from bot.slack.prose import Line, Link, names, several, short, shown
from bot.slack.words import between
from bot.slack.words.events import awaited, event
from bot.slack.words.terms import name

__all__ = ["between", "thread_line"]  # importing this gives it words

_MOST: Final = 8  # gaps named in a line; the card and the owner's message have the rest


@singledispatch
def thread_line(happened: e.Event) -> Line:
    """Return the audit line of an event; without one of its own, what is said of it anywhere."""
    return event(happened).said


@thread_line.register
def _(happened: e.RoundOpened) -> Line:
    review = happened.round
    return (
        f"{name(review.requester.display)} asked for sign-off at commit ",
        short(review.commit),
        f". Awaited: {awaited(review)}.",
    )


@thread_line.register
def _(happened: e.Decided) -> Line:
    decision = happened.decision
    accepted = names([g.id for g in happened.accepted])
    note = shown(decision.note, 400)
    return (
        f"✔ {name(decision.reviewer.display)} approved as {name(decision.role)}.",
        f" Accepted: {accepted}." if accepted else "",
        f" Note: {note}" if note else "",
    )


@thread_line.register
def _(happened: e.GapsListed) -> Line:
    decision = happened.decision
    listed = "; ".join(f"{shown(g.id, 80)} {shown(g.text, 300)}" for g in happened.gaps[:_MOST])
    left = len(happened.gaps) - _MOST
    more = f"; and {left} more" if left > 0 else ""
    return (
        f"✖ {name(decision.reviewer.display)} listed {several(len(happened.gaps), 'gap')} ",
        f"as {name(decision.role)}: {listed}{more}",
    )


@thread_line.register
def _(happened: e.GapAddressed) -> Line:
    gap = happened.gap
    return (f"{name(happened.by.display)} addressed {shown(gap.id, 80)}: {shown(gap.note, 600)}",)


@thread_line.register
def _(happened: e.Landed) -> Line:
    word = "Affirmed" if happened.affirmed else "Signed off"
    return (f"✔ {word} in commit ", short(happened.commit), ".")


@thread_line.register
def _(happened: e.Voided) -> Line:
    changed = names([c.name for c in happened.changes])
    status = shown(happened.status, 60)
    barred = names([f"{who} ({bar.value})" for who, bar in happened.barred])
    return (
        "✖ Approvals void, nothing written: from commit ",
        short(happened.round.commit),
        " to ",
        Link(short(happened.commit).text, happened.diff_url),
        f". Changed: {changed}." if changed else "",
        f" Status found: {status}." if status else "",
        f" Does not count any more: {barred}." if barred else "",
    )


@thread_line.register
def _(happened: e.Withdrawn) -> Line:
    return (f"{name(happened.by.display)} withdrew this request.",)


@thread_line.register
def _(happened: e.Superseded) -> Line:
    return (f"Replaced by round {happened.by_number}.",)
