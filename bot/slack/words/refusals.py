"""What is said when something is refused: the reason, and who or what can change it."""

from functools import singledispatch
from typing import assert_never

from bot.readiness import refusals as r
from bot.readiness.round import Bar, RoundState
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
)
from bot.slack.words.blockers import blocker
from bot.slack.words.terms import STATE_WORD, command, deed, name, statuses


@singledispatch
def refusal(reason: r.Refusal) -> Note:
    """Return the words of a refusal. Each kind has its own; a test holds the list complete."""
    raise TypeError(f"no words for {type(reason).__name__}")


# --- phases and documents ---


@refusal.register
def _(reason: r.NoSuchPhase) -> Note:
    known = names(reason.known, "and", most=20)
    then: list[Line] = []
    if reason.nearest:
        then.append(("Did you mean ", command("status", reason.nearest), "?"))
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


def problem_line(problem: r.Problem) -> Line:
    """Return where something is wrong, what, and the mend."""
    return (
        Code(shown(str(problem.place), 160)),
        f" {shown(problem.wrong, 300)} {shown(problem.mend, 300)}",
    )


@refusal.register
def _(reason: r.WrongStatus) -> Note:
    phase = name(reason.phase)
    return Note(
        (
            Strong(phase),
            f" is {reason.status.value}, so you can't {deed(reason.action)} now: that takes ",
            f"{statuses(reason.allowed) or 'a status that does not exist'}.",
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
        ),
    )


