"""What blocks a request for sign-off: each blocker in a line, with its fix."""

from functools import singledispatch
from typing import Final

from bot.readiness import blockers
from bot.readiness.evidence import Verdict
from bot.slack.prose import Code, Line, Strong, names, several, shown, ticked
from bot.slack.words.terms import bar_words, command, mended_line, name, statuses

_MOST_BARRED: Final = 6


@singledispatch
def blocker(found: blockers.Blocker) -> Line:
    """Return the words of a blocker. Each kind has its own; a test holds the list complete."""
    raise TypeError(f"no words for {type(found).__name__}")


@blocker.register
def _(found: blockers.BlockedByStatus) -> Line:
    said = f"It is {found.status.value}; a review needs {statuses(found.allowed)}. "
    return (Strong("Status. "), said, "Start it: ", command("start", found.phase), ".")


@blocker.register
def _(found: blockers.BlockedByDocument) -> Line:
    problem = found.problem
    return (
        Strong("Document. "),
        Code(shown(str(problem.place), 160)),
        " ",
        *ticked(problem.wrong),
        " ",
        *ticked(problem.mend),
    )


@blocker.register
def _(found: blockers.BlockedByPredecessor) -> Line:
    if found.status is None:
        return (
            Strong("Comes first. "),
            f"{name(found.phase)} is not in the tracker. Add its row, or correct ",
            Code("after"),
            " in ",
            Code(".gatebot.yml"),
            ".",
        )
    return (
        Strong("Comes first. "),
        f"{name(found.phase)} is {found.status.value}. ",
        "It has to be Signed Off or Completed (Doc Baseline): ",
        command("status", found.phase),
        ".",
    )


@blocker.register
def _(found: blockers.BlockedByTask) -> Line:
    task = found.task
    return (
        Strong("Open task. "),
        f"{shown(task.id, 60)} {shown(task.title, 160)} is {shown(task.state, 60) or 'open'}. ",
        *_not_its_phase(found),
        "Finish it, or move it and say where to, in ",
        Code(shown(str(task.place), 160)),
        ".",
    )


def _not_its_phase(found: blockers.BlockedByTask) -> Line:
    if not found.meant:
        return ()
    said = f"No phase is called “{shown(found.task.phase, 60)}”, as its phase is there; "
    return (said, f"{name(found.meant)} is the nearest. If that is wrong, correct the id. ")


@blocker.register
def _(found: blockers.BlockedByEvidence) -> Line:
    unknown = found.finding.verdict is Verdict.UNKNOWN
    later = " Ask again when it can be judged." if unknown else ""
    return (Strong("Evidence. "), *mended_line(found.finding), later)


@blocker.register
def _(found: blockers.NoEvidence) -> Line:
    return (
        Strong("No evidence. "),
        "The tracker names none. Add some: ",
        command("evidence", found.phase, "add doc <path>"),
        ".",
    )


@blocker.register
def _(found: blockers.MissingKind) -> Line:
    return (
        Strong("Missing evidence. "),
        f"This gate asks for evidence of the kind {found.kind.value}. Add it: ",
        command("evidence", found.phase, f"add {found.kind.value} <reference>"),
        ".",
    )


@blocker.register
def _(found: blockers.NoImplementation) -> Line:
    return (
        Strong("No implementation. "),
        "Its documents are complete; sign-off also needs a passing code or test item. Add one: ",
        command("evidence", found.phase, "add test <name> <CI link>"),
        ".",
    )


@blocker.register
def _(found: blockers.BlockedByGap) -> Line:
    gap = found.gap
    return (
        Strong(f"Open gap {shown(gap.id, 80)}. "),
        f"{shown(gap.text, 240)} ({name(gap.reviewer.display)}, {name(gap.role)}). Address it: ",
        command("address", gap.id, "<what was done>"),
        ".",
    )


@blocker.register
def _(found: blockers.NobodyEligible) -> Line:
    mend: Line = ("Name reviewers under ", Code("roles"), " in ", Code(".gatebot.yml"), ".")
    if not found.role:
        return (Strong("No reviewers. "), "This gate asks nobody, so nobody could approve. ", *mend)
    people = several(found.count, "person", "people")
    return (
        Strong(f"Too few for {name(found.role)}. "),
        f"It needs {people}, and {found.eligible or 'nobody'} may fill it{_why_few(found)}. ",
        *mend,
    )


def _why_few(found: blockers.NobodyEligible) -> str:
    reasons = [f"{name(who)} {bar_words(bar)}" for who, bar in found.barred[:_MOST_BARRED]]
    if (more := len(found.barred) - _MOST_BARRED) > 0:
        reasons.append(f"and {more} more")
    if found.rivals:
        reasons.append(f"the same people are needed for {names(found.rivals)}")
    return f" ({'; '.join(reasons)})" if reasons else ""
