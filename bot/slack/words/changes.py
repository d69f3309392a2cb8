"""What is not as it was approved, item by item."""

from bot.readiness import events as e
from bot.slack.prose import Code, Line, Part, shown
from bot.slack.words.blockers import blocker
from bot.slack.words.terms import finding_line, name


def no_longer(found: e.Voided) -> tuple[Part, ...]:
    """Return what is not as it was approved."""
    parts = (
        Part(tuple(change_line(c) for c in found.changes), ("What changed:",)),
        Part(tuple(finding_line(f) for f in found.failing), ("No longer passes:",)),
        Part(tuple(blocker(b) for b in found.waits_for), ("No longer holds:",)),
        Part(
            tuple((f"{name(who)} ({bar.value})",) for who, bar in found.barred),
            ("Approved, and does not count any more:",),
        ),
    )
    return tuple(p for p in parts if p.items)


def change_line(change: e.Change) -> Line:
    """Return a changed thing, from its content at the approval to its content now."""
    what = Code(shown(change.name, 160) or "—")
    if change.before == e.LISTED:
        return (what, " is no longer listed as evidence")
    if change.after == e.LISTED:
        return (what, " is listed as evidence and was not when it was approved")
    if not change.before:
        return (what, ": was not there, now ", _oid(change.after))
    if not change.after:
        return (what, ": was ", _oid(change.before), ", now gone")
    return (what, ": from ", _oid(change.before), " to ", _oid(change.after))


def _oid(oid: str) -> Code:
    return Code(shown(oid, 200)[:12] or "nothing")
