"""What is said of a line that is no command, and at the door: each with what works instead."""

from collections.abc import Sequence

from bot.slack.grammar import LONGEST, BadCommand, Trouble
from bot.slack.prose import Note, shown
from bot.slack.verbs import Verb
from bot.slack.words import help as help_words


def misread(error: BadCommand, phases: Sequence[str]) -> Note:
    """Return what is wrong with a line, and how it is typed."""
    if error.trouble is Trouble.UNKNOWN_VERB:
        return help_words.unknown_verb(error.asked, error.nearest or None, phases)
    return help_words.malformed(error.verb or Verb.HELP, _sentence(error), phases)


def _sentence(error: BadCommand) -> str:  # noqa: PLR0911 - a line a trouble
    asked = shown(error.asked, 80)
    match error.trouble:
        case Trouble.MISSING_PHASE:
            return f"“{error.verb}” needs a phase."
        case Trouble.MISSING_GAP:
            return f"“{error.verb}” needs the id of a gap."
        case Trouble.MISSING_NOTE:
            return f"Say what was done about {asked}."
        case Trouble.MISSING_REFERENCE:
            return "Name the evidence to add."
        case Trouble.MISSING_ROLE:
            return "Name the role after “as”."
        case Trouble.SURPLUS:
            return _surplus(error, asked)
        case _:
            return _wrong_word(error.trouble, asked, error.nearest)


def _surplus(error: BadCommand, asked: str) -> str:
    if error.verb is Verb.APPROVE:
        return f"I don't know what to do with “{asked}”. To name a role: “as {asked}”."
    return f"I don't know what to do with “{asked}”."


def _wrong_word(trouble: Trouble, asked: str, nearest: str) -> str:
    meant = f" Did you mean “{nearest}”?" if nearest else ""
    match trouble:
        case Trouble.UNKNOWN_ACTION:
            return f"With evidence I can only add and remove, not “{asked}”.{meant}"
        case Trouble.UNKNOWN_KIND:
            return f"“{asked}” is no kind of evidence.{meant}"
        case Trouble.BAD_NUMBER:
            return f"“{asked}” is not the number of an item." if asked else "Say which number."
        case Trouble.OPEN_QUOTE:
            return f"A quote is opened and never closed: {asked}"
        case _:
            return f"That is longer than {LONGEST} characters."


def unreadable() -> Note:
    """Return what is said to a button or form that is none of ours, or is out of date."""
    return Note(
        ("I can't make sense of that button or form, so nothing was done.",),
        then=(("It may be out of date. Open the card again, or type the command.",),),
    )


def still_working() -> Note:
    """Return what is said when an answer takes longer than Slack waits."""
    return Note(("Still working on it; the answer comes here.",))


def not_shown() -> Note:
    """Return what is said when Slack did not open a form, most often because it came too late."""
    return Note(
        ("Slack did not open the form; nothing was done.",),
        then=(("Press the button again.",),),
    )


def done() -> Note:
    """Return what is said when a form's wish was carried out after its answer was due."""
    return Note(("It is done.",))