@refusal.register
def _(reason: r.NotAnOwner) -> Note:
    return Note(
        (f"Only an owner of {name(reason.phase)} can {deed(reason.action)}.",),
        then=(_ask_owner(reason),),
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
    here = Channel(reason.channel) if is_channel(reason.channel) else "This channel"
    known: list[Line] = [(Channel(c) if is_channel(c) else shown(c, 80),) for c in reason.channels]
    return Note(
        (here, " follows no project, so there is no tracker to look at."),
        (Part(tuple(known), ("Ask in one of these:",)),) if known else (),
        (("Or add this channel to the project's ", Code("channels"), " in gatebot.toml."),),
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


# --- verdicts ---


@refusal.register
def _(reason: r.NoOpenRound) -> Note:
    last = f" The last one is {STATE_WORD[reason.last]}." if reason.last else ""
    return Note(
        (Strong(name(reason.phase)), f" has no open review, so there is nothing to decide.{last}"),
        then=(("An owner opens one with ", command("ready", reason.phase), "."),),
    )


@refusal.register
def _(reason: r.RoundOver) -> Note:
    then = (
        ("Nothing more is to do.",)
        if reason.state is RoundState.LANDED
        else ("See where the phase stands: ", command("status", reason.phase), ".")
    )
    return Note(
        (f"This review of {name(reason.phase)} is over: it is {STATE_WORD[reason.state]}. ",)
        + ("Nothing was changed.",),
        then=(then,),
    )


@refusal.register
def _(reason: r.LandingUnderWay) -> Note:
    return Note(
        (
            f"Everybody has approved {name(reason.phase)} and its sign-off is being written this "
            "moment, so verdicts can't change.",
        ),
        then=(("The card says in a moment how it went.",),),
    )


@refusal.register
def _(reason: r.NotAReviewer) -> Note:
    roles = names(reason.roles, "or")
    if reason.role:
        said = f"You don't review {name(reason.phase)} as {name(reason.role)}, so nothing was kept."
    else:
        said = f"You are no reviewer of {name(reason.phase)}, so nothing was kept."
    return Note(
        (said,),
        then=(
            (
                f"Its reviewers are those of {roles or 'no role'}. Who fills a role is written in ",
                Code(".gatebot.yml"),
                ".",
            ),
        ),
    )


@refusal.register
def _(reason: r.Barred) -> Note:
    return Note(
        (f"{_own_bar(reason.bar, name(reason.phase))}, so your verdict does not count.",),
        then=(
            (
                "Ask a reviewer whom this does not concern; the card names those awaited: ",
                command("status", reason.phase),
                ".",
            ),
        ),
    )


def _own_bar(bar: Bar, phase: str) -> str:
    match bar:
        case Bar.REQUESTER:
            return f"You asked for this review of {phase}"
        case Bar.OWNER:
            return f"You own {phase}"
        case Bar.EVIDENCE_AUTHOR:
            return f"You wrote some of the evidence of {phase}"
        case _:
            assert_never(bar)


@refusal.register
def _(reason: r.RoleUnclear) -> Note:
    first = reason.roles[0] if reason.roles else "<role>"
    return Note(
        (f"You can review {name(reason.phase)} as {names(reason.roles, 'or')}: please say which.",),
        then=(("For example: ", command("approve", reason.phase, "as", first), "."),),
    )


@refusal.register
def _(reason: r.AlreadyApproved) -> Note:
    return Note(
        (
            f"You have approved {name(reason.phase)} as {name(reason.role)} already. ",
            "It counts once, and it stands.",
        ),
        then=(("If you have found something since: ", command("gaps", reason.phase, "…"), "."),),
    )


@refusal.register
def _(reason: r.OneRoleEach) -> Note:
    return Note(
        (
            f"You have decided on {name(reason.phase)} as {name(reason.role)}, and one person "
            "fills one role in a round.",
        ),
        then=(("Somebody else has to fill the other roles; the card names them.",),),
    )


@refusal.register
def _(reason: r.RoleFilled) -> Note:
    return Note(
        (
            f"{name(reason.phase)} has all the approvals it needs from {name(reason.role)}: "
            f"{names(reason.by)}.",
        ),
        then=(("Yours is not needed. To object: ", command("gaps", reason.phase, "…"), "."),),
    )


@refusal.register
def _(reason: r.GapsStand) -> Note:
    return Note(
        (
            f"You listed gaps on {name(reason.phase)} as {name(reason.role)}. In the same round "
            "they can't become an approval.",
        ),
        then=(
            (
                "The owner addresses them and asks again with ",
                command("ready", reason.phase),
                "; then you can approve.",
            ),
        ),
    )


@refusal.register
def _(reason: r.EvidenceChanged) -> Note:
    return Note(
        (
            f"The evidence of {name(reason.phase)} is not what your form showed, so your approval "
            "was not kept: it would have been for something you have not seen.",
        ),
        then=(("Open the form again from the card and look at it anew.",),),
    )


# --- gaps, texts and evidence ---


@refusal.register
def _(reason: r.NoSuchGap) -> Note:
    known = names(reason.open, "and", most=20)
    return Note(
        ("There is no gap ", Strong(shown(reason.asked, 80)), ", so nothing was changed."),
        then=((f"Open gaps: {known}.",) if known else ("No gap is open.",),),
    )


@refusal.register
def _(reason: r.GapClosed) -> Note:
    return Note(
        (
            Strong(shown(reason.gap, 80)),
            " was accepted by its reviewer already. Nothing is left to do on it.",
        ),
    )


@refusal.register
def _(reason: r.BadText) -> Note:
    field = shown(reason.field, 40) or "text"
    why = {
        "empty": (f"The {field} is empty.", "Write a sentence and send it again."),
        "too long": (
            f"The {field} is longer than {reason.limit:,} characters.",
            "Shorten it, or put the details in a document and name it here.",
        ),
    }
    said, then = why.get(
        reason.why,
        (
            f"The {field} holds a control character that can't be kept.",
            "Type it again rather than pasting it.",
        ),
    )
    return Note((f"{said} Nothing was kept.",), then=((then,),))


@refusal.register
def _(reason: r.BadEvidence) -> Note:
    reference = Code(shown(reason.reference, 160) or "(nothing)")
    said, then = _EVIDENCE_WORDS[reason.why]
    place = f" ({shown(reason.place, 120)})" if reason.place else ""
    return Note(
        (reference, f" can't be taken as evidence: {said}{place}."),
        then=((then,),),
    )


_EVIDENCE_WORDS = {
    "unknown kind": (
        "its kind is none of doc, contract, code, test, artifact",
        "Name one of these kinds before the reference, for example: doc architecture/ERD.md.",
    ),
    "escapes": ("it leads out of the repository", "Name a path inside the repository."),
    "foreign": (
        "its link leads to another place than this project's Git host",
        "Link a run or file of this project's own repository.",
    ),
    "control character": ("it holds a control character", "Type it rather than pasting it."),
    "too long": ("it is too long", "Name the file, without what follows it."),
    "empty": ("nothing is there", "Name a path, a commit, a test or a link."),
}


@refusal.register
def _(reason: r.NoSuchEvidence) -> Note:
    return Note(
        (
            f"{name(reason.phase)} has {several(reason.count, 'evidence item')}, and none is "
            f"number {shown(reason.asked, 40)}.",
        ),
        then=(("See them with their numbers: ", command("evidence", reason.phase), "."),),
    )


@refusal.register
def _(reason: r.DuplicateEvidence) -> Note:
    return Note(
        (
            Code(shown(reason.reference, 160) or "–"),
            f" is in the evidence of {name(reason.phase)} already, so nothing was added.",
        ),
        then=(("See the list: ", command("evidence", reason.phase), "."),),
    )
