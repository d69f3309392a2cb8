"""Help: every verb with what it does and an example."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.slack.prose import Code, Line, Note, Part, names, shown
from bot.slack.verbs import CALLED

_OPTION: Final = re.compile(r"\[.*\]")


@dataclass(frozen=True, slots=True)
class Verb:
    """How a verb is typed, what it does, and an example; `{phase}` stands for a real phase."""

    usage: str
    does: str
    example: str
    more: str = ""

    @property
    def shape(self) -> str:
        """How the verb is typed at its shortest, without `/gate`: no option, no invented word."""
        return _OPTION.sub("", self.usage).removeprefix(CALLED).strip()


VERBS: Final[Mapping[str, Verb]] = MappingProxyType(
    {
        "": Verb("/gate", "what waits on you", "/gate"),
        "status": Verb(
            "/gate status [phase]",
            "all phases; or one: what blocks it and who can unblock it",
            "/gate status {phase}",
        ),
        "start": Verb(
            "/gate start <phase>",
            "begin work on a phase: Not Started becomes In Progress",
            "/gate start {phase}",
            "Only its owners can. The tracker is changed by a commit.",
        ),
        "baseline": Verb(
            "/gate baseline <phase>",
            "say that its documents are complete while its code goes on",
            "/gate baseline {phase}",
            "In Progress becomes Completed (Doc Baseline). Only its owners can.",
        ),
        "evidence": Verb(
            "/gate evidence <phase> [add <kind> <reference> | remove <number>]",
            "check its evidence; or add or remove an item",
            "/gate evidence {phase} add doc architecture/ERD.md",
            "Kinds: doc, contract, code, test, artifact. Numbers are those of the list.",
        ),
        "ready": Verb(
            "/gate ready <phase> [reference …]",
            "ask for its sign-off, adding evidence where you name some",
            "/gate ready {phase}",
            "Everything in the way is listed at once, each with its fix. Only its owners can ask.",
        ),
        "approve": Verb(
            "/gate approve <phase> [as <role>]",
            "approve it, in the role you review for",
            "/gate approve {phase}",
            "Its requester and its owners can't. The card's Approve button does the same.",
        ),
        "gaps": Verb(
            "/gate gaps [<phase> [as <role>:] [<text>; <text> …]]",
            "what is open; with a text, your verdict: this is missing",
            "/gate gaps {phase} <what is missing>",
            "A semicolon parts two gaps. They can't become an approval in the same round. "
            "On a signed-off phase each becomes a blocking item of the ops track.",
        ),
        "address": Verb(
            "/gate address <gap> <what was done>",
            "answer a gap that was listed on your phase",
            "/gate address {phase}-G1 <what was done>",
            "Its reviewer accepts it by approving the next round.",
        ),
        "withdraw": Verb(
            "/gate withdraw <phase>",
            "take back a request for sign-off",
            "/gate withdraw {phase}",
            "The round stays in the history. Only its owners can.",
        ),
        "history": Verb(
            "/gate history <phase>",
            "every round, verdict and gap, and the sign-offs in the tracker",
            "/gate history {phase}",
        ),
        "progress": Verb(
            "/gate progress",
            "what has landed, by section, as a timeline and in words",
            "/gate progress",
            "From the ledger of landed commits, and the commits since its last entry.",
        ),
        "ops": Verb(
            "/gate ops [add <text> | done|reopen|snooze|assign|link <item> …]",
            "the ops track: what is open beside the phases; or change an item",
            "/gate ops snooze 2 until 2026-12-01",
            "An item is named by its number in the list, or by words of it. "
            "Each change is a commit in your name; anyone in .gatebot.yml can make one.",
        ),
        "digest": Verb(
            "/gate digest [here <time> <zone> [<days>] [always] | off | preview]",
            "when this channel hears once a day what is open",
            "/gate digest here 09:00 Europe/Berlin mon-fri",
            "With “always” it says so in one line when nothing is open; else it stays quiet.",
        ),
        "remind": Verb(
            "/gate remind <phase>",
            "remind those whom its review waits for",
            "/gate remind {phase}",
            "Each once a working day, by day where they are. Only its owners can.",
        ),
        "release": Verb(
            "/gate release",
            "go or no-go, with what stands in the way",
            "/gate release",
        ),
        "help": Verb("/gate help [verb]", "this list; or one verb", "/gate help ready"),
    }
)


def overview(phases: Sequence[str]) -> Note:
    """Return all verbs, with the phases known here."""
    known = names(phases, "and", most=20)
    items: list[Line] = [(Code(v.usage), f" — {v.does}") for v in VERBS.values()]
    return Note(
        ("A phase is signed off when its evidence holds and its reviewers approve. You can type:",),
        (Part(tuple(items)),),
        (
            ("One verb with an example: ", Code("/gate help ready"), "."),
            ("In a thread, where commands can't be typed, write ", Code("@gatebot status"), "."),
            *(((f"Phases here: {known}.",),) if known else ()),
        ),
    )


def of_verb(verb: str, phases: Sequence[str]) -> Note | None:
    """Return one verb with an example, or None where there is no such verb."""
    known = VERBS.get(verb.strip().casefold())
    if known is None:
        return None
    return Note(
        (Code(known.usage), f" — {known.does}."),
        then=(
            *(((known.more,),) if known.more else ()),
            ("For example: ", Code(example(known, phases)), "."),
        ),
    )


def example(verb: Verb, phases: Sequence[str]) -> str:
    """Return the example with a phase of this project in it."""
    phase = shown(phases[0], 40) if phases else "P4"
    return verb.example.replace("{phase}", phase)


def unknown_verb(text: str, meant: str) -> Note:
    """Return what is said of text that begins with no verb; `meant` is a line to type, or ""."""
    then: list[Line] = []
    if meant:
        then.append(("Did you mean ", Code(f"{CALLED} {shown(meant, 240)}"), "?"))
    if meant != "help":
        then.append(("All verbs: ", Code(f"{CALLED} help"), "."))
    return Note(
        ("I don't know ", Code(shown(text, 120) or "…"), ", so nothing was done."),
        then=tuple(then),
    )


def malformed(verb: str, missing: str, phases: Sequence[str], fitting: str = "") -> Note:
    """Return what is said of a verb whose words don't fit: what is wrong, usage and example.

    `fitting` is an example made for the fault, without `/gate`; else the verb's own stands.
    """
    known = VERBS.get(verb, VERBS["help"])
    typed = shown(fitting, 240) or example(known, phases).removeprefix(CALLED).strip()
    return Note(
        (f"{shown(missing, 200)} Nothing was done.",),
        then=(
            ("It is typed like this: ", Code(known.usage), "."),
            ("For example: ", Code(f"{CALLED} {typed}"), "."),
        ),
    )
