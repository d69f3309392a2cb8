"""Lines that ask whether something should be done: `approve?` does nothing yet."""

import re
from typing import Final

from bot.app.api.commands import Approve, Baseline, Command, Ready, Start, Withdraw
from bot.slack.decoding import decode
from bot.slack.misread import BadCommand, Trouble
from bot.slack.verbs import Verb

# Also the full-width, doubled, Arabic and Greek ones, and those joined with an exclamation mark.
_QUESTION: Final = re.compile("[?\uff1f\u203d\u2047-\u2049\u061f\u037e]\\W*$")
# In a gap or a note a question mark stands in the text; these have no text.
_VERBS: Final[dict[type[Command], Verb]] = {
    Approve: Verb.APPROVE,
    Withdraw: Verb.WITHDRAW,
    Ready: Verb.READY,
    Start: Verb.START,
    Baseline: Verb.BASELINE,
}


def asks(text: str) -> bool:
    """Tell whether a text is a question, which states nothing."""
    return _QUESTION.search(text) is not None


def stated(command: Command, text: str) -> Command:
    """Return what a line asks for; raises BadCommand with the offer where it is a question."""
    verb = _VERBS.get(type(command))
    if verb is None or not asks(decode(text)):
        return command
    raise BadCommand(Trouble.UNSURE, verb, asked=text.strip()[:80], offer=command)
