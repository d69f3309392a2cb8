"""What is said when a gap, a text or a reference can't be taken."""

from bot.readiness import refusals as r
from bot.slack.prose import Code, Note, Strong, names, several, shown
from bot.slack.words.refusing import refusal
from bot.slack.words.terms import command, name


@refusal.register
def _(reason: r.NoSuchGap) -> Note:
    known = names(reason.open, "and", most=20)
    return Note(
        ("There is no gap ", Strong(shown(reason.asked, 80)), ", so nothing was changed."),
        then=((f"Open gaps: {known}.",) if known else ("No gap is open.",),),
    )


@refusal.register
def _(reason: r.AmbiguousGap) -> Note:
    return Note(
        (
            f"{names(reason.projects)} each have a gap ",
            Strong(shown(reason.gap, 80)),
            ", so nothing was changed.",
        ),
        then=(
            (
                "Type it in a channel of the project you mean, or press Address beside the gap in ",
                "my message.",
            ),
        ),
    )


@refusal.register
def _(reason: r.NoSuchSubject) -> Note:
    return Note(
        (
            Code(shown(reason.about, 160) or "—"),
            f" is neither evidence nor a deliverable of this review of {name(reason.phase)}, so ",
            "nothing was kept.",
        ),
        then=(("Open the form again from the card and choose from its menu.",),),
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
        "several words": (
            f"The {field} is not one word.",
            "Write a path, an id or an address, without brackets, commas or semicolons.",
        ),
        "unwritable": (
            f"The {field} can't stand in the tracker so that it reads as it is meant.",
            "Leave brackets, semicolons and “— @name” out of its end.",
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
    "no run": (
        "its link leads to no CI run of this project",
        "Copy the link of the run from this project's own CI.",
    ),
    "control character": ("it holds a control character", "Type it rather than pasting it."),
    "too long": ("it is too long", "Name the file, without what follows it."),
    "empty": ("nothing is there", "Name a path, a commit, a test or a link."),
}


@refusal.register
def _(reason: r.NoSuchEvidence) -> Note:
    return Note(
        (
            f"{name(reason.phase)} has {several(reason.count, 'evidence item')}, and none is ",
            f"number {shown(reason.asked, 40)}." if reason.asked else "that one any more.",
        ),
        then=(("See them with their numbers: ", command("evidence", reason.phase), "."),),
    )


@refusal.register
def _(reason: r.DuplicateEvidence) -> Note:
    return Note(
        (
            Code(shown(reason.reference, 160) or "—"),
            f" is in the evidence of {name(reason.phase)} already, so nothing was added.",
        ),
        then=(("See the list: ", command("evidence", reason.phase), "."),),
    )
