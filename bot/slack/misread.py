"""A line that is no command: what is wrong with it, and a line that works."""

from enum import StrEnum
from typing import Final

from bot.app.api.commands import (
    Command,
)
from bot.slack.verbs import EXAMPLES, Verb

LONGEST: Final = 12_000  # characters; Slack itself sends no more than a few thousand


class Trouble(StrEnum):
    """What is wrong with a line."""

    UNKNOWN_VERB = "unknown verb"
    MISSING_PHASE = "missing phase"
    MISSING_GAP = "missing gap"
    MISSING_NOTE = "missing note"
    MISSING_REFERENCE = "missing reference"
    MISSING_ROLE = "missing role"
    UNKNOWN_ACTION = "unknown action"
    UNKNOWN_KIND = "unknown kind"
    BAD_NUMBER = "bad number"
    SURPLUS = "surplus words"
    OPEN_QUOTE = "open quote"
    TOO_LONG = "too long"
    MISSING_ITEM = "missing item"
    MISSING_VALUE = "missing value"
    MISSING_TIME = "missing time"
    MISSING_ZONE = "missing zone"
    BAD_TIME = "bad time"
    BAD_ZONE = "bad zone"
    BAD_DAYS = "bad days"
    UNSURE = "unsure"


class BadCommand(Exception):
    """A line that is no command. `asked` is the word at fault; `example` is a line that works.

    `phase` is the one that is meant, as far as the line or its thread says; `meant` is the whole
    line with its verb mended, where that can be read. Both are empty where they are not known.
    `verb` is the verb that was read; for UNKNOWN_VERB the nearest one, or None.
    `nearest` is the nearest word to `asked` where one is near, else empty.
    `offer` is the command that can be read but for `said`, the words behind it; None elsewhere.
    """

    def __init__(  # noqa: PLR0913 - what there is to say of a line
        self,
        trouble: Trouble,
        verb: Verb | None,
        *,
        asked: str = "",
        nearest: str = "",
        example: str = "",
        offer: Command | None = None,
        said: str = "",
    ) -> None:
        super().__init__(f"{trouble}: {asked}" if asked else str(trouble))
        self.trouble = trouble
        self.verb = verb
        self.asked = asked
        self.nearest = nearest
        self.fitting = example  # an example made for this very fault, or empty
        self.example = example or EXAMPLES[verb or Verb.HELP]
        self.offer = offer
        self.said = said
        self.phase = ""
        self.meant = ""
