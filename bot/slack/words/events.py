"""What people are told when something has happened: to a person, a channel, or who asked."""

from functools import singledispatch

from bot.readiness import events as e
from bot.readiness.evidence import Verdict
from bot.readiness.hand_edits import HandEdited
from bot.readiness.round import Round
from bot.readiness.status import Action
from bot.slack.prose import Code, Line, Link, Note, Part, Span, Strong, names, several, short, shown
from bot.slack.words.changes import no_longer
from bot.slack.words.hand_edits import hand_edited
from bot.slack.words.refusals import refusal
from bot.slack.words.terms import command, gap_line, mended_line, name


@singledispatch
def event(happened: e.Event) -> Note:
    """Return the words of an event. Each kind has its own; a test holds the list complete."""
    raise TypeError(f"no words for {type(happened).__name__}")


def phase_title(phase: str, title: str) -> tuple[Span, ...]:
    """Return a phase by its id and title."""
    text = shown(title, 160)
    return (Strong(name(phase)), f" {text}" if text else "")


def of_round(review: Round) -> Line:
    """Return a round by phase, title and number."""
    return (*phase_title(review.phase, review.title), f" (round {review.number})")


def of_project(project: str) -> str:
    """Return the small print that says which project is meant, where there are several."""
    return f"Project {name(project)}"


def awaited(review: Round) -> str:
    """Return the roles still awaited, with the count where it is more than one."""
    seats = [(s, s.count - len(review.approvals(s.role))) for s in review.awaited()]
    return names([f"{name(s.role)} ({left})" if left > 1 else s.role for s, left in seats])


# --- requests that had to look first ---


@event.register
def _(happened: e.RequestRefused) -> Note:
    return refusal(happened.refusal)


@event.register
def _(happened: HandEdited) -> Note:
    return hand_edited(happened)


@event.register
def _(happened: e.StatusMoved) -> Note:
    then: Line = ("When its evidence is there: ", command("ready", happened.phase), ".")
    if happened.action is Action.BASELINE:
        then = ("When the implementation has landed: ", command("ready", happened.phase), ".")
    return Note(
        (
            *phase_title(happened.phase, happened.title),
            f" went from {happened.before.value} to {happened.after.value}: ",
            f"{name(happened.actor.display)} asked, and it is in the tracker as ",
            short(happened.commit),
            ".",
        ),
        then=(then,),
    )


@event.register
def _(happened: e.EvidenceAdded) -> Note:
    passes = happened.finding.verdict is Verdict.PASS
    lead = "" if passes else "It does not count until it passes."
    return Note(
        (
            f"{name(happened.actor.display)} added ",
            Code(shown(happened.finding.evidence.reference, 160) or "—"),
            " to the evidence of ",
            Strong(name(happened.phase)),
            ", in commit ",
            short(happened.commit),
            ".",
        ),
        (Part((mended_line(happened.finding),)),),
        (*(((lead,),) if lead else ()), *_doomed(happened)),
    )


@event.register
def _(happened: e.EvidenceRemoved) -> Note:
    return Note(
        (
            f"{name(happened.actor.display)} took ",
            Code(shown(happened.evidence.reference, 160) or "—"),
            " out of the evidence of ",
            Strong(name(happened.phase)),
            ", in commit ",
            short(happened.commit),
            ".",
        ),
        then=_doomed(happened),
    )


def _doomed(happened: e.EvidenceAdded | e.EvidenceRemoved) -> tuple[Line, ...]:
    """Return what a change of the evidence means for a review that is under way."""
    if not happened.dooms:
        return ()
    return (
        (
            Strong(f"Round {happened.dooms} can't be signed off any more: "),
            "its approvals, those given and those to come, are for the evidence as it was, and ",
            "will be void. Ask again: ",
            command("ready", happened.phase),
            ".",
        ),
    )


@event.register
def _(happened: e.EvidenceChecked) -> Note:
    counts = [sum(f.verdict is v for f in happened.findings) for v in Verdict]
    said = ", ".join(
        f"{count} {word}" for count, word in zip(counts, ("pass", "fail", "unknown"), strict=True)
    )
    items: list[Line] = [
        (f"{n}. ", *mended_line(f)) for n, f in enumerate(happened.findings, start=1)
    ]
    then = (("Add some: ", command("evidence", happened.phase, "add doc <path>"), "."),)
    return Note(
        (
            "Evidence of ",
            *phase_title(happened.phase, happened.title),
            " at commit ",
            short(happened.commit),
            f": {said}." if items else ": none is named.",
        ),
        (Part(tuple(items)),) if items else (),
        () if items else then,
    )


@event.register
def _(happened: e.StillTrying) -> Note:
    return Note(
        (
            Strong(name(happened.phase)),
            f": not done yet. {shown(happened.why, 400)} I keep your request and try again.",
        ),
        then=(("You need not ask again; the answer comes by itself.",),),
    )


