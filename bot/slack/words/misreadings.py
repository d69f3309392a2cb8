"""What is said of a line that is no command, and at the door: each with what works instead."""

from collections.abc import Sequence

from bot.slack.misread import LONGEST, BadCommand, Trouble
from bot.slack.prose import Note, shown
from bot.slack.verbs import Verb
from bot.slack.words import help as help_words


def misread(error: BadCommand, phases: Sequence[str]) -> Note:
    """Return what is wrong with a line, and how it is typed, of the phase that was meant."""
    known = (error.phase,) if error.phase else phases
    if error.trouble is Trouble.UNKNOWN_VERB:
        meant = error.meant or _shape(error)
        return help_words.unknown_verb(error.asked, meant)
    example = error.fitting
    return help_words.malformed(error.verb or Verb.HELP, _sentence(error), known, example)


def _shape(error: BadCommand) -> str:
    """Return how the nearest verb is typed, with nothing in it that nobody said."""
    shape = help_words.VERBS[error.nearest].shape if error.nearest else ""
    return shape.replace("<phase>", error.phase) if error.phase else shape


def _sentence(error: BadCommand) -> str:  # noqa: PLR0911 - a line a trouble
    asked = shown(error.asked, 80)
    if said := _MISSING.get(error.trouble):
        return said
    match error.trouble:
        case Trouble.MISSING_PHASE:
            return f"“{error.verb}” needs a phase."
        case Trouble.MISSING_GAP:
            return f"“{error.verb}” needs the id of a gap."
        case Trouble.MISSING_NOTE:
            return f"Say what was done about {asked}."
        case Trouble.MISSING_ITEM:
            return _MISSING_ITEMS.get(error.asked, "Say which item, by its number or its words.")
        case Trouble.MISSING_VALUE:
            return _MISSING_VALUES.get(error.asked, "Something is missing.")
        case Trouble.SURPLUS:
            return f"I don't know what to do with “{asked}”."
        case _:
            return _wrong_word(error, asked)


_CAN = {
    Verb.EVIDENCE: "With evidence I can only add and remove",
    Verb.OPS: "With the ops track the words are add, done, reopen, snooze, assign and link",
    Verb.DIGEST: "A digest can be set here, turned off or previewed",
}
_MISSING = {
    Trouble.MISSING_REFERENCE: "Name the evidence to add.",
    Trouble.MISSING_ROLE: "Name the role after “as”.",
    Trouble.MISSING_TIME: "Name the time and the time zone.",
    Trouble.MISSING_ZONE: "Name the time zone between the time and the days.",
}
_MISSING_ITEMS = {
    "add": "Say what has to be done.",
    "done": "Say which item is done, by its number or its words.",
}
_MISSING_VALUES = {
    "snooze": "Say until when.",
    "assign": "Say whom to assign it to.",
    "link": "Say where it is tracked.",
}


def _wrong_word(error: BadCommand, asked: str) -> str:  # noqa: PLR0911 - a line a trouble
    meant = f" Did you mean “{error.nearest}”?" if error.nearest else ""
    verb = error.verb or Verb.EVIDENCE
    match error.trouble:
        case Trouble.UNKNOWN_ACTION:
            return f"{_CAN[verb]}, not “{asked}”.{meant}"
        case Trouble.BAD_TIME:
            return f"“{asked}” is no time of day; write it as 09:00."
        case Trouble.BAD_ZONE:
            return f"“{asked}” is no time zone I know.{meant}"
        case Trouble.BAD_DAYS:
            return f"“{asked}” are no days; write mon-fri, or mon,wed."
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


def foreign() -> Note:
    """Return what is said to a delivery that is for another workspace's installation."""
    return Note(
        ("This gatebot is installed in another workspace, so nothing was done.",),
        then=(("Ask in the workspace it is installed in, or run one for yours.",),),
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
