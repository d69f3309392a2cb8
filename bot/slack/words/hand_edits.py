"""The words of what was changed by hand and may only be changed by a review."""

from typing import assert_never

from bot.readiness.hand_edits import Breach, HandEdit, HandEdited
from bot.slack.prose import Code, Line, Link, Note, Part, Span, Strong, short, shown
from bot.slack.words.terms import command, name


def hand_edited(happened: HandEdited) -> Note:
    """Return who changed what in which commit, and what to do about it."""
    title = shown(happened.title, 160)
    return Note(
        (
            Strong(name(happened.phase)),
            f" {title}" if title else "",
            " was changed by hand in the tracker: ",
            *_by(happened),
            ".",
        ),
        (Part(tuple(_line(edit) for edit in happened.edits)),),
        _mend(happened),
    )


def _by(happened: HandEdited) -> Line:
    commit: Span = Link(short(happened.commit).text, happened.url)
    if not happened.author:
        return ("it can't be told in which commit, the last of them is ", commit)
    return (f"{name(happened.author)}, in commit ", commit)


def _line(edit: HandEdit) -> Line:
    before, after = (shown(text, 300) for text in (edit.before, edit.after))
    match edit.breach:
        case Breach.SIGNED:
            was = f" It was {before}." if before else ""
            return (f"It says {after}, and no review stands behind that.{was}",)
        case Breach.UNLOCKED:
            return (f"It was {before}, which is locked, and says {after} now.",)
        case Breach.GONE:
            return (f"It was {before}, which is locked, and its row is gone.",)
        case Breach.REWORDED:
            return (f"Its row is locked, and reads “{after}” where it read “{before}”.",)
        case Breach.ROW_ADDED:
            return (f"The sign-off table has a row that no review wrote: {after}.",)
        case Breach.ROW_REMOVED:
            return (f"The sign-off table lost a row, or it reads otherwise: {before}.",)
    assert_never(edit.breach)


def _mend(happened: HandEdited) -> tuple[Line, ...]:
    revert = Code(f"git revert {happened.commit[:12]}")
    back: Line = ("If it was not meant, take the commit back: ", revert, ".")
    if not happened.author:
        back = ("If it was not meant, put back what was there.",)
    if all(edit.breach is Breach.REWORDED for edit in happened.edits):
        return (back,)
    review: Line = (
        "If it was meant, a review has to say so. Put it back first, then an owner asks: ",
        command("ready", happened.phase),
        ".",
    )
    return (back, review, ("Until it is put back, ", Code("gatebot verify"), " fails."))
