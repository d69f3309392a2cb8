"""What is asked back where somebody's words are no plain command; nothing is done until then."""

from typing import Final

from bot.app.api.commands import (
    Address,
    Approve,
    Baseline,
    Command,
    ListGaps,
    Ready,
    Start,
    Withdraw,
)
from bot.app.api.suggestions import Offer
from bot.slack.decoding import decode
from bot.slack.prose import Code, Line, Note, Part, names, shown
from bot.slack.verbs import CALLED
from bot.slack.words.events import of_round
from bot.slack.words.terms import command, name

WITH_NOTE: Final = "Approve with this note"
WITHOUT_NOTE: Final = "Approve without it"
LIST_THIS: Final = "List this as a gap"
ASK: Final = "Ask for sign-off"
START: Final = "Start it"
_TEXT: Final = 600


def unsure(offer: Offer) -> Note:
    """Return the question whether a command is meant, of words that stand behind one."""
    said: tuple[Line, ...] = ((shown(offer.said, _TEXT),),) if offer.said else ()
    return Note(
        (*_question(offer), " Nothing was done yet."),
        (Part(said, _lead(offer.command)),) if said else (),
        _else(offer),
    )


def aside(offer: Offer) -> Note:
    """Return the question whether a command is meant, of words beside the bot's name."""
    return Note((_ONLY_AT_THE_START,), then=(("Did you mean that? ", *_question(offer)),))


def aside_line(line: str) -> Note:
    """Return what to type for a line that stood beside the bot's name; "" for none."""
    typed = Code(f"{CALLED} {shown(decode(line), 200)}")
    return Note((_ONLY_AT_THE_START,), then=(("Did you mean ", typed, "?"),) if line else ())


def edited() -> Note:
    """Return what is said to whoever edits a message that speaks to the bot."""
    return Note(
        ("I take a message as it was first sent, so editing it changes nothing.",),
        then=(("To ask for something else, send a new message.",),),
    )


_ONLY_AT_THE_START: Final = (
    "I act on a message only if it begins with a command to me, outside quotes and code, "
    "so nothing was done."
)


def _question(offer: Offer) -> Line:  # noqa: PLR0911 - a line a command
    review: Line = of_round(offer.round) if offer.round else ()
    given = offer.command
    match given:
        case Approve(role=role):
            as_role = f" as {name(role)}" if role else ""
            note = " with this note" if offer.said else ""
            return ("Approve ", *review, f"{as_role}{note}?")
        case ListGaps():
            return ("List gaps on ", *review, "?")
        case Withdraw():
            return ("Withdraw ", *review, "?")
        case Address(gap=gap):
            return (f"Mark {name(gap)} as addressed?",)
        case Ready(phase=phase):
            return (f"Ask for the sign-off of {name(phase)}?",)
        case Start(phase=phase):
            return (f"Start {name(phase)}?",)
        case Baseline(phase=phase):
            return (f"Record {name(phase)} as Completed (Doc Baseline)?",)
        case _:
            raise TypeError(f"no question for {type(given).__name__}")


def _lead(given: Command) -> Line:
    match given:
        case Approve():
            return ("The note:",)
        case ListGaps():
            return ("As a gap this is hard to act on:",)
        case Address():
            return ("This reads like a question, not like what was done:",)
        case Ready():
            return ("This does not look like evidence:",)
        case _:
            return ("I don't know what to do with:",)


def _else(offer: Offer) -> tuple[Line, ...]:
    given = offer.command
    match given:
        case Approve(phase=phase, role=None) if offer.round and offer.said:
            roles = names([s.role for s in offer.round.terms.seats], "or")
            return (("To name a role: ", command("approve", phase, "as <role>"), f" ({roles})."),)
        case Ready(phase=phase) if offer.said:
            typed = command("ready", phase, '"README"')
            return (("A file without a slash or a dot goes in quotes: ", typed, "."),)
        case Baseline(phase=phase):
            return (("If so, type ", command("baseline", phase), "."),)
        case _:
            return ()
