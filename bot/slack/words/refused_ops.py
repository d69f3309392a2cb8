"""What is said when something about the ops track is refused."""

from bot.readiness import ops_refusals as r
from bot.readiness.work import OpsAction
from bot.slack.prose import Code, Line, Note, Part, Strong, When, names, shown
from bot.slack.words.refusing import refusal
from bot.slack.words.terms import command, name, request


@refusal.register
def _(reason: r.NotInPolicy) -> Note:
    known = names(reason.known, "or", most=10)
    if reason.asked:
        return Note(
            (f".gatebot.yml knows nobody called {name(reason.asked)}, so nothing was changed.",),
            then=((f"It knows {known}.",) if known else _add_people(),),
        )
    return Note(
        ("Only people whom .gatebot.yml names can do that.",),
        then=(
            (f"Ask {known}, or be added under ", Code("people"), ".") if known else _add_people(),
        ),
    )


def _add_people() -> Line:
    return ("Add people under ", Code("people"), " in ", Code(".gatebot.yml"), ".")


@refusal.register
def _(reason: r.UnclearOpsItem) -> Note:
    asked = shown(reason.asked, 80) or "that"
    said = f"No ops item is called “{asked}”, so nothing was changed."
    if reason.count > 1:
        said = f"“{asked}” fits {reason.count} ops items, so nothing was changed."
    numbers = (f"{number}. " for number in reason.numbers)
    items = tuple((next(numbers, ""), shown(text, 160)) for text in reason.items)
    return Note(
        (said,),
        (Part(items),) if items else (),
        (("Name one by its number, as in ", command("ops"), "."),),
    )


@refusal.register
def _(reason: r.NoOpsTrack) -> Note:
    phase = name(reason.phase)
    return Note(
        (
            f"{phase} is Signed Off and locked. What you miss in it would go to the ops track as ",
            "a blocking item, but the tracker has none, so nothing was done.",
        ),
        then=(
            (
                "Add the heading ",
                Code("## Outstanding items — Parallel Ops Track"),
                " to ",
                Code(shown(reason.tracker, 160)),
                ", push, and send it again.",
            ),
        ),
    )


_SO = {
    OpsAction.DONE: "is done already",
    OpsAction.SNOOZE: "is snoozed until then already",
    OpsAction.ASSIGN: "is theirs already",
    OpsAction.LINK: "names that link already",
    OpsAction.ADD: "is there already",
    OpsAction.REOPEN: "is open already, and does not sleep",
}


@refusal.register
def _(reason: r.OpsItemIsSo) -> Note:
    return Note(
        (Strong(shown(reason.item, 160)), f" {_SO[reason.action]}, so nothing was changed."),
        then=(("The list: ", command("ops"), "."),),
    )


@refusal.register
def _(reason: r.ClosedMeanwhile) -> Note:
    return Note(
        (
            "Somebody closed ",
            request(reason.number, reason.url),
            " while your change was put on it, so nothing was changed.",
        ),
        then=(("Ask again if it is still wanted: it gets a request of its own.",),),
    )


@refusal.register
def _(reason: r.NobodyAwaited) -> Note:
    phase = name(reason.phase)
    if reason.gaps_by:
        return Note(
            (f"The review of {phase} waits for nobody: {names(reason.gaps_by)} listed gaps.",),
            then=(("See them: ", command("gaps", reason.phase), "."),),
        )
    return Note(
        (f"The review of {phase} waits for nobody, so nobody was reminded.",),
        then=(("See where it stands: ", command("status", reason.phase), "."),),
    )


@refusal.register
def _(reason: r.RemindedToday) -> Note:
    phase = name(reason.phase)
    then: tuple[Line, ...] = (
        ("Who that is, and in which role: ", command("status", reason.phase), "."),
    )
    if not reason.later:
        said = "was reminded today already, so nobody was reminded again."
        lead = f"Everyone whom the review of {phase} waits for ({names(reason.names)}) "
        return Note((lead, said), then=then)
    held = [person for person, _ in reason.later]
    when = Part(tuple((f"{name(person)}: ", When(at)) for person, at in reason.later))
    if not reason.names:
        lead = f"Everyone whom the review of {phase} waits for ({names(held)}) "
        return Note((lead, "will be reminded already, so nothing was added."), (when,), then)
    lead = f"Of those whom the review of {phase} waits for, {names(reason.names)} was reminded "
    said = f"today already, and {names(held)} will be, so nobody was reminded again."
    return Note((lead, said), (when,), then)


@refusal.register
def _(reason: r.BadDay) -> Note:
    asked = shown(reason.asked, 60) or "That"
    why = "is not in the future" if reason.past else "is no day I can read"
    return Note(
        (f"“{asked}” {why}, so nothing was changed.",),
        then=(("Write a day as 2026-12-01, or tomorrow, friday, 3d, 2 weeks.",),),
    )
