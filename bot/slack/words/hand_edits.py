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
            said = f"It says {after}, and no review stands behind that.{was}"
        case Breach.DROPPED:
            said = f"Its sign-off came in after the approvals had become void (round {after})."
        case Breach.UNLOCKED:
            said = f"It was {before}, which is locked, and says {after} now."
        case Breach.GONE:
            said = f"It was {before}, which is locked, and its row is gone."
        case Breach.REWORDED:
            said = f"Its row is locked, and reads “{after}” where it read “{before}”."
        case Breach.ROW_ADDED:
            said = f"The sign-off table has a row that no review wrote: {after}."
        case Breach.ROW_REMOVED:
            said = f"The sign-off table lost a row, or it reads otherwise: {before}."
        case _:
            assert_never(edit.breach)
    return (said,)


def _mend(happened: HandEdited) -> tuple[Line, ...]:
    which = "-m 1 " if happened.merge else ""
    revert = Code(f"git revert {which}{happened.commit[:12]}")
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
    if all(edit.breach is Breach.DROPPED for edit in happened.edits):
        # Approvals become void in the database; the record in the repository is whole.
        verify: Line = (Code("gatebot verify"), " can't tell: the repository doesn't say it.")
    else:
        verify = ("Until it is put back, ", Code("gatebot verify"), " fails.")
    return (back, review, verify)
