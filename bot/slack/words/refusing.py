"""The one question asked of all refusals: which words? `refusals` brings the answers together."""

from functools import singledispatch

from bot.readiness import refusals as r
from bot.slack.prose import Note


@singledispatch
def refusal(reason: r.Refusal) -> Note:
    """Return the words of a refusal. Each kind has its own; a test holds the list complete."""
    raise TypeError(f"no words for {type(reason).__name__}")
