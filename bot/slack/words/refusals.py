"""What is said when something is refused: the reason, and who or what can change it.

Here: phases and documents. The words of verdicts and of texts have a module each.
"""

from typing import assert_never

from bot.readiness import refusals as r
from bot.readiness.place import Problem
from bot.readiness.status import Status
from bot.slack.blocks import is_channel
from bot.slack.prose import (
    Channel,
    Code,
    Line,
    Note,
    Part,
    Strong,
    names,
    several,
    short,
    shown,
    ticked,
)
from bot.slack.words import refused_ops, refused_texts, refused_verdicts
from bot.slack.words.blockers import blocker
from bot.slack.words.refusing import refusal
from bot.slack.words.terms import command, deed, name, statuses, unknown_owners

__all__ = [
    "refusal",
    "refused_ops",
    "refused_texts",
    "refused_verdicts",
]  # importing these gives them words


@refusal.register
def _(reason: r.NoSuchPhase) -> Note:
    return _only_planned(reason) if reason.planned else _no_such_phase(reason)


def _only_planned(reason: r.NoSuchPhase) -> Note:
    row = f"| {name(reason.asked)} | {shown(reason.planned)} | {Status.NOT_STARTED.value} | |"
    return Note(
        (
            Strong(name(reason.asked)),
            f" is in the roadmap, {Status.NOT_STARTED.value}, and has no row in the tracker, ",
            "so nothing was done.",
        ),
        then=(("Add the row ", Code(row), " to ", Code(shown(reason.tracker, 160)), "."),),
    )


def _no_such_phase(reason: r.NoSuchPhase) -> Note:
    known = names(reason.known, "and", most=20)
    then: list[Line] = []
    if reason.nearest:
        then.append(("Did you mean ", Strong(name(reason.nearest)), "?"))
    then.append((f"The phases are {known}.",) if known else ("The tracker has no phase yet.",))
    return Note(
        ("The tracker has no phase ", Strong(name(reason.asked)), ", so nothing was done."),
        then=tuple(then),
    )


@refusal.register
def _(reason: r.BrokenDocuments) -> Note:
    return Note(
        ("Nothing was done: the project's documents can't be read as they are.",),
        (Part(tuple(problem_line(p) for p in reason.problems), ("To be mended:",)),),
        (("Mend these lines, push, and try again.",),),
    )


def problem_line(problem: Problem) -> Line:
    """Return where something is wrong, what, and the mend."""
    return (
        Code(shown(str(problem.place), 160)),
        " ",
        *ticked(problem.wrong),
        " ",
        *ticked(problem.mend),
    )


@refusal.register
def _(reason: r.WrongStatus) -> Note:
    phase = name(reason.phase)
    return Note(
        (
            Strong(phase),
            f" is {reason.status.value}, so you can't {deed(reason.action)} now: for that it has ",
            f"to be {statuses(reason.allowed)}.",
        ),
        then=(next_step(reason.phase, reason.status),),
    )


def next_step(phase: str, status: Status) -> Line:
    """Return what can be done with a phase of this status."""
    match status:
        case Status.NOT_STARTED:
            return ("Next: ", command("start", phase), ".")
        case Status.IN_PROGRESS:
            return (
                "Next: ",
                command("ready", phase),
                " to ask for sign-off, or ",
                command("baseline", phase),
                " when only its documents are done.",
            )
        case Status.READY | Status.COMPLETED:
            return ("Next: ", command("ready", phase), " to ask for sign-off.")
        case Status.SIGNED_OFF:
            return (
                "A signed-off phase is locked. To have it affirmed: ",
                command("ready", phase),
                ".",
            )
        case _:
            assert_never(status)


@refusal.register
def _(reason: r.PhaseLocked) -> Note:
    commit: Line = (" in commit ", short(reason.commit)) if reason.commit else ()
    return Note(
        (
            Strong(name(reason.phase)),
            " is Signed Off",
            *commit,
            " and locked, so nothing was changed.",
        ),
        then=(
            (
                "See how it got there: ",
                command("history", reason.phase),
                ". An owner can have it affirmed in a new round: ",
                command("ready", reason.phase),
                ".",
            ),
            (
                "Is something missing in it? This holds a release back: ",
                command("gaps", reason.phase, "<what is missing>"),
                ".",
            ),
        ),
    )


@refusal.register
def _(reason: r.NotAnOwner) -> Note:
    return Note(
        (f"Only an owner of {name(reason.phase)} can {deed(reason.action)}.",),
        then=(_ask_owner(reason), *unknown_owners(reason.strangers)),
    )


def _ask_owner(reason: r.NotAnOwner) -> Line:
    if not reason.owners:
        return (
            "It has no owner yet. Name one under ",
            Code("gates"),
            " in ",
            Code(".gatebot.yml"),
            ".",
        )
    return (f"Ask {names(reason.owners, 'or')}.",)


@refusal.register
def _(reason: r.NoProjectHere) -> Note:
    if reason.channel.startswith("D"):
        return _direct_message(reason)
    here = Channel(reason.channel) if is_channel(reason.channel) else "This channel"
    known: list[Line] = [(Channel(c) if is_channel(c) else shown(c, 80),) for c in reason.channels]
    return Note(
        (here, " follows no project, so there is no tracker to look at."),
        (Part(tuple(known), ("Ask in one of these:",)),) if known else (),
        (("Or add this channel to the project's ", Code("channels"), " in gatebot.toml."),),
    )


@refusal.register
def _(reason: r.MayNotRead) -> Note:
    known: list[Line] = [(Channel(c) if is_channel(c) else shown(c, 80),) for c in reason.channels]
    return Note(
        ("You can't read this project from here, so nothing is shown and nothing was done.",),
        (Part(tuple(known), ("Ask in a channel of the project:",)),),
        (("Or have yourself added under ", Code("people"), " in ", Code(".gatebot.yml"), "."),),
    )


def _direct_message(reason: r.NoProjectHere) -> Note:
    known: list[Line] = [(Channel(c) if is_channel(c) else shown(c, 80),) for c in reason.channels]
    return Note(
        ("A direct message belongs to no project, and I look after several.",),
        (Part(tuple(known), ("Ask in the channel of the one you mean:",)),) if known else (),
        (("Any verb works there, and so does ", Code("/gate"), " alone."),),
    )


@refusal.register
def _(reason: r.Blocked) -> Note:
    return Note(
        (
            Strong(name(reason.phase)),
            f" can't go to review yet: {several(len(reason.blockers), 'thing')} in the way at ",
            "commit ",
            short(reason.commit),
            ".",
        ),
        (Part(tuple(blocker(b) for b in reason.blockers)),),
        (("When that is mended and pushed, ask again: ", command("ready", reason.phase), "."),),
    )