# --- a round ---


@event.register
def _(happened: e.RoundOpened) -> Note:
    review = happened.round
    old = f" It replaces round {happened.superseded}." if happened.superseded else ""
    return Note(
        (
            *of_round(review),
            " is open for review at commit ",
            short(review.commit),
            f". Awaited: {awaited(review)}.{old}",
        ),
        then=(("The card in the channel shows who decides what; you are told of each verdict.",),),
    )


@event.register
def _(happened: e.Decided) -> Note:
    review, decision = happened.round, happened.decision
    left = awaited(review)
    rest = "That was the last one: the sign-off is being written."
    if not happened.complete:
        rest = f"Still awaited: {left}." if left else "Listed gaps still stand in its way."
    note = shown(decision.note, 600)
    parts = [Part(tuple(gap_line(g) for g in happened.accepted), ("Accepted with it:",))]
    return Note(
        (
            f"{name(decision.reviewer.display)} approved ",
            *of_round(review),
            f" as {name(decision.role)}. {rest}",
        ),
        (*(parts if happened.accepted else ()), *((Part(((note,),), ("Note:",)),) if note else ())),
    )


@event.register
def _(happened: e.GapsListed) -> Note:
    review = happened.round
    return Note(
        (
            f"{name(happened.decision.reviewer.display)} listed ",
            f"{several(len(happened.gaps), 'gap')} on ",
            *of_round(review),
            f" as {name(happened.decision.role)}, so this round can't be approved.",
        ),
        (Part(tuple(gap_line(g) for g in happened.gaps)),),
        (("Address each gap, then ask again: ", command("ready", review.phase), "."),),
    )


def more_gaps(count: int, phase: str) -> Line:
    """Return where the gaps are that found no room in a message."""
    return (f"… and {count} more: ", command("gaps", phase), ".")


@event.register
def _(happened: e.GapAddressed) -> Note:
    gap = happened.gap
    left = f"{several(happened.left, 'gap')} of {name(gap.phase)} still open."
    then: Line = (left,)
    if not happened.left:
        then = ("No gap is left open. An owner asks again: ", command("ready", gap.phase), ".")
    return Note(
        (
            f"{name(happened.by.display)} says that ",
            Strong(shown(gap.id, 80)),
            f" is addressed: {shown(gap.note, 600) or '(no note)'}",
        ),
        (Part((gap_line(gap),)),),
        (then,),
    )


@event.register
def _(happened: e.Landed) -> Note:
    review = happened.round
    approvers = names([f"{d.reviewer.display} ({d.role})" for d in review.approvals()])
    what = "affirmed: it was Signed Off before, and stays so" if happened.affirmed else "Signed Off"
    return Note(
        (
            *of_round(review),
            f" is {what}. The record is in commit ",
            Code(shown(happened.commit, 64)),
            f". Approved by {approvers}." if approvers else ".",
        ),
        then=(
            ("There is nothing more to do. See it all: ", command("history", review.phase), "."),
        ),
    )


@event.register
def _(happened: e.Voided) -> Note:
    review = happened.round
    status = shown(happened.status, 60)
    found = f" The tracker now says {status}." if status else ""
    closed = f" Pull request {happened.pull} is closed." if happened.pull else ""
    return Note(
        (
            "The approvals of ",
            *of_round(review),
            " are void and nothing was written: what they were given for changed between commit ",
            short(review.commit),
            " and commit ",
            Link(short(happened.commit).text, happened.diff_url),
            f".{found}{closed}",
        ),
        no_longer(happened),
        (
            (
                "Look at the change. If it is meant, an owner asks again: ",
                command("ready", review.phase),
                ".",
            ),
        ),
    )


@event.register
def _(happened: e.Withdrawn) -> Note:
    review = happened.round
    return Note(
        (
            f"{name(happened.by.display)} withdrew ",
            *of_round(review),
            ". It stays in the history; no verdict is needed any more.",
        ),
        then=(("A new round starts with ", command("ready", review.phase), "."),),
    )


@event.register
def _(happened: e.Superseded) -> Note:
    return Note(
        (
            *of_round(happened.round),
            f" is replaced by round {happened.by_number}. Its approvals do not carry over.",
        ),
        then=(("Please decide on the new card.",),),
    )


@event.register
def _(happened: e.Parked) -> Note:
    return Note(
        (
            Strong(name(happened.phase)),
            f": the {shown(happened.what, 80)} could not be carried out. ",
            shown(happened.why, 600),
        ),
        then=(
            (f"{shown(happened.mend, 600)} Then press Try again.",),
            (f"Nothing is lost. Correlation id {shown(happened.correlation_id, 60)}.",),
        ),
    )
